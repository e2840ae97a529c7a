import type { Run } from "../commands/run.ts";
import type { CliIo } from "./io.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";
import type { Output } from "./output.ts";

/** One subcommand: what the parser and the help need, and what it does. */
export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as help writes them, such as `[REGISTRY...]`; null where it takes none. */
  readonly positional: string | null;
  /** What the first positional argument may be, where it is one of a few words. */
  readonly words?: readonly string[];
  readonly options: readonly OptionSpec[];
  /** What follows the options in `--help`. */
  readonly help: string;
  /** Gives the exit status: 0 done, 1 the answer is no; that of the child where it runs one in its place. */
  run(invocation: Invocation): Promise<number>;
}

/** A subcommand as the overview lists it; its module is loaded when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CliCommand>;
}

/** One run of a subcommand. */
export interface Invocation {
  readonly positionals: readonly string[];
  readonly options: OptionReader;
  readonly io: CliIo;
  readonly output: Output;
  readonly run: Run;
}
