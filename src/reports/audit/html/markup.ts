import { visibleLine } from "../../../core/errors/index.ts";
import { clip } from "../clip.ts";

/** Markup that may stand in the page as it is: only `html` makes it. */
export interface Markup {
  readonly markup: string;
}

/** What may be put into markup: text is escaped, lists are joined, null is nothing. */
export type MarkupValue = string | number | null | Markup | readonly MarkupValue[];

/** Markup with values put in. Texts become text, in elements and in quoted attributes alike, whatever they hold. */
export function html(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return { markup: parts.map((part, index) => part + markupOf(values[index] ?? null)).join("") };
}

/** Text from outside of at most so many characters; a name of AWS has 256 at most. */
export function shown(text: string, most = 300): string {
  return clip(text, most);
}

function markupOf(value: MarkupValue): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escapedText(value);
  return "markup" in value ? value.markup : value.map(markupOf).join("");
}

function escapedText(text: string): string {
  return visibleLine(clip(text.toWellFormed(), 4000)).replace(/[&<>"'`]/g, (character) => entities[character] ?? "");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};
