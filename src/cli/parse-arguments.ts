import { Command, CommanderError, Option } from "commander";
import { GitlabEcrError } from "../core/errors/index.ts";
import type { CliCommand } from "./command.ts";
import type { Flags } from "./option-reader.ts";
import { commonOptions, type OptionSpec, variableOf } from "./option-spec.ts";

/** What the arguments of a subcommand came to. */
export type ParsedArguments =
  | { readonly kind: "run"; readonly positionals: readonly string[]; readonly flags: Flags }
  | { readonly kind: "help"; readonly text: string };

/** Reads the arguments that follow a subcommand's name. Throws `input-invalid` for those that it doesn't take. */
export function parseArguments(command: CliCommand, args: readonly string[]): ParsedArguments {
  let shown = "";
  const parser = parserOf(command).exitOverride();
  parser.configureOutput({
    writeOut: (text) => (shown += text),
    writeErr: () => undefined,
    outputError: () => undefined,
  });
  try {
    parser.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return { kind: "help", text: shown };
    throw new GitlabEcrError("input-invalid", { reason: sentenceOf(error.message), command: command.name });
  }
  const values = parser.opts<Record<string, Flags[string]>>();
  const specs: readonly OptionSpec[] = [...command.options, ...commonOptions];
  return {
    kind: "run",
    positionals: parser.args,
    flags: Object.fromEntries(specs.map(({ name }) => [name, values[name]])),
  };
}

/** The parser of a subcommand; the command reference is generated from it, too. */
export function parserOf({ name, summary, positional, options, help }: CliCommand): Command {
  const parser = new Command(`gitlab-ecr ${name}`).description(summary).helpOption("-h, --help", "show this help");
  parser.configureHelp({ optionDescription: ({ description }) => description });
  if (positional !== null) parser.argument(positional);
  else parser.allowExcessArguments(false);
  for (const spec of [...options, ...commonOptions]) parser.addOption(optionOf(spec));
  return parser.addHelpText("after", `\n${help.trim()}\n`);
}

function optionOf(spec: OptionSpec): Option {
  const option = new Option(spec.value === null ? `--${spec.name}` : `--${spec.name} <${spec.value}>`, describe(spec));
  // Values keep the option's own name as key, not its camel case.
  option.attributeName = () => spec.name;
  return spec.many ? option.argParser((value, before: string[] = []) => [...before, value]) : option;
}

function describe(spec: OptionSpec): string {
  const choices = spec.choices === undefined ? "" : ` (${spec.choices.join(", ")})`;
  const fallback = spec.fallback === undefined ? "" : `; default: ${spec.fallback}`;
  const variables = [variableOf(spec), ...(spec.variables ?? [])].join(", ");
  return `${spec.description}${choices}${fallback} [${variables}]`;
}

function sentenceOf(message: string): string {
  const text = message
    .replace(/^error: /, "")
    .replace(/\n+/g, " ")
    .trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(")") || text.endsWith(".") ? "" : "."}`;
}
