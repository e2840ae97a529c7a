import type { RetryClock } from "../adapters/aws/index.ts";
import type { Environment } from "./option-reader.ts";

/** A stream that takes text. */
export interface TextSink {
  write(text: string): unknown;
  /** Whether colours may be used on it. */
  readonly colour: boolean;
  /** Whether somebody looks at it: secrets need more than a command to get there. */
  readonly terminal?: boolean;
  /** How wide the terminal is; left out where there is none, or nobody knows. */
  readonly columns?: number | undefined;
  /** Whether the terminal can show ASCII characters alone. */
  readonly ascii?: boolean | undefined;
}

/** A terminal with somebody before it. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** The process as the command line sees it; `bin.ts` fills it in, tests give their own. */
export interface CliIo {
  readonly environment: Environment;
  readonly homeDir: string;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** All of standard input. */
  readonly readStdin: () => Promise<string>;
  /** Asks whoever sits at the terminal, and gives the line that is typed; left out where nobody does. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string>;
  /** Aborts on Ctrl-C or SIGTERM, with the error to end with as its reason. */
  readonly interrupt: AbortSignal;
  /** Where questions are asked and answered; left out where nobody sits before a terminal. */
  readonly terminal?: Terminal;
  /** From now on signals go to the listener, and end nothing, until what this returns is called. */
  readonly takeSignals?: (listener: (signal: NodeJS.Signals) => void) => () => void;
  readonly now: () => Date;
  /** Chance and waiting between attempts. */
  readonly retryClock: RetryClock;
  readonly version: string;
}
