import { GitlabEcrError } from "../errors/index.ts";

/** A JSON object whose fields are read with their place, for messages. */
export interface Fields {
  readonly at: string;
  text(name: string): string;
  textOr(name: string): string | null;
  /** ISO 8601; null where it isn't there or isn't a date. */
  date(name: string): string | null;
  flag(name: string): boolean | null;
  /** Empty where it isn't there. */
  list(name: string): readonly Fields[];
  texts(name: string): readonly string[];
  object(name: string): Fields | null;
  raw(name: string): unknown;
}

/** Reads fields of an answer of AWS's. Its functions throw `input-invalid`, naming the place. */
export function fieldsOf(value: unknown, at: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(at, "must be an object");
  const object = value as Readonly<Record<string, unknown>>;
  const raw = (name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined);
  const place = (name: string) => (at === "" ? name : `${at}.${name}`);
  const textOr = (name: string): string | null => {
    const found = raw(name);
    if (found === undefined || found === null) return null;
    if (typeof found !== "string") throw wrong(place(name), "must be a text");
    return found;
  };
  const values = (name: string): readonly unknown[] => {
    const found = raw(name) ?? [];
    if (!Array.isArray(found)) throw wrong(place(name), "must be a list");
    return found;
  };
  return {
    at,
    raw,
    textOr,
    text(name) {
      const found = textOr(name);
      if (found === null || found === "") throw wrong(place(name), "is missing");
      return found;
    },
    date: (name) => momentOf(raw(name)),
    flag(name) {
      const found = raw(name);
      return typeof found === "boolean" ? found : null;
    },
    list: (name) => values(name).map((item, index) => fieldsOf(item, `${place(name)}[${index}]`)),
    texts: (name) =>
      values(name).map((item, index) => {
        if (typeof item !== "string") throw wrong(`${place(name)}[${index}]`, "must be a text");
        return item;
      }),
    object(name) {
      const found = raw(name);
      return found === undefined || found === null ? null : fieldsOf(found, place(name));
    },
  };
}

/** A moment as ISO 8601 in UTC; null for what isn't one. Dates of SDKs count, too. */
export function momentOf(value: unknown): string | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value === "number") return momentOf(new Date(value * 1000));
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT/.test(value)) return null;
  return momentOf(new Date(value));
}

function wrong(at: string, problem: string): GitlabEcrError {
  const reason = `${at === "" ? "The document" : at} ${problem}; it isn't what the aws CLI prints`;
  return new GitlabEcrError("input-invalid", { reason, path: at });
}
