import { parseArgs } from "node:util";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { CliCommand } from "./command.ts";
import { helpOfCommand } from "./help-of-command.ts";
import type { Flags } from "./option-reader.ts";
import { commonOptions, type OptionSpec } from "./option-spec.ts";

/** What the arguments of a subcommand came to. */
export type ParsedArguments =
  | { readonly kind: "run"; readonly positionals: readonly string[]; readonly flags: Flags }
  | { readonly kind: "help"; readonly text: string };

/** Reads the arguments that follow a subcommand's name. Throws `input-invalid` for those that it doesn't take. */
export function parseArguments(command: CliCommand, args: readonly string[]): ParsedArguments {
  const specs: readonly OptionSpec[] = [...command.options, ...commonOptions];
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h" },
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
  if (given.some(({ name }) => name === "help")) return { kind: "help", text: helpOfCommand(command) };

  const refuse = (reason: string) => new GitlabEcrError("input-invalid", { reason, command: command.name });
  const flags: Record<string, Flags[string]> = {};
  for (const { name, rawName, value } of given) {
    const spec = specs.find((one) => one.name === name);
    if (spec === undefined) throw refuse(`There is no option ${rawName}${suggestion(rawName, specs)}.`);
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

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The option that was probably meant, for the end of a sentence. */
function suggestion(wrong: string, specs: readonly OptionSpec[]): string {
  const names = specs.map(({ name }) => ({ name, distance: editDistance(`--${name}`, wrong) }));
  const nearest = names.sort((a, b) => a.distance - b.distance)[0];
  return nearest !== undefined && nearest.distance <= 2 ? ` (did you mean --${nearest.name}?)` : "";
}

/** How many letters must be added, taken out, replaced, or exchanged with their neighbour (optimal string alignment). */
function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const cell = (up: number, left: number) => (up === 0 ? current : rows[row - up])?.[column - left] ?? 0;
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(cell(1, 0) + 1, cell(0, 1) + 1, cell(1, 1) + (same ? 0 : 1), swapped ? cell(2, 2) + 1 : row + column),
      );
    }
    rows.push(current);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
