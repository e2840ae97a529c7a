import type { Step, StepStatus } from "../../core/diagnosis/index.ts";
import { visibleLine } from "../../core/errors/index.ts";
import { marksOf, type Style } from "../style.ts";

/** The part of a preparation that its text shows. */
export interface PrepareFacts {
  readonly verdict: "pass" | "fail" | "unknown";
  readonly role: string;
  readonly evidence: "token" | "claims";
  readonly steps: readonly Step[];
  readonly repositories: readonly { readonly name: string | null; readonly steps: readonly Step[] }[];
  readonly grade: string | null;
  readonly notes: readonly string[];
  readonly preparedAt: string | null;
  readonly next: { readonly command: string; readonly why: string };
}

const verdicts = {
  pass: "the role is there, and lets this project's jobs in",
  fail: "the role isn't ready for this project's jobs",
  unknown: "not all could be read: whether the role is ready isn't known",
} as const;

/** Whether the role is ready, what was looked at, and what is next. */
export function migrationPrepareText(facts: PrepareFacts, style: Style): string {
  const { verdict, role, evidence, steps, repositories, grade, notes, preparedAt, next } = facts;
  const mark = markOf(verdict, style);
  const told = evidence === "token" ? ["the ID token of this job"] : notes;
  return [
    `${mark} ${style.bold(verdict)}: ${verdicts[verdict]}`,
    `  role: ${visibleLine(role)}${grade === null ? "" : `, grade of its trust policy: ${grade}`}`,
    ...told.map((note) => `  looked at: ${visibleLine(note)}`),
    "",
    ...steps.flatMap((step) => stepLines(step, style)),
    ...repositories.flatMap(({ name, steps: own }) => [
      ...(name === null ? [] : [`  ${visibleLine(name)}`]),
      ...own.flatMap((step) => stepLines(step, style)),
    ]),
    "",
    preparedAt === null
      ? "Not noted as prepared."
      : `Noted as prepared at ${preparedAt} in .gitlab-ecr-migration.json: commit it.`,
    `next: ${style.bold(visibleLine(next.command))}`,
    `  ${next.why}`,
    "",
  ].join("\n");
}

function stepLines({ name, status, evidence, code, cause, remedy }: Step, style: Style): string[] {
  if (status === "skipped") return [];
  const head = `  ${markOf(status, style)} ${name}${code === null ? "" : ` [${code}]`}`;
  if (status === "pass") return [head];
  const said = [...(cause === null ? [] : [cause]), ...evidence].flatMap(linesOf);
  const advice = remedy === null ? [] : linesOf(remedy);
  return [
    head,
    ...said.map((line) => `      ${line}`),
    ...advice.map((line, index) => `${index === 0 ? `      ${marksOf(style).arrow} ` : "        "}${line}`),
  ];
}

function linesOf(text: string): string[] {
  return text.trimEnd().split("\n").map(visibleLine);
}

function markOf(status: StepStatus, style: Style): string {
  const marks = marksOf(style);
  return {
    pass: style.good(marks.pass),
    fail: style.bad(marks.fail),
    unknown: style.caution("?"),
    skipped: style.dim("-"),
  }[status];
}
