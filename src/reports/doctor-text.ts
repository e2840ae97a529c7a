import type { Diagnosis, Step, StepStatus } from "../core/diagnosis/index.ts";
import { visibleText } from "../core/errors/index.ts";
import type { TrustResult } from "../core/policy/index.ts";
import { marksOf, type Style } from "./style.ts";

/** The part of the online doctor's answer that its text shows. */
export interface DoctorFacts extends Diagnosis {
  readonly trust: TrustResult | null;
}

const verdicts = {
  pass: "this job gets into ECR",
  fail: "this job doesn't get into ECR",
  unknown: "nothing is wrong as far as it could be seen",
} as const;

const mostEvidence = 12;

/** The online doctor's answer as people read it: the verdict, what to do first, then every step as a tree. */
export function doctorText({ verdict, steps, first, trust }: DoctorFacts, style: Style): string {
  const mark = {
    pass: style.good(marksOf(style).pass),
    fail: style.bad(marksOf(style).fail),
    unknown: style.caution("?"),
  }[verdict];
  const grade = trust === null ? [] : [`  grade of the trust policy: ${trust.grade}`];
  const told = new Set<string>();
  const firstLines = first === null ? [] : ["", style.bold("Do this first"), ...block(first.remedy, "  ")];
  return [
    `${mark} ${style.bold(verdict)}: ${verdicts[verdict]}`,
    ...grade,
    ...firstLines,
    "",
    style.bold("Steps"),
    ...steps.flatMap((step) => stepLines(once(step, told), style)),
    "",
  ].join("\n");
}

/** A remedy is told once; the same one below it would only be noise. */
function once(step: Step, told: Set<string>): Step {
  if (step.remedy === null || step.remedy === "") return step;
  if (told.has(step.remedy)) return { ...step, remedy: null };
  told.add(step.remedy);
  return step;
}

function stepLines({ name, status, evidence, code, cause, remedy }: Step, style: Style): string[] {
  const reason = status === "skipped" && cause !== null ? style.dim(`: ${visibleText(cause)}`) : "";
  const head = `  ${markOf(status, style)} ${status === "fail" ? style.bold(name) : name}${code === null ? "" : ` [${code}]`}${reason}`;
  if (status === "skipped") return [head];
  const shown = evidence.slice(0, mostEvidence);
  const rest = evidence.length - shown.length;
  return [
    head,
    ...(cause === null ? [] : block(cause, "      ")),
    ...shown.flatMap((fact) => block(fact, "      ").map((line) => style.dim(line))),
    ...(rest === 0 ? [] : [style.dim(`      and ${rest} more (--json has them all)`)]),
    ...(remedy === null || remedy === "" ? [] : block(remedy, "        ", `      ${marksOf(style).arrow} `)),
  ];
}

/** A text of several lines, indented; `lead` stands before its first line. */
function block(text: string, indent: string, lead = indent): string[] {
  return visibleText(text)
    .trimEnd()
    .split("\n")
    .map((line, index) => `${index === 0 ? lead : indent}${line}`.trimEnd());
}

function markOf(status: StepStatus, style: Style): string {
  return {
    pass: style.good(marksOf(style).pass),
    fail: style.bad(marksOf(style).fail),
    unknown: style.caution("?"),
    skipped: style.dim("-"),
  }[status];
}
