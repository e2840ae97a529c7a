import { parseArgs } from "node:util";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { CliCommand } from "./command.ts";
import { didYouMean } from "./nearest.ts";
import type { Flags } from "./option-reader.ts";
import { commonOptions, type OptionSpec } from "./option-spec.ts";

/** What the arguments of a subcommand came to. */
export type ParsedArguments =
  | { readonly kind: "run"; readonly positionals: readonly string[]; readonly flags: Flags }
  | { readonly kind: "help" }
  | { readonly kind: "version" };

/** Reads the arguments that follow a subcommand's name. Throws `input-invalid` for those that it doesn't take. */
export function parseArguments(command: CliCommand, args: readonly string[]): ParsedArguments {
  const specs: readonly OptionSpec[] = [...command.options, ...commonOptions];
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h" },
      version: { type: "boolean", short: "V" },
      ...Object.fromEntries(
        specs.map(({ name, value }) => [name, { type: value === null ? "boolean" : "string" } as const]),
      ),
    },
    allowPositionals: true,
    // What is wrong is told in our own words.
    strict: false,
    tokens: true,
  });
  const given = tokens.filter((token) => token.kind === "option");
  const told = (["help", "version"] as const).find((wanted) => given.some(({ name }) => name === wanted));
  if (told !== undefined) return { kind: told };

  const refuse = (reason: string) => new GitlabEcrError("input-invalid", { reason, command: command.name });
  const flags: Record<string, Flags[string]> = {};
  for (const { name, rawName, value } of given) {
    const spec = specs.find((one) => one.name === name);
    if (spec === undefined)
      throw refuse(`There is no option ${rawName}${didYouMean(rawName, [...specs.map(flagOf), "--help"])}.`);
    if (spec.value === null && value !== undefined) throw refuse(`${rawName} takes no value.`);
    if (spec.value !== null && value === undefined) throw refuse(`${rawName} needs a value: ${rawName} ${spec.value}.`);
    flags[name] = spec.many ? [...((flags[name] as string[] | undefined) ?? []), value ?? ""] : (value ?? true);
  }
  const surplus = positionals.slice(mostPositionals(command));
  if (surplus.length > 0)
    throw refuse(`gitlab-ecr ${command.name} can't do anything with ${surplus.map(quoted).join(", ")}.`);
  return { kind: "run", positionals, flags };
}

/** How many positional arguments a command takes, as its help writes them: `NAME`, `[NAME]`, `[NAME...]`. */
function mostPositionals({ positional }: CliCommand): number {
  if (positional === null) return 0;
  return positional.includes("...") ? Number.POSITIVE_INFINITY : positional.split(" ").length;
}

/** An option as it is written on the command line. */
function flagOf({ name }: OptionSpec): string {
  return `--${name}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
