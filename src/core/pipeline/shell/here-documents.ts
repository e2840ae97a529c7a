import type { Cursor, PendingBodies } from "./cursor.ts";
import { readHereDocumentBody } from "./read-word.ts";
import type { Redirect, ShellPipeline } from "./shell-script.ts";

interface Expected {
  readonly redirect: Redirect;
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly strip: boolean;
  pipeline: { end: number } | null;
  end: number;
}

/** The here-documents of one script: they are announced on one line and follow it. */
export class HereDocuments implements PendingBodies {
  count = 0;
  readonly #text: string;
  readonly #all: Expected[] = [];
  #taken = 0;
  #lines: { readonly whole: LineStarts; readonly stripped: LineStarts } | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  expect({ text }: Cursor, redirect: Redirect, strip: boolean): void {
    const { start, end, parts } = redirect.target;
    const delimiter = parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
    const quoted = /["'\\]/.test(text.slice(start, end));
    this.#all.push({ redirect, delimiter, quoted, strip, pipeline: null, end: 0 });
    this.count += 1;
  }

  belongTo(pipeline: ShellPipeline, count: number): void {
    for (const one of this.#all.slice(count)) {
      one.pipeline ??= pipeline;
      one.pipeline.end = Math.max(one.pipeline.end, one.end);
    }
  }

  take(cursor: Cursor): void {
    for (const one of this.#all.slice(this.#taken)) {
      const close = this.#find(one, cursor.at);
      if (close === null) continue;
      one.redirect.target = readHereDocumentBody(cursor, close.start, one.quoted);
      cursor.at = close.end;
      one.end = close.start + close.length;
      if (one.pipeline !== null) one.pipeline.end = Math.max(one.pipeline.end, one.end);
    }
    this.#taken = this.#all.length;
  }

  /** The first line from `from` on that is the delimiter. */
  #find({ delimiter, strip }: Expected, from: number) {
    this.#lines ??= { whole: linesOf(this.#text, /^$/), stripped: linesOf(this.#text, /^\t+/) };
    const starts = this.#lines[strip ? "stripped" : "whole"].get(delimiter) ?? [];
    const start = starts[firstFrom(starts, from)];
    if (start === undefined) return null;
    const lineEnd = this.#text.indexOf("\n", start);
    const end = lineEnd < 0 ? this.#text.length : lineEnd;
    const length = this.#text.slice(start, end).trimEnd().length;
    return { start, end: Math.min(end + 1, this.#text.length), length };
  }
}

type LineStarts = ReadonlyMap<string, readonly number[]>;

/** Where each line begins, by its text without what is stripped from its beginning, and a carriage return at its end. */
function linesOf(text: string, stripped: RegExp): LineStarts {
  const lines = new Map<string, number[]>();
  for (let start = 0; start <= text.length; ) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(start, end).replace(stripped, "").replace(/\r$/, "");
    const starts = lines.get(line);
    if (starts === undefined) lines.set(line, [start]);
    else starts.push(start);
    start = end + 1;
  }
  return lines;
}

/** The index of the first number that is not less than `from`. */
function firstFrom(sorted: readonly number[], from: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
