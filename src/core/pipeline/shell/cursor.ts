import type { Dialect, Redirect, ShellPipeline, ShellScript } from "./shell-script.ts";

/** What ends a nested script. */
export type Closer = ")" | "}" | "`";

/** Where the reading stands. One cursor goes through a script once, whatever is nested in it. */
export interface Cursor {
  readonly text: string;
  readonly dialect: Dialect;
  readonly hereDocuments: PendingBodies;
  at: number;
  /** How deep brackets are nested; what is deeper than the limit is skipped as text. */
  depth: number;
  /** How many brackets were open at the text's end. */
  unclosed: number;
  /** Whether a backtick ends what is read. */
  inBackticks: boolean;
  /** Reads a nested script up to its closer, and past it. */
  readScript(cursor: Cursor, closer: Closer): ShellScript;
}

/** Here-documents that were announced, and whose bodies are to come. */
export interface PendingBodies {
  /** How many were announced so far. */
  readonly count: number;
  /** Notes one whose body follows on the next line. */
  expect(cursor: Cursor, redirect: Redirect, strip: boolean): void;
  /** Reads the bodies that begin where the cursor is, at a line's beginning. One without its end isn't taken. */
  take(cursor: Cursor): void;
  /** Tells those announced after the first `count` the pipeline that they belong to. */
  belongTo(pipeline: ShellPipeline, count: number): void;
}

export const deepest = 40;

/** Reads a list in brackets or braces. */
export function readBrackets(cursor: Cursor): ShellScript {
  const closer = cursor.text[cursor.at] === "(" ? ")" : "}";
  cursor.at += 1;
  cursor.depth += 1;
  const script = cursor.readScript(cursor, closer);
  cursor.depth -= 1;
  return script;
}
