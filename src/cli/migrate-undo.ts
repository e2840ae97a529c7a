import { type UndoAws, undoMigration } from "../commands/migrate/undo-migration.ts";
import { migrationUndoPlanText, migrationUndoText } from "../reports/index.ts";
import { plainStyle } from "./ansi-style.ts";
import type { CliCommand } from "./command.ts";
import { keyAccessSpecs, openKeyAccess } from "./migrate-aws.ts";
import { agree } from "./migrate-retire.ts";
import { createMigrateWorld, readPlace } from "./migrate-world.ts";
import type { OptionSpec } from "./option-spec.ts";

const specs = {
  dryRun: { name: "dry-run", value: null, description: "print the plan alone" },
  yes: { name: "yes", value: null, description: "agree to the plan" },
  ...keyAccessSpecs,
} as const satisfies Record<string, OptionSpec>;

const command = "migrate undo";

/** `gitlab-ecr migrate undo`. */
export const migrateUndoCommand: CliCommand = {
  name: command,
  summary: "Go back to keys: activate what was deactivated, and take the pipeline's changes back.",
  positional: "[FILE]",
  options: Object.values(specs),
  help: `
It works from every phase. Keys that migrate retire deactivated are activated again;
files are as they were before migrate apply, byte by byte, with what was changed
elsewhere in them since. Keys that are deleted can't be brought back, and are told.

Nothing is changed without --yes or a yes. AWS is asked only where there are keys to
activate.

Examples:
  What would be done?
    gitlab-ecr migrate undo --dry-run

  gitlab-ecr migrate undo --yes

Exit status: 0 done, 1 some file was changed since and stays, 2 wrong usage or input,
3 AWS refused, 4 network, timeout or throttling.
`,
  async run(invocation) {
    const { positionals, options, output, run } = invocation;
    const { folder } = readPlace(positionals[0]);
    const opened: { close(): void }[] = [];
    const openAws = async (): Promise<UndoAws> => {
      const iam = await openKeyAccess(invocation, command);
      opened.push(iam);
      return iam;
    };
    try {
      const world = createMigrateWorld(folder, command, run);
      const dryRun = options.isOn(specs.dryRun);
      const result = await undoMigration({ dryRun }, openAws, world, run, (plan) => {
        output.note(migrationUndoPlanText(plan, plainStyle));
        return agree("go back to keys as planned", invocation);
      });
      output.result(result, (style) => migrationUndoText(result, style));
      return result.left.length > 0 ? 1 : 0;
    } finally {
      for (const one of opened) one.close();
    }
  },
};
