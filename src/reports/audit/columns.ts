import { visibleLine } from "../../core/errors/index.ts";

/** How wide a terminal is taken to be. */
const textWidth = 80;

/** Breaks a text into lines of at most so many characters; a word that is longer is cut. Text from outside is escaped. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line: string[] = [];
  let length = 0;
  const end = () => {
    if (line.length > 0) lines.push(line.join(" "));
    line = [];
    length = 0;
  };
  for (const word of visibleLine(text)
    .split(" ")
    .flatMap((one) => pieces(one, width))) {
    const size = [...word].length;
    if (length > 0 && length + 1 + size > width) end();
    length += size + (length > 0 ? 1 : 0);
    line.push(word);
  }
  end();
  return lines;
}

/** Lines of a text behind an indentation; the first may have a mark in its place. */
export function indented(text: string, indent: string, first = indent): readonly string[] {
  return wrap(text, textWidth - indent.length).map((line, index) => `${index === 0 ? first : indent}${line}`);
}

/** A shell command over several lines, broken before options. */
export function commandLines(command: string, indent: string): readonly string[] {
  const width = textWidth - indent.length - 4;
  const parts = visibleLine(command).split(/ (?=--)/);
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= width) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines.flatMap((line, index) => {
    const start = `${indent}${index === 0 ? "" : "  "}`;
    const end = index < lines.length - 1 ? " \\" : "";
    return pieces(line, width).map((piece, at, all) => `${start}${piece}${at === all.length - 1 ? end : ""}`);
  });
}

/** A text in exactly so many columns: filled up with blanks, or cut with an ellipsis. */
function cell(text: string, width: number): string {
  const characters = [...visibleLine(text)];
  if (characters.length > width) return `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
  return characters.join("") + " ".repeat(width - characters.length);
}

/** Rows under a head, each column as wide as its widest cell or its limit. */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  limits: readonly number[],
  indent = "  ",
): { readonly head: string; readonly rows: readonly string[] } {
  const widths = head.map((name, column) => {
    const longest = rows.reduce((most, row) => Math.max(most, [...visibleLine(row[column] ?? "")].length), name.length);
    return Math.min(longest, limits[column] ?? longest);
  });
  const line = (cells: readonly string[]) =>
    `${indent}${widths.map((width, column) => cell(cells[column] ?? "", width)).join("  ")}`.trimEnd();
  return { head: line(head), rows: rows.map(line) };
}

function pieces(word: string, width: number): readonly string[] {
  const characters = [...word];
  if (characters.length <= width) return [word];
  const count = Math.ceil(characters.length / width);
  return Array.from({ length: count }, (_, index) => characters.slice(index * width, (index + 1) * width).join(""));
}
