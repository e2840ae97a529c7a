import type { ConcernedVariable } from "../../core/migration/index.ts";
import { indented, tableLines } from "../columns.ts";
import type { Style } from "../style.ts";

/** The part of a variable that a plan's text shows. */
export type ShownVariable = Omit<ConcernedVariable, "concern">;

/** The CI/CD variables that a migration concerns, as a table; why, and what becomes of each, stands below its row. */
export function variableLines(variables: readonly ShownVariable[], style: Style): string[] {
  const rows = variables.map((one) => [
    one.key,
    one.level === "group" ? `group ${one.path}` : one.level,
    one.environmentScope,
    flagsOf(one),
  ]);
  const table = tableLines(style, ["variable", "of", "scope", "flags"], rows);
  const below = variables.map(({ why, fate }) => indented(style, `${why} ${fate}`, "      "));
  return [style.dim(table.head), ...table.rows.flatMap((row, index) => [row, ...(below[index] ?? [])])];
}

function flagsOf(variable: ShownVariable): string {
  const flags = (["protected", "masked", "hidden", "raw"] as const).filter((flag) => variable[flag]);
  return [...flags, ...(variable.type === "file" ? ["file"] : [])].join(" ") || "-";
}
