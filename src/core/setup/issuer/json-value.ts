/** A JSON object as it was published, members in their order. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that a text holds; null where it isn't one, or is nested so deep that it can't be written again. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    JSON.stringify(value);
    return isObject(value) ? value : null;
  } catch {
    return null; // What is wrong with it doesn't matter: it is written anew, or the caller tells.
  }
}

/** Whether two JSON values mean the same: the order of an object's members says nothing. */
export function sameJson(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** A document as it is published. */
export function documentText(value: JsonObject): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "undefined";
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}
