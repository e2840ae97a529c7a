/**
 * A text of the findings' table for all findings of its kind: each `{name}` in capitals, as documentation has it.
 * With names only an example has no ARN either.
 */
export function readableTemplate(text: string, namesOnly: boolean): string {
  const shown = namesOnly ? text.replace(/arn:aws[^\s"}]*/g, "ARN") : text;
  return shown.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase());
}
