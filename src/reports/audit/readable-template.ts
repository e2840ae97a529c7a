/** A text of the findings' table for all findings of its kind: each `{name}` in capitals, as documentation has it. */
export function readableTemplate(text: string): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase());
}
