import { visibleText } from "../../core/errors/index.ts";
import type { SetupPlan } from "../../core/setup/index.ts";
import { marksOf, type Style } from "../style.ts";
import { blocksText, byHandBlocks, pipelineBlock } from "./blocks.ts";
import { planRows } from "./plan-rows.ts";

/** The plan as people read it: what shall be there, how safe it is, what to do by hand, what to paste. */
export function setupText(plan: SetupPlan, style: Style, components?: string): string {
  return blocksText([
    [style.bold(`Plan for account ${plan.account}`), ...rowLines(plan, style)],
    gradeLines(plan, style),
    ...byHandBlocks(plan, style),
    pipelineBlock(plan, style, components),
  ]);
}

/** What was written where, and what to paste. */
export function setupWrittenText(
  plan: SetupPlan,
  folder: string,
  names: readonly string[],
  style: Style,
  components?: string,
): string {
  const title = `${style.good("written")} to ${style.bold(visibleText(folder))}; README.md says how to go on:`;
  return blocksText([
    [title, ...names.map((name) => `  ${name}`)],
    gradeLines(plan, style),
    pipelineBlock(plan, style, components),
  ]);
}

function rowLines(plan: SetupPlan, style: Style): string[] {
  const rows = planRows(plan);
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, value }) => `  ${style.dim(name.padEnd(width))}  ${visibleText(value)}`);
}

/** How safe the trust policy is, and why not more. */
export function gradeLines({ grade, findings, notes }: SetupPlan, style: Style): string[] {
  const telling = findings.filter(({ severity }) => severity !== "info");
  return [
    ...(grade === null ? [] : [`${style.bold("Grade of the trust policy")}: ${gradeOf(grade, style)}`]),
    ...telling.flatMap(({ id, severity, message, remedy }) => [
      `  ${gradeOf(severity === "info" ? "safe" : severity, style)} ${id}: ${visibleText(message)}`,
      `      ${marksOf(style).arrow} ${visibleText(remedy)}`,
    ]),
    ...notes.map((note) => `  ${visibleText(note)}`),
  ];
}

function gradeOf(grade: "safe" | "caution" | "dangerous", style: Style): string {
  return { safe: style.good, caution: style.caution, dangerous: style.bad }[grade](grade);
}
