/**
 * One row of the catalogue: what a code means, how the process ends with it and what the user can do.
 *
 * `message` and `remedy` may hold `{name}` placeholders. They are filled from the error's context, and stand in
 * capitals in `docs/errors.md`.
 */
export interface CatalogueEntry {
  /** Exit status of a command that ends with this code; 0 for a warning. */
  readonly exitStatus: 0 | 1 | 2 | 3 | 4 | 5 | 70 | 126 | 127 | 130;
  /** What happened, in one sentence. */
  readonly message: string;
  /** Why it happens, most likely first. */
  readonly causes: readonly string[];
  /** What to do, in imperative sentences. */
  readonly remedy: readonly string[];
}

/** A part of the catalogue, kept in a file of its own. */
export type CatalogueEntries = Readonly<Record<string, CatalogueEntry>>;
