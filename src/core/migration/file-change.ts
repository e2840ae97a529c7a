import { applyPatch, createTwoFilesPatch, parsePatch, reversePatch } from "diff";
import { literalSecrets } from "../pipeline/index.ts";

/** What a migration changed in one file, and how it is taken back. Nothing in it is secret. */
export interface FileChange {
  /** From the repository's root. */
  readonly path: string;
  /** The way back as a patch, `diff -u`; null where its lines would hold a key, which then only git has. */
  readonly undo: string | null;
}

/** A change to be remembered, from both texts of the file. */
export function recordChange(path: string, before: string, after: string): FileChange {
  const undo = createTwoFilesPatch(path, path, after, before, undefined, undefined, { context: 3 });
  const secrets = [...literalSecrets(before), ...literalSecrets(after)];
  const kept = secrets.every((secret) => !undo.includes(secret)) && patched(after, undo) === before;
  return { path, undo: kept ? undo : null };
}

/**
 * The file as it was before the change, with everything that was changed elsewhere in it since. `conflict`: the lines
 * themselves were changed since; `not-kept`: the way back wasn't written down. A file that is as it was before stays.
 */
export function undoChange(
  { undo }: FileChange,
  current: string,
): { readonly kind: "undone"; readonly text: string } | { readonly kind: "conflict" | "not-kept" } {
  if (undo === null) return { kind: "not-kept" };
  const text = patched(current, undo);
  if (text !== null) return { kind: "undone", text };
  const untouched = patched(current, parsePatch(undo).map((patch) => reversePatch(patch))[0]) !== null;
  return untouched ? { kind: "undone", text: current } : { kind: "conflict" };
}

function patched(text: string, patch: Parameters<typeof applyPatch>[1] | undefined): string | null {
  if (patch === undefined) return text;
  const result = applyPatch(text, patch, { fuzzFactor: 0, autoConvertLineEndings: false });
  return result === false ? null : result;
}
