/**
 * A text from outside, fit for a terminal or a log: lines joined with "; ", control, escape and direction-changing
 * characters written as `\xNN` or `\u{N}`, cut to 1000 characters.
 */
export function visibleText(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const line = lines.filter((each) => each !== "").join("; ");
  const shown = line.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, escapeCharacter);
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
}

const longest = 1000;

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}
