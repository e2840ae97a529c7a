import { visibleText } from "../../core/errors/index.ts";
import type { SetupPlan } from "../../core/setup/index.ts";
import { marksOf, type Style } from "../style.ts";
import { includeBlock } from "./include-block.ts";
import { remainingSteps } from "./next-steps.ts";
import { planRows } from "./plan-rows.ts";

/** The plan as people read it: what shall be there, how safe it is, what to do by hand, what to paste. */
export function setupText(plan: SetupPlan, style: Style, components?: string): string {
  const blocks = [
    [style.bold(`Plan for account ${plan.account}`), ...rowLines(plan, style)],
    gradeLines(plan, style),
    remainingSteps(plan).flatMap(({ title, commands }) => [
      style.bold(visibleText(title)),
      ...commands.map((command) => `  ${visibleText(command)}`),
    ]),
    [style.bold("For .gitlab-ci.yml"), ...includeBlock(plan, components).trimEnd().split("\n").map(indented)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

/** What was written where, and what to paste. */
export function setupWrittenText(
  plan: SetupPlan,
  folder: string,
  names: readonly string[],
  style: Style,
  components?: string,
): string {
  const list = names.map((name) => `  ${name}`);
  const block = includeBlock(plan, components).trimEnd().split("\n").map(indented);
  return [
    `${style.good("written")} to ${style.bold(visibleText(folder))}; README.md says how to go on:`,
    ...list,
    "",
    ...gradeLines(plan, style),
    "",
    style.bold("For .gitlab-ci.yml"),
    ...block,
    "",
  ].join("\n");
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

function indented(line: string): string {
  return line === "" ? "" : `  ${line}`;
}
