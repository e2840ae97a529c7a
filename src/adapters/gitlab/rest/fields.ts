import { catalogueError } from "../../../core/errors/index.ts";

/** Reads fields of an object that GitLab sent. Each throws `answer-invalid` where a needed one isn't there. */
export interface Fields {
  text(name: string): string;
  optionalText(name: string): string | null;
  number(name: string): number;
  optionalNumber(name: string): number | null;
  /** False where it isn't there: fields that older versions lack are all about something that is then off. */
  flag(name: string): boolean;
  /** Null where it isn't there. */
  texts(name: string): readonly string[] | null;
  object(name: string): Fields | null;
  /** Null where it isn't there. Throws for members that are no objects. */
  objects(name: string): readonly Fields[] | null;
}

/** The fields of a parsed answer. Throws `answer-invalid` for what isn't an object. */
export function fieldsOf(value: unknown, host: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw unusable(host, "it isn't the object that was expected");
  }
  const record = value as Readonly<Record<string, unknown>>;
  const optionalText = (name: string) => (typeof record[name] === "string" ? record[name] : null);
  const optionalNumber = (name: string) => (typeof record[name] === "number" ? record[name] : null);
  return {
    optionalText,
    text: (name) => optionalText(name) ?? missing(name, host),
    optionalNumber,
    number: (name) => optionalNumber(name) ?? missing(name, host),
    flag: (name) => record[name] === true,
    texts: (name) => {
      const list = record[name];
      return Array.isArray(list) ? list.filter((one) => typeof one === "string") : null;
    },
    objects: (name) => {
      const list = record[name];
      return Array.isArray(list) ? list.map((one) => fieldsOf(one, host)) : null;
    },
    object: (name) => {
      const inner = record[name];
      return typeof inner === "object" && inner !== null ? fieldsOf(inner, host) : null;
    },
  };
}

function missing(name: string, host: string): never {
  throw unusable(host, `it lacks ${name}`);
}

function unusable(host: string, reason: string) {
  return catalogueError("answer-invalid", { host, reason });
}
