/** How to emphasise text; each function gives its text back unchanged where the output takes no colour. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  caution(text: string): string;
}
