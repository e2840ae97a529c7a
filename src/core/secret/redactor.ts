import { disguisedSecrets, type Grams, gramsOf, type Range } from "./disguised-secrets.ts";
import type { Secret } from "./secret.ts";
import { isVariableReference } from "./variable-reference.ts";

const REDACTED = "[redacted]";
const shortest = 4;

/** Knows every secret of a run and takes them out of what is about to be printed. */
export interface Redactor {
  /** Tells it of a secret. From now on no text leaves with it, plain or encoded. */
  add(secret: Secret | string): void;
  /** The text with every known secret replaced by `[redacted]`. */
  redact(text: string): string;
}

/** A redactor that knows nothing yet. */
export function createRedactor(): Redactor {
  const needles = new Set<string>();
  let longestFirst: readonly string[] | null = null;
  const secrets = new Set<string>();
  let grams: Grams | null = null;

  return {
    add(secret) {
      const value = (typeof secret === "string" ? secret : secret.reveal()).trim();
      // What only names a variable is no secret, and its name helps.
      if (isVariableReference(value)) return;
      const forms = formsOf(value).filter((needle) => needle.length >= shortest);
      for (const needle of forms) needles.add(needle);
      secrets.add(value);
      grams = null;
      longestFirst = null;
    },
    redact(text) {
      longestFirst ??= [...needles].sort((a, b) => b.length - a.length);
      const rest = longestFirst.reduce((left, needle) => left.replaceAll(needle, REDACTED), text);
      grams ??= gramsOf(secrets);
      return withoutRanges(rest, disguisedSecrets(rest, grams));
    },
  };
}

function withoutRanges(text: string, ranges: readonly Range[]): string {
  const inOrder = [...ranges].sort((a, b) => a.start - b.start);
  let [done, kept] = [0, ""];
  for (const { start, end } of inOrder) {
    if (end <= done) continue;
    kept += start >= done ? text.slice(done, start) + REDACTED : "";
    done = end;
  }
  return kept + text.slice(done);
}

/** The ways in which a value turns up in texts: as it is, as part of JSON or of a URL, by line, and a JWT's signature alone. */
function formsOf(value: string): string[] {
  const signature = /^[\w-]+\.[\w-]+\.([\w-]{16,})$/.exec(value)?.[1];
  const lines = value.includes("\n") ? value.split(/\r?\n/).filter((line) => line.trim().length >= 16) : [];
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/@\s]*:([^/@\s]+)@/i.exec(value)?.[1];
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value), ...lines]
    .concat(signature === undefined ? [] : [signature])
    .concat(password === undefined ? [] : [password]);
}
