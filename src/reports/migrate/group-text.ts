import { visibleLine } from "../../core/errors/index.ts";
import { tableLines } from "../columns.ts";
import type { Style } from "../style.ts";

/** The part of a group's plan that its text shows. */
export interface GroupFacts {
  readonly group: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly projects: readonly {
    readonly path: string;
    readonly need: string;
    readonly found: number;
    readonly replaced: number;
    readonly left: number;
    readonly risks: number;
    readonly problem: string | null;
  }[];
}

/** A group's plan as a table: the projects that log in to ECR, or couldn't be read, and how many there are of each kind. */
export function groupPlanText({ group, counts, projects }: GroupFacts, style: Style): string {
  const rows = projects
    .filter(({ need }) => need !== "no-login" && need !== "no-pipeline")
    .map(({ path, need, found, replaced, left, risks, problem }) => [
      path,
      need,
      ...[found, replaced, left, risks].map(String),
      problem ?? "",
    ]);
  const table = tableLines(style, ["project", "need", "found", "replaced", "left", "risks", ""], rows, "");
  const lines = rows.length === 0 ? [] : [style.bold(table.head), ...table.rows, ""];
  const total = Object.entries(counts).map(([need, count]) => `${count} ${need}`);
  return [...lines, `${projects.length} projects of ${visibleLine(group)}: ${total.join(", ")}`, ""].join("\n");
}
