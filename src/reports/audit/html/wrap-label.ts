import { visibleLine } from "../../../core/errors/index.ts";
import { clip } from "../clip.ts";

/**
 * A label in lines of at most `width` characters, since a picture's text doesn't wrap by itself. Breaks after a blank
 * or what separates the parts of a name; what is beyond the last line is told by an ellipsis.
 */
export function wrapLabel(text: string, width: number, most: number): string[] {
  const characters = [...visibleLine(clip(text.toWellFormed(), 1000))];
  const lines: string[] = [];
  let start = 0;
  while (start < characters.length && lines.length < most) {
    const last = lines.length === most - 1;
    const rest = characters.length - start;
    if (rest <= width) {
      lines.push(characters.slice(start).join("").trim());
      return lines;
    }
    const end = last ? start + width - 1 : breakBefore(characters, start, start + width);
    lines.push(characters.slice(start, end).join("").trim() + (last ? "…" : ""));
    start = end;
  }
  return lines.length === 0 ? [""] : lines;
}

function breakBefore(characters: readonly string[], start: number, end: number): number {
  for (let index = end; index > start + (end - start) / 2; index--) {
    if (/[\s/:._@-]/.test(characters[index - 1] ?? "")) return index;
  }
  return end;
}
