import { planMigration } from "../commands/migrate/plan-migration.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { migrationPlanText } from "../reports/index.ts";
import type { CliCommand } from "./command.ts";
import { groupSpecs } from "./migrate-group-options.ts";
import { migrateSpecs, readMigrationRequest } from "./migrate-options.ts";
import { createMigrateWorld, readPlace } from "./migrate-world.ts";

/** `gitlab-ecr migrate plan`. */
export const migratePlanCommand: CliCommand = {
  name: "migrate plan",
  summary: "Show how a pipeline logs in to ECR today, and how it would with ID tokens instead of keys.",
  positional: "[FILE]",
  options: [...Object.values(migrateSpecs), ...Object.values(groupSpecs)],
  help: `
It reads .gitlab-ci.yml, or FILE, and the files that it includes from the same
repository, and writes nothing. Of each login it says where it stands; what would
change, as a diff; which role that takes; and what it leaves alone, and why. Keys
that are written out in a file are found, and never shown.

Examples:
  What would change?
    gitlab-ecr migrate plan

  With the role and the component that there are:
    gitlab-ecr migrate plan --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role \\
      --component gitlab.example.com/tools/gitlab-ecr/login@1

  All projects of a group, from GitLab; GITLAB_TOKEN needs read_api and the role Reporter:
    gitlab-ecr migrate plan --group org --resume plan.jsonl --timeout 1h

Exit status: 0 planned, 2 wrong usage or input, 3 GitLab refused,
4 network, timeout or throttling.
`,
  async run(invocation) {
    const { positionals, options, io, output, run } = invocation;
    const group = options.text(groupSpecs.group);
    for (const spec of [groupSpecs.resume, groupSpecs.writePipeline, groupSpecs.image]) {
      if (group !== null || options.text(spec) === null) continue;
      const reason = `--${spec.name} is for a whole group: give --group PATH, too.`;
      throw new GitlabEcrError("input-invalid", { reason, command: "migrate plan" });
    }
    if (group !== null) return (await import("./migrate-group.ts")).planOfGroup(invocation, group);
    const { folder, file } = readPlace(positionals[0]);
    const world = createMigrateWorld(folder, "migrate plan", run);
    const { plan } = await planMigration(readMigrationRequest(options, file, io.environment), world, run);
    output.result(plan, (style) => migrationPlanText(plan, style));
    return 0;
  },
};
