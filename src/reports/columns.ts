import terminalWidth from "fast-string-width";
import { visibleLine } from "../core/errors/index.ts";
import type { Style } from "./style.ts";

const usualWidth = 80;
const leastWidth = 40;
// Longer lines of prose are hard to read.
const mostProse = 100;

const gap = "  ";
const leastColumn = 10;

/** Lines of a text behind an indentation; the first may have a mark in its place. Text from outside is escaped. */
export function indented(style: Style, text: string, indent: string, first = indent): readonly string[] {
  const room = proseWidth(style) - indent.length;
  return wrap(visibleLine(text), room).map((line, index) => `${index === 0 ? first : indent}${line}`);
}

/** A shell command over several lines, broken before options, so that it can be pasted. */
export function commandLines(style: Style, command: string, indent: string): readonly string[] {
  const room = proseWidth(style) - indent.length - 4;
  const lines: string[] = [];
  for (const part of visibleLine(command).split(/ (?=--)/)) {
    const last = lines.at(-1);
    if (last !== undefined && terminalWidth(`${last} ${part}`) <= room) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines.map((line, index) => {
    const end = index < lines.length - 1 ? " \\" : "";
    return `${indent}${index === 0 ? "" : gap}${line}${end}`;
  });
}

/** Rows under a head; a row may have several lines. Nothing is cut. */
export interface TableText {
  readonly head: string;
  readonly rows: readonly string[];
}

/**
 * Rows under a head, each column as wide as its widest cell. Where the terminal is narrower, a long first cell has a line
 * to itself, and a long last one those below the row; where even that is too much, each row becomes a short paragraph.
 */
export function tableLines(
  style: Style,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  indent = gap,
): TableText {
  const cells = rows.map((row) => head.map((_, column) => visibleLine(row[column] ?? "")));
  const needed = head.map((name, column) =>
    cells.reduce((most, row) => Math.max(most, terminalWidth(row[column] ?? "")), terminalWidth(name)),
  );
  const room = style.width === undefined ? Number.POSITIVE_INFINITY : Math.max(leastWidth, style.width);
  const widths = fittingWidths(needed, room - indent.length - gap.length * (head.length - 1));
  if (widths === null) {
    return { head: `${indent}${head[0] ?? ""}`, rows: cells.map((row) => paragraph(style, head, row, indent)) };
  }
  return {
    head: lineOf(head, widths, indent),
    rows: cells.map((row) => rowLines(style, head, row, widths, indent).join("\n")),
  };
}

/** A text filled up with blanks to so many columns of a terminal. */
function filled(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - terminalWidth(text)));
}

/** The columns that the first and the last column get, beside the others that stay whole; null where it doesn't fit. */
function fittingWidths(needed: readonly number[], room: number): readonly number[] | null {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  if (sum(needed) <= room) return needed;
  const [first = 0, ...others] = needed;
  const last = others.pop() ?? 0;
  const rest = room - sum(others);
  const ofLast = Math.min(last, Math.max(Math.floor(rest / 2), rest - first));
  const ofFirst = Math.min(first, rest - ofLast);
  if (ofLast < Math.min(last, leastColumn) || ofFirst < Math.min(first, leastColumn)) return null;
  return [ofFirst, ...others, ofLast];
}

function rowLines(
  style: Style,
  head: readonly string[],
  row: readonly string[],
  widths: readonly number[],
  indent: string,
): string[] {
  const first = row[0] ?? "";
  const column = row.length - 1;
  const last = row[column] ?? "";
  const ownLine = terminalWidth(first) > (widths[0] ?? 0) ? [`${indent}${first}`] : [];
  const begin = ownLine.length > 0 ? "" : first;
  const inColumn = wrap(last, widths[column] ?? 0);
  if (inColumn.some((line) => terminalWidth(line) > (widths[column] ?? 0))) {
    const name = head[column] === "" ? "" : `${head[column]?.toLowerCase()}: `;
    const below = indented(style, `${name}${last}`, `${indent}${gap}${gap}`);
    return [...ownLine, lineOf([begin, ...row.slice(1, -1), ""], widths, indent), ...below];
  }
  const [sameLine = "", ...further] = inColumn;
  const blank = row.slice(1, -1).map(() => "");
  return [
    ...ownLine,
    lineOf([begin, ...row.slice(1, -1), sameLine], widths, indent),
    ...further.map((line) => lineOf(["", ...blank, line], widths, indent)),
  ];
}

function lineOf(cells: readonly string[], widths: readonly number[], indent: string): string {
  return `${indent}${cells.map((cell, column) => filled(cell, widths[column] ?? 0)).join(gap)}`.trimEnd();
}

function paragraph(style: Style, head: readonly string[], row: readonly string[], indent: string): string {
  const [first = "", ...others] = row;
  const facts = others.flatMap((cell, index) => {
    const name = head[index + 1]?.toLowerCase() ?? "";
    return cell === "" ? [] : [name === "" ? cell : `${name} ${cell}`];
  });
  return [`${indent}${first}`, ...indented(style, facts.join(", "), `${indent}${gap}${gap}`)].join("\n");
}

function proseWidth({ width = usualWidth }: Style): number {
  return Math.min(mostProse, Math.max(leastWidth, width));
}

/** Breaks a text at its blanks into lines of at most so many columns. A longer word stays whole: somebody may copy it. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").filter((one) => one !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || terminalWidth(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === "" ? lines : [...lines, line];
}
