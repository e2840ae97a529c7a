import { GitlabEcrError } from "../core/errors/index.ts";
import type { OptionSpec } from "./option-spec.ts";

/** The `input-invalid` for options that a command can't do without: all of them at once, and a command line that has them. */
export function missingOptions(
  missing: readonly OptionSpec[],
  { command, example }: { readonly command: string; readonly example: string },
): GitlabEcrError {
  const names = missing.map(({ name, value }) => `--${name} ${value}`);
  const reason = `${missing.length === 1 ? "One value is" : `${missing.length} values are`} missing: ${names.join(", ")}.`;
  const remedy = [`Give ${missing.length === 1 ? "it" : "them"}, for example: ${example}`];
  return new GitlabEcrError("input-invalid", { reason, command, missing: missing.map(({ name }) => name) }, { remedy });
}
