import type { CliCommand } from "./command.ts";
import { commonOptions, type OptionSpec, variableOf } from "./option-spec.ts";

const width = 80;
const helpOption = { term: "-h, --help", description: "show this help" };

/** What `gitlab-ecr COMMAND --help` prints: every option with its variables, then the command's own text. */
export function helpOfCommand({ name, summary, positional, options, help }: CliCommand): string {
  const rows = [
    ...[...options, ...commonOptions].map((spec) => ({ term: termOf(spec), description: describe(spec) })),
    helpOption,
  ];
  const indent = Math.max(...rows.map(({ term }) => term.length)) + 4;
  const list = rows.map(({ term, description }) => `  ${term}`.padEnd(indent) + wrap(description, indent));
  const usage = ["gitlab-ecr", name, "[options]", ...(positional === null ? [] : [positional])].join(" ");
  return [`Usage: ${usage}`, "", wrap(summary, 0), "", "Options:", ...list, "", help.trim(), ""].join("\n");
}

/** An option as it is written on the command line. */
function termOf({ name, value }: OptionSpec): string {
  return value === null ? `--${name}` : `--${name} <${value}>`;
}

function describe(spec: OptionSpec): string {
  const choices = spec.choices === undefined ? "" : ` (${spec.choices.join(", ")})`;
  const fallback = spec.fallback === undefined ? "" : `; default: ${spec.fallback}`;
  const variables = [variableOf(spec), ...(spec.variables ?? [])].join(", ");
  return `${spec.description}${choices}${fallback} [${variables}]`;
}

/** Breaks a text into lines that end before the terminal's edge and begin, but for the first, at the indent. */
function wrap(text: string, indent: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (indent + line.length + 1 + word.length < width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${" ".repeat(indent)}`);
}
