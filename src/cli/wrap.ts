/** Breaks a text into lines that end before a terminal's edge and begin, but for the first, at the indent. */
export function wrap(text: string, indent: number, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (indent + line.length + 1 + word.length < width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join(`\n${" ".repeat(indent)}`);
}

/** How wide help is on a terminal of so many columns: 80 at most, since its examples are written for that. */
export function helpWidth(columns: number | undefined): number {
  return Math.max(40, Math.min(columns ?? 80, 80));
}
