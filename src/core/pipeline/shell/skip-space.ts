import type { Cursor } from "./cursor.ts";

export function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\n";
}

/** Goes past blanks and continued lines: `\` at a line's end, in PowerShell a backtick. */
export function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const character = text[cursor.at];
    if (character === " " || character === "\t" || character === "\r") cursor.at += 1;
    else if (isContinuation(cursor)) cursor.at = text.indexOf("\n", cursor.at) + 1;
    else return;
  }
}

/** Whether the line goes on after its end. A backtick does it in any script, where it doesn't end a command in them. */
export function isContinuation({ text, at, dialect, inBackticks }: Cursor): boolean {
  const character = text[at];
  const isFree = isBlank(text[at - 1] ?? "");
  const continues = character === "`" ? !inBackticks && isFree : character === "\\" && dialect === "sh";
  const lineBreak = text[at + 1] === "\r" ? at + 2 : at + 1;
  if (text[lineBreak] !== "\n") return false;
  // Windows' own shell writes a caret; what ends so in others, such as `grep -c ^`, has no indented line behind it.
  return continues || (character === "^" && isFree && /[ \t|]/.test(text[lineBreak + 1] ?? ""));
}

/** Goes past a comment, but for the line break at its end. */
export function skipComment(cursor: Cursor): boolean {
  const { text, dialect } = cursor;
  if (dialect === "powershell" && text.startsWith("<#", cursor.at)) {
    const end = text.indexOf("#>", cursor.at);
    cursor.at = end < 0 ? text.length : end + 2;
    return true;
  }
  if (text[cursor.at] !== "#") return false;
  const end = text.indexOf("\n", cursor.at);
  cursor.at = end < 0 ? text.length : end;
  return true;
}
