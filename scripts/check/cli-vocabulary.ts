import { commands } from "../../src/cli/commands.ts";
import { commonOptions, type OptionSpec } from "../../src/cli/option-spec.ts";
import { catalogue } from "../../src/core/errors/index.ts";

/** The words of the command line, as docs may use them. */
export interface CliVocabulary {
  /** Each command's options, with their dashes. */
  readonly commands: ReadonlyMap<string, ReadonlySet<string>>;
  /** The options of all commands, with their dashes. */
  readonly options: ReadonlySet<string>;
  /** The values that options can have. */
  readonly values: ReadonlySet<string>;
  /** The codes of errors and warnings. */
  readonly codes: ReadonlySet<string>;
}

/** The words that the command line knows now. */
export async function cliVocabulary(): Promise<CliVocabulary> {
  const all = await Promise.all(commands.map(({ load }) => load()));
  const common = ["--help", "--version", ...commonOptions.map(flag)];
  const specs: readonly OptionSpec[] = all.flatMap(({ options }) => options);
  return {
    commands: new Map(all.map(({ name, options }) => [name, new Set([...common, ...options.map(flag)])])),
    options: new Set([...common, ...specs.map(flag)]),
    values: new Set(specs.flatMap(({ choices = [] }) => choices)),
    codes: new Set(Object.keys(catalogue)),
  };
}

function flag({ name }: OptionSpec): string {
  return `--${name}`;
}
