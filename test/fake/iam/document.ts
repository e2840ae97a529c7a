import type { PolicyDocument } from "../policy/evaluate.ts";

/** A policy document as IAM answers it: JSON in URL encoding (RFC 3986). */
export function encodedDocument(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document)).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A moment as IAM answers it: to the second. */
export function moment(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
