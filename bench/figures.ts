/** One promise about speed or size, and what was measured. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  /** The most that it may be. */
  readonly limit: number;
  /** What it should be. */
  readonly goal?: number;
}

/** The figures as a Markdown table. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, limit, goal }) => [what, value.toPrecision(3), `${limit}`, `${goal ?? ""}`]);
  return [["", "measured", "at most", "goal"], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

const [begin, end] = ["<!-- figures of npm run bench -->", "<!-- end of figures -->"];

/** A page with its figures replaced. */
export function withFigures(page: string, table: string): string {
  const [before, after] = [page.indexOf(begin), page.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`the page has no ${begin} … ${end}`);
  return `${page.slice(0, before)}${begin}\n\n${table}\n\n${page.slice(after)}`;
}
