import { migrationStatus } from "../commands/migrate/migration-status.ts";
import { migrationStatusText } from "../reports/index.ts";
import type { CliCommand } from "./command.ts";
import { createMigrateWorld, readPlace } from "./migrate-world.ts";

/** `gitlab-ecr migrate status`. */
export const migrateStatusCommand: CliCommand = {
  name: "migrate status",
  summary: "Tell where a project's migration from keys to ID tokens stands, and what is next.",
  positional: "[FILE]",
  options: [],
  help: `
It reads .gitlab-ecr-migration.json beside .gitlab-ci.yml, or beside FILE, where
migrate prepare, apply, verify, retire and undo note what they did, and what the
pipeline itself says. Commit that file.

Examples:
  gitlab-ecr migrate status

Exit status: 0 told, 2 wrong usage, input or file.
`,
  async run({ positionals, output, run }) {
    const { folder, file } = readPlace(positionals[0]);
    const status = await migrationStatus(file, createMigrateWorld(folder, "migrate status", run));
    output.result(status, (style) => migrationStatusText(status, style));
    return 0;
  },
};
