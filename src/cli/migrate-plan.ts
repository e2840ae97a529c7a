import { planMigration } from "../commands/migrate/plan-migration.ts";
import { migrationPlanText } from "../reports/index.ts";
import type { CliCommand } from "./command.ts";
import { migrateSpecs, readMigrationRequest } from "./migrate-options.ts";
import { createMigrateWorld, readPlace } from "./migrate-world.ts";

/** `gitlab-ecr migrate plan`. */
export const migratePlanCommand: CliCommand = {
  name: "migrate plan",
  summary: "Show how a pipeline logs in to ECR today, and how it would with ID tokens instead of keys.",
  positional: "[FILE]",
  options: Object.values(migrateSpecs),
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

Exit status: 0 planned, 2 wrong usage or input.
`,
  async run({ positionals, options, io, output, run }) {
    const { folder, file } = readPlace(positionals[0]);
    const world = createMigrateWorld(folder, "migrate plan", run);
    const { plan } = await planMigration(readMigrationRequest(options, file, io.environment), world, run);
    output.result(plan, (style) => migrationPlanText(plan, style));
    return 0;
  },
};
