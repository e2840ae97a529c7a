/** How a text looks where it goes. */
export interface Style {
  /** Emphasis: each function gives its text back unchanged where the output takes no colour. */
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  caution(text: string): string;
  /** How many columns the terminal has. Left out where the text goes elsewhere: its tables are as wide as they need. */
  readonly width?: number | undefined;
  /** Whether the terminal can show ASCII characters alone. */
  readonly ascii?: boolean | undefined;
}

/** Marks before a line: what is right, what is wrong, what to do. */
export function marksOf({ ascii }: Style): { readonly pass: string; readonly fail: string; readonly arrow: string } {
  return ascii === true ? { pass: "+", fail: "x", arrow: "->" } : { pass: "✓", fail: "✗", arrow: "→" };
}
