// Control characters but the line break; and those that reorder or hide text (Unicode's bidirectional controls, zero widths).
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The same on one line: a line break would let a text from outside begin a line of its own. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll("\n", "\\u{a}");
}

/**
 * A text from outside with its control, escape and direction characters written as `\u{…}`, so that it can't move the
 * cursor, colour or reorder what stands around it. Line breaks stay.
 */
export function visibleText(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(unseen, (character) => {
    if (character === "\t") return " ";
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
