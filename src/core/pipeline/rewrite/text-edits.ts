/** A piece of the file that is replaced. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that don't overlap. Insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((left, right) => left.start - right.start || left.end - right.end);
  let result = "";
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Where the line after that of an offset begins; the text's end after the last. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

/** What lines of the file end with. */
export function lineBreakOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** The blanks before a place in its line, where nothing else is; null otherwise. */
export function indentBefore(text: string, offset: number): string | null {
  const before = text.slice(lineStart(text, offset), offset).replace(/^\ufeff/, "");
  return /^ *$/.test(before) ? before : null;
}

/** Inserts whole lines before the line of an offset. */
export function linesBefore(text: string, offset: number, lines: readonly string[]): TextEdit {
  const start = lineStart(text, offset);
  return { start, end: start, text: lines.map((line) => line + lineBreakOf(text)).join("") };
}

/** Inserts whole lines after the line of an offset. */
export function linesAfter(text: string, offset: number, lines: readonly string[]): TextEdit {
  const at = nextLine(text, offset);
  const lineBreak = lineBreakOf(text);
  const open = at === text.length && !text.endsWith("\n");
  const body = lines.join(lineBreak);
  return { start: at, end: at, text: open ? lineBreak + body : body + lineBreak };
}
