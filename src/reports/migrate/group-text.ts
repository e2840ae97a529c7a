import { visibleLine } from "../../core/errors/index.ts";
import { tableLines } from "../columns.ts";
import type { Style } from "../style.ts";
import { type ShownVariable, variableLines } from "./variable-text.ts";

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
    readonly variables?: number | null;
    readonly problem: string | null;
  }[];
  readonly variables: readonly ShownVariable[];
  readonly unreadVariables: readonly { readonly level: string; readonly path: string | null }[];
}

/**
 * A group's plan as tables: the projects that log in to ECR, or couldn't be read, how many there are of each kind, and the
 * variables that they share.
 */
export function groupPlanText(plan: GroupFacts, style: Style): string {
  const { group, counts, projects } = plan;
  const rows = projects
    .filter(({ need }) => need !== "no-login" && need !== "no-pipeline")
    .map(({ path, need, found, replaced, left, risks, variables, problem }) => [
      path,
      need,
      ...[found, replaced, left, risks, variables ?? "?"].map(String),
      problem ?? "",
    ]);
  const table = tableLines(style, ["project", "need", "found", "replaced", "left", "risks", "variables", ""], rows, "");
  const lines = rows.length === 0 ? [] : [style.bold(table.head), ...table.rows, ""];
  const total = Object.entries(counts).map(([need, count]) => `${count} ${need}`);
  const sum = `${projects.length} ${projects.length === 1 ? "project" : "projects"} of ${visibleLine(group)}: ${total.join(", ")}`;
  return [...lines, sum, ...sharedLines(plan, style), ""].join("\n");
}

const mostNamed = 3;

function sharedLines({ variables, unreadVariables }: GroupFacts, style: Style): string[] {
  const unread = unreadVariables.map(({ path }) => path ?? "the instance").map(visibleLine);
  const more = unread.length > mostNamed ? `, and ${unread.length - mostNamed} more` : "";
  return [
    ...(variables.length === 0
      ? []
      : ["", style.bold("CI/CD variables of groups and the instance"), ...variableLines(variables, style)]),
    ...(unread.length === 0
      ? []
      : ["", `CI/CD variables that couldn't be read: those of ${unread.slice(0, mostNamed).join(", ")}${more}`]),
  ];
}
