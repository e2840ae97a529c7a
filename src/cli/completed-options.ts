import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";

/** Values by option name, for options that are set nowhere. A switch that is on has an empty list. */
export type FoundValues = Readonly<Record<string, readonly string[]>>;

/** The same reader, which knows values for what neither flag nor variable sets, and where they are from. */
export function completeOptions(options: OptionReader, values: FoundValues, source?: string): OptionReader {
  const valuesOf = (spec: OptionSpec) => (Object.hasOwn(values, spec.name) ? (values[spec.name] ?? []) : []);
  const find: OptionReader["find"] = (spec) => {
    const found = options.find(spec);
    const value = valuesOf(spec).at(-1);
    return found ?? (value === undefined ? null : { value, source: source ?? `--${spec.name}` });
  };
  return {
    ...options,
    find,
    text: (spec) => find(spec)?.value ?? null,
    list: (spec) => {
      const given = options.list(spec);
      return given.length > 0 ? given : valuesOf(spec);
    },
    isOn: (spec) => options.isOn(spec) || Object.hasOwn(values, spec.name),
  };
}
