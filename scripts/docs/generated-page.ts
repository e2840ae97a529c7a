/** A page of the documentation that is made from the code, never by hand. */
export interface GeneratedPage {
  /** Path from the repository's root. */
  readonly path: string;
  /** The page as it must be now. */
  readonly text: () => string | Promise<string>;
}
