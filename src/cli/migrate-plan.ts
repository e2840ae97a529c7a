import { type PlannedMigration, planMigration } from "../commands/migrate/plan-migration.ts";
import { type ProjectPlan, planFromFiles, planWithGitlab } from "../commands/migrate/plan-project.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import { projectPlanText } from "../reports/index.ts";
import type { CliCommand, Invocation } from "./command.ts";
import { withClone } from "./migrate-clone.ts";
import { type OpenGitlab, openGitlabIfKnown } from "./migrate-gitlab.ts";
import { groupSpecs } from "./migrate-group-options.ts";
import { migrateSpecs, readMigrationRequest } from "./migrate-options.ts";
import { projectApi } from "./migrate-project-api.ts";
import { createMigrateWorld, readPlace } from "./migrate-world.ts";

const command = "migrate plan";

/** `gitlab-ecr migrate plan`. */
export const migratePlanCommand: CliCommand = {
  name: command,
  summary: "Show how a pipeline logs in to ECR today, and how it would with ID tokens instead of keys.",
  positional: "[FILE]",
  options: [...Object.values(migrateSpecs), ...Object.values(groupSpecs)],
  help: `
It reads .gitlab-ci.yml, or FILE, and the files that it includes from the same
repository, and writes nothing. Of each login it says where it stands; what would
change, as a diff; which role that takes; and what it leaves alone, and why. Keys
that are written out in a file are found, and never shown.

With --project and --gitlab-url (in a job, its own) and GITLAB_TOKEN it also lists the
CI/CD variables that are concerned, of the project, its groups and the instance, what
becomes of each, and more risks. Values are never shown. The token needs read_api and
the role Maintainer, for a group's variables Owner. What it may not read is told, and
the plan stays.

Examples:
  What would change?
    gitlab-ecr migrate plan

  With the role and the component that there are:
    gitlab-ecr migrate plan --role-arn arn:aws:iam::123456789012:role/gitlab-ecr-role \\
      --component gitlab.example.com/tools/gitlab-ecr/login@1

  With the CI/CD variables of the project and its groups:
    gitlab-ecr migrate plan --gitlab-url https://gitlab.example.com --project org/app

  All projects of a group, from GitLab; GITLAB_TOKEN needs read_api and the role Reporter:
    gitlab-ecr migrate plan --group org --resume plan.jsonl --timeout 1h

Exit status: 0 planned, 2 wrong usage or input, 3 GitLab refused,
4 network, timeout or throttling.
`,
  async run(given) {
    const invocation = await withClone(given);
    const { positionals, options, io, output, run } = invocation;
    const group = options.text(groupSpecs.group);
    for (const spec of [groupSpecs.resume, groupSpecs.writePipeline, groupSpecs.image]) {
      if (group !== null || options.text(spec) === null) continue;
      const reason = `--${spec.name} is for a whole group: give --group PATH, too.`;
      throw new GitlabEcrError("input-invalid", { reason, command });
    }
    if (group !== null) return (await import("./migrate-group.ts")).planOfGroup(invocation, group);
    const { folder, file } = readPlace(positionals[0]);
    const world = createMigrateWorld(folder, command, run);
    const request = readMigrationRequest(options, file, io.environment);
    const planned = await planMigration(request, world, run);
    const { plan, unasked } = await askGitlab(planned, request.project, invocation);
    output.result(plan, (style) => projectPlanText({ ...plan, unasked }, style));
    return 0;
  },
};

/** The plan with what GitLab says of the project; without a token or project the files' alone, and why. */
async function askGitlab(
  planned: PlannedMigration,
  project: string | null,
  invocation: Invocation,
): Promise<{ readonly plan: ProjectPlan; readonly unasked: string | null }> {
  const { run } = invocation;
  const alone = (unasked: string) => ({ plan: planFromFiles(planned), unasked });
  if (project === null) return alone("The project isn't known: --project GROUP/PROJECT.");
  const opened = await openOrTell(invocation);
  if (typeof opened === "string") return alone(opened);
  try {
    return { plan: await planWithGitlab(planned, project, projectApi(opened.api, run.guard), run), unasked: null };
  } finally {
    opened.close();
  }
}

/** An address that no token may go to mustn't cost the plan either. */
async function openOrTell(invocation: Invocation): Promise<OpenGitlab | string> {
  try {
    return await openGitlabIfKnown(invocation, command);
  } catch (error) {
    if (error instanceof GitlabEcrError) return error.message;
    throw error;
  }
}
