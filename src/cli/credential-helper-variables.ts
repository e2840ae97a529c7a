import { absolutePath } from "../adapters/system/index.ts";
import { loginOptionSpecs } from "./login-options.ts";
import type { OptionReader } from "./option-reader.ts";
import { type OptionSpec, variableOf } from "./option-spec.ts";
import { sessionOptionSpecs } from "./session-options.ts";

/** Options that say where this login goes, and nothing about who logs in. */
const ofThisLogin: ReadonlySet<string> = new Set(["engine", "config-dir", "write-env"]);

/**
 * A login's options as the variables that stand for them: what the credential helper is to log in by. What AWS's own
 * variables said isn't among them: the helper sees those itself. None is a secret, since options name where secrets are.
 */
export function helperVariables(options: OptionReader): Record<string, string> {
  const specs: readonly OptionSpec[] = Object.values({ ...loginOptionSpecs, ...sessionOptionSpecs });
  const variables = specs
    .filter(({ name }) => !ofThisLogin.has(name))
    .map((spec): [string, string] => [variableOf(spec), given(spec)]);
  return Object.fromEntries(variables.filter(([, value]) => value !== ""));

  function given(spec: OptionSpec): string {
    if (spec.value === null) return options.isOn(spec) ? "true" : "";
    const found = options.find(spec);
    if (found === null || !(found.source.startsWith("--") || found.source === variableOf(spec))) return "";
    const values = spec.many ? options.list(spec) : [found.value];
    const isPath = spec.value === "PATH" || spec.value === "FILE";
    return values.map((value) => (isPath ? absolutePath(value) : value)).join(" ");
  }
}
