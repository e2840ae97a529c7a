import type { CliCommand } from "./command.ts";
import { commonOptions, type OptionSpec, variableOf } from "./option-spec.ts";
import { helpWidth, wrap } from "./wrap.ts";

const helpOption = { term: "-h, --help", description: "show this help" };

/** What `gitlab-ecr COMMAND --help` prints: every option with its variables, then the command's own text. */
export function helpOfCommand({ name, summary, positional, options, help }: CliCommand, columns?: number): string {
  const width = helpWidth(columns);
  const rows = [
    ...[...options, ...commonOptions].map((spec) => ({ term: termOf(spec), description: describe(spec) })),
    helpOption,
  ];
  // On a narrow terminal, what an option does stands below it.
  const longest = Math.max(...rows.map(({ term }) => term.length)) + 4;
  const indent = longest > width / 2 ? 6 : longest;
  const list = rows.map(({ term, description }) => {
    const start = term.length + 4 > indent ? `  ${term}\n${" ".repeat(indent)}` : `  ${term}`.padEnd(indent);
    return start + wrap(description, indent, width);
  });
  const usage = ["gitlab-ecr", name, "[options]", ...(positional === null ? [] : [positional])].join(" ");
  return [
    `Usage: ${usage}`,
    "",
    wrap(summary, 0, width),
    "",
    "Options:",
    ...list,
    "",
    rewrapped(help.trim(), width),
    "",
  ].join("\n");
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

/** A command's text for a terminal of this width: its paragraphs broken anew, and of its examples what is too long. */
function rewrapped(text: string, width: number): string {
  return text
    .replace(/^\S.*(?:\n\S.*)*/gm, (paragraph) => wrap(paragraph.replaceAll("\n", " "), 0, width))
    .replace(/^ {2}(?!gitlab-ecr )(\S.*)/gm, (_, title: string) => `  ${wrap(title, 2, width)}`)
    .replace(/^( {4}| {2}(?=gitlab-ecr ))(\S(?:.*\\\n)*.*)/gm, (_, indent: string, example: string) =>
      exampleLines(example, indent, width),
    );
}

/** An example over as many lines as it takes, broken between options. */
function exampleLines(example: string, indent: string, width: number): string {
  const whole = `${indent}${example}`;
  if (whole.split("\n").every((line) => line.length <= width)) return whole;
  const words = example.replaceAll("\\\n", " ").match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  const parts: string[] = [];
  for (const word of words) {
    const before = parts.at(-1) ?? "";
    // A value stays with its option.
    if (/^(?:--?[a-z][^ =]*|>)$/.test(before) && !word.startsWith("-")) parts[parts.length - 1] = `${before} ${word}`;
    else parts.push(word);
  }
  const lines = [""];
  for (const part of parts) {
    const line = lines.at(-1) ?? "";
    const longer = line === "" ? part : `${line} ${part}`;
    if (line === "" || indent.length + 2 + longer.length + 2 <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return indent + lines.join(` \\\n${indent}  `);
}
