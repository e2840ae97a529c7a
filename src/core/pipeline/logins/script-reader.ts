import type { Word, WordPart } from "../shell/shell-script.ts";
import type { PlacedText } from "../yaml-source.ts";
import type { UnitFindings } from "./found-login.ts";
import type { CommandPlace, Flow } from "./known-word.ts";

/** Where a command is being read. */
export interface Frame {
  readonly placed: PlacedText;
  readonly item: object;
  readonly dialect: "sh" | "powershell";
  /** The whole command that a substitution belongs to; null outside of one. */
  readonly outer: CommandPlace | null;
  /** The whole command that is read. */
  readonly here: CommandPlace;
  /** Whether it may not run: in a condition or loop, or after `&&` or `||`. */
  readonly conditional: boolean;
  /** How many scripts in scripts there are around. */
  readonly depth: number;
}

/** A simple command as it is run: its words, what they come to, and what is on its standard input. */
export interface Command {
  readonly words: readonly Word[];
  readonly values: readonly Flow[];
  readonly input: Flow | null;
}

/** A script that another wrote, with its place in the pipeline file. */
export interface WrittenScript {
  readonly placed: PlacedText;
  readonly item: object;
}

/** What the programs that a script calls do with what is known of it. */
export interface ScriptReader {
  readonly findings: UnitFindings;
  /** Files that the script wrote. */
  readonly files: Map<string, Flow>;
  /** Whether the job works with kaniko, whose config.json any path may be. */
  readonly kaniko: boolean;
  /** What a command prints, as far as ECR is concerned. */
  runCommand(command: Command, frame: Frame): Flow;
  /** Runs what a word or a here-document holds as a script of its own. */
  runText(pieces: readonly { text: string; at: number }[], frame: Frame): Flow;
  /** Runs a text whose characters stand elsewhere: everything in it counts as the command that runs it. */
  runElsewhere(text: string, frame: Frame): Flow;
  /** Texts of the script that it wrote into files, to be run from there. */
  readonly scripts: Map<string, WrittenScript>;
  /** Runs such a file. */
  runWritten(script: WrittenScript, frame: Frame): Flow;
  valueOfParts(parts: readonly WordPart[], frame: Frame): Flow;
  variable(name: string): Flow;
  assign(name: string, value: Flow, frame: Frame): void;
}
