/** A text of at most so many characters; what is cut is told by an ellipsis. Names of AWS have 256 at most. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  // No half of a pair is left behind.
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
