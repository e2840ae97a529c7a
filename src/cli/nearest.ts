/** The name that was probably meant by a wrong word, for the end of a sentence: ` (did you mean login?)`, or nothing. */
export function didYouMean(wrong: string, names: readonly string[]): string {
  const meant = nearest(wrong, names);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}

/** One with two letters wrong at most, or the only one that begins so. */
function nearest(wrong: string, names: readonly string[]): string | undefined {
  const [first] = names
    .map((name) => ({ name, distance: editDistance(name, wrong) }))
    .sort((a, b) => a.distance - b.distance);
  if (first !== undefined && first.distance <= 2 && first.distance < wrong.replace(/^-+/, "").length) return first.name;
  const begun = names.filter((name) => name.startsWith(wrong));
  return begun.length === 1 ? begun[0] : undefined;
}

/** How many letters must be added, taken out, replaced, or exchanged with their neighbour (optimal string alignment). */
function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const cell = (up: number, left: number) => (up === 0 ? current : rows[row - up])?.[column - left] ?? 0;
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(cell(1, 0) + 1, cell(0, 1) + 1, cell(1, 1) + (same ? 0 : 1), swapped ? cell(2, 2) + 1 : row + column),
      );
    }
    rows.push(current);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
