import type { CompletedCommand, CompletedOption } from "./completed-command.ts";

/** A completion script for fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c gitlab-ecr -n __fish_use_subcommand -f -a ${quoted(command.name)} -d ${quoted(command.summary)}`,
    ...linesOf(command),
  ]);
  const names = commands.map(({ name }) => name).join(" ");
  const none = "complete -c gitlab-ecr -n __fish_use_subcommand -f";
  return [
    "# fish completion for gitlab-ecr: gitlab-ecr completion fish | source",
    `${none} -a help -d 'show the help of a command'`,
    `${none} -l help -d 'show the commands'`,
    `${none} -l version -d 'print the version'`,
    `complete -c gitlab-ecr -n '__fish_seen_subcommand_from help' -f -a ${quoted(names)}`,
    ...lines,
    "",
  ].join("\n");
}

function linesOf({ name, words, options }: CompletedCommand): string[] {
  const here = `complete -c gitlab-ecr -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
  const positional = words.length === 0 ? [] : [`${here} -f -a ${quoted(words.join(" "))}`];
  const flags = options.map((option) => `${here} -l ${option.name} -d ${quoted(option.description)}${taking(option)}`);
  return [...positional, ...flags, `${here} -l help -d 'show the options'`];
}

function taking({ value }: CompletedOption): string {
  if (value === "none") return "";
  if (value === "file") return " -r -F";
  if (value === "folder") return " -x -a '(__fish_complete_directories)'";
  return typeof value === "string" ? " -x" : ` -x -a ${quoted(value.join(" "))}`;
}

/** A word of fish, where single quotes know the escapes \\' and \\\\. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
