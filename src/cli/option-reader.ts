import { GitlabEcrError } from "../core/errors/index.ts";
import { type Found, refuseUnexpanded } from "../core/identity/index.ts";
import { type OptionSpec, variableOf } from "./option-spec.ts";

/** What the parser found, by option name. */
export type Flags = Readonly<Record<string, string | readonly string[] | true | undefined>>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads options by their precedence: flag, our variable, AWS's variables. Empty strings count as unset. */
export interface OptionReader {
  /** The value and where it came from; null where it is set nowhere. */
  find(spec: OptionSpec): Found | null;
  text(spec: OptionSpec): string | null;
  list(spec: OptionSpec): readonly string[];
  isOn(spec: OptionSpec): boolean;
  /** The value of a variable that another option names, which is never checked against choices. */
  variable(name: string): string | null;
  /** The same, for values that are about to be used: one that wasn't expanded is refused. */
  usedVariable(name: string): string | null;
}

/** All its functions throw `unexpanded-variable` or `input-invalid` for a value that can't be meant. */
export function createOptionReader(command: string, flags: Flags, environment: Environment): OptionReader {
  // A variable may be asked for by any name, such as that of a method which every object has.
  const variableValue = (name: string) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
  const found = (spec: OptionSpec): readonly Found[] => {
    const flag = flags[spec.name];
    const given = (typeof flag === "string" ? [flag] : Array.isArray(flag) ? flag : []).filter((value) => value !== "");
    if (given.length > 0) return given.map((value: string) => ({ value, source: `--${spec.name}` }));
    const name = [variableOf(spec), ...(spec.variables ?? [])].find((variable) => variableValue(variable));
    return name === undefined ? [] : [{ value: variableValue(name) ?? "", source: name }];
  };
  const find = (spec: OptionSpec) => {
    const one = found(spec).at(-1) ?? null;
    if (one !== null) check(command, spec, one);
    return one;
  };
  const variable = (name: string) => variableValue(name) || null;

  return {
    find,
    variable,
    text: (spec) => find(spec)?.value ?? null,
    list: (spec) =>
      found(spec).flatMap((one) => {
        check(command, spec, one);
        return one.source.startsWith("--") ? [one.value] : one.value.split(/[\s,]+/).filter((part) => part !== "");
      }),
    isOn: (spec) => {
      if (flags[spec.name] === true) return true;
      const one = find(spec);
      if (one === null || /^(?:false|0|no)$/i.test(one.value)) return false;
      if (/^(?:true|1|yes)$/i.test(one.value)) return true;
      throw new GitlabEcrError("input-invalid", { reason: `${one.source} is neither true nor false.`, command });
    },
    usedVariable: (name) => {
      const value = variable(name);
      if (value !== null) refuseUnexpanded(value, name);
      return value;
    },
  };
}

function check(command: string, spec: OptionSpec, one: Found): void {
  refuseUnexpanded(one.value, one.source);
  if (spec.choices === undefined || spec.choices.includes(one.value)) return;
  const reason = `${one.source} is ${JSON.stringify(one.value)}; it must be one of ${spec.choices.join(", ")}.`;
  throw new GitlabEcrError("input-invalid", { reason, command });
}
