import type { CliCommand } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands.ts";
import { commonOptions, type OptionSpec, variableOf } from "../../src/cli/option-spec.ts";

/** `docs/gitlab-ecr.1`: the manual page, in mdoc, from the same specifications that parser and `--help` use. */
export async function manPage(): Promise<string> {
  const loaded = await Promise.all(commands.map(({ load }) => load()));
  return [
    '.\\" Made by "npm run docs" from src/cli. Don\'t edit it by hand.',
    ".Dd $Mdocdate$",
    ".Dt GITLAB-ECR 1",
    ".Os",
    ".Sh NAME",
    ".Nm gitlab-ecr",
    ".Nd log GitLab CI/CD jobs into Amazon ECR with their OIDC ID token",
    ".Sh SYNOPSIS",
    ".Nm",
    ".Ar command",
    ".Op Ar options",
    ".Sh DESCRIPTION",
    "An option's flag comes before its variable, our own variable before AWS's.",
    "An empty value counts as unset.",
    "Results go to standard output, progress and warnings to standard error, in UTF-8; times are UTC.",
    "On a terminal, tables keep within its width.",
    ".Pp",
    "The commands are:",
    ...loaded.flatMap(section),
    ".Ss Options of every command",
    ...optionList(commonOptions),
    ".Sh ENVIRONMENT",
    "Besides the variables of the options:",
    ".Bl -tag -width Ds",
    ".It Ev NO_COLOR",
    "No colours, unless it is empty; none either where",
    ".Ev TERM",
    "is dumb.",
    ".It Ev LC_ALL , LC_CTYPE , LANG",
    "Where they name another character set than UTF-8, marks on a terminal are ASCII.",
    ".El",
    ".Sh EXIT STATUS",
    ".Bl -tag -width 999999999",
    ...exitStatuses.flatMap(([status, meaning]) => [`.It ${status}`, text(meaning)]),
    ".El",
    ".Sh SEE ALSO",
    ".Xr docker 1",
    "",
  ].join("\n");
}

/** By design of the catalogue: docs/errors.md has the status of each code. */
const exitStatuses = [
  ["0", "Done."],
  ["1", "The answer is no."],
  ["2", "Wrong usage or input."],
  ["3", "AWS or GitLab refused, or would."],
  ["4", "Network, timeout or throttling, after the retries."],
  ["5", "A container tool failed."],
  ["70", "A bug of gitlab-ecr."],
  ["126, 127", "exec can't run its command, or there is none of that name."],
  ["130, 143", "Ended by Ctrl-C, or by SIGTERM."],
] as const;

function section({ name, summary, positional, options, help }: CliCommand): string[] {
  const usage = ["gitlab-ecr", name, "[options]", ...(positional === null ? [] : [positional])].join(" ");
  return [
    `.Ss ${macroArguments(`gitlab-ecr ${name}`)}`,
    text(summary),
    ...literal(usage),
    ...(options.length === 0 ? [] : optionList(options)),
    ...literal(help.trim()),
  ];
}

function optionList(options: readonly OptionSpec[]): string[] {
  return [".Bl -tag -width Ds", ...options.flatMap(optionItem), ".El"];
}

function optionItem(spec: OptionSpec): string[] {
  const { name, value, choices = [], variables = [], description, fallback } = spec;
  const values = choices.length === 0 ? "" : ` (${choices.join(", ")})`;
  const otherwise = fallback === undefined ? "" : `; default: ${fallback}`;
  return [
    `.It Fl Fl ${macroArguments(name)}${value === null ? "" : ` Ar ${macroArguments(value)}`}`,
    text(`${description}${values}${otherwise}.`),
    "Variables:",
    ...[variableOf(spec), ...variables].map((variable) => `.Ev ${variable}`),
  ];
}

function literal(lines: string): string[] {
  return [".Bd -literal -offset indent", ...lines.split("\n").map(text), ".Ed"];
}

/** A line of text as roff takes it: no escape, and no request, by accident. */
function text(line: string): string {
  const escaped = line.replaceAll("\\", "\\e").replaceAll("-", "\\-");
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

/** Words that follow a macro: none is taken for a macro itself. */
function macroArguments(words: string): string {
  return words
    .split(" ")
    .map((word) => (/^[A-Z][a-z]$|^[.,:;()[\]?!|]$/.test(word) ? `\\&${word}` : word.replaceAll("-", "\\-")))
    .join(" ");
}
