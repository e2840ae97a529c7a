/** One thing that `npm run check` looks at. */
export interface Check {
  readonly title: string;
  /** Looks at the repository in `root`. */
  readonly run: (root: string) => Promise<Findings>;
}

/** What a check found. No problems: it passed. */
export interface Findings {
  readonly problems: readonly string[];
  /** Why a part of it couldn't run here. With CI=true that counts as a problem. */
  readonly skipped?: string;
}
