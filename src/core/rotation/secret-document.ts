/** The names of the two fields of a pair. */
export interface PairNames {
  readonly id: string;
  readonly secret: string;
}

/**
 * A JSON document with fields set, and all others as they were, in their order and with their indentation. Null where
 * the text isn't a JSON object.
 */
export function withFields(text: string, fields: Readonly<Record<string, string>>): string | null {
  const before = fieldsOf(text);
  if (before === null) return null;
  const indent = /^\{\s*?\n([ \t]+)"/.exec(text)?.[1];
  const after = JSON.stringify({ ...before, ...fields }, null, indent);
  return text.endsWith("\n") ? `${after}\n` : after;
}

/** The fields of a JSON object; null where the text isn't one, or is nested so deep that it can't be written again. */
export function fieldsOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    JSON.stringify(value);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null; // Secrets Manager holds any text, and a journal may be cut short or another program's.
  }
}
