import { visibleLine } from "../../core/errors/index.ts";
import { clip } from "./clip.ts";

/**
 * A text from outside as Markdown that says just that. Words of letters stay; each other one becomes a code span, in
 * which neither Markdown nor GitLab reads anything: no link, mention, label, quick action, HTML or table border.
 */
export function markdownText(text: string, most = 2000): string {
  const words = visibleLine(clip(text, most)).split(" ");
  return words.map((word) => (plain.test(word) ? word : inCode(word))).join(" ");
}

/** A name or value as a code span. */
export function markdownCode(text: string, most = 300): string {
  return codeSpan(visibleLine(clip(text, most)));
}

/** Lines in a fenced block. */
export function markdownFence(lines: readonly string[], language: string): string {
  const content = lines.map((line) => visibleLine(line)).join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content}\n${fence}`;
}

// Words, numbers, and hyphens and apostrophes in them.
const plain = /^[("']?[A-Za-z0-9]*(?:[-'’][A-Za-z0-9]+)*…?[)"']?[.,;:?!]?[)"']?$/;

/** A code span without the punctuation of the sentence around it. */
function inCode(word: string): string {
  const [, before = "", inner = "", after = ""] = /^([(]?)(.*?)([).,;:?!]*)$/s.exec(word) ?? [];
  return inner === "" ? codeSpan(word) : `${before}${codeSpan(inner)}${after}`;
}

function codeSpan(text: string): string {
  if (text === "") return "–";
  const fence = "`".repeat(longestRun(text) + 1);
  // A border of the table ends a cell even in a code span, and a backslash before it may itself be escaped.
  const content = text.replaceAll("|", "\\u{7c}");
  const padded = /^[ `]|[ `]$/.test(content) || fence.length > 1 ? ` ${content} ` : content;
  return `${fence}${padded}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
