import { visibleText } from "../core/errors/index.ts";

/** Text in an element: XML 1.0 allows no control characters, escaped or not, so they are written out. */
export function xmlContent(text: string): string {
  return visibleText(text)
    .replace(/[\ud800-\udfff\ufffe\uffff]/gu, "\ufffd")
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Text in an attribute between double quotes. */
export function xmlAttribute(text: string): string {
  return xmlContent(text).replaceAll("\n", "&#10;");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
