import { visibleLine, visibleText } from "../../core/errors/index.ts";
import type { LeftLogin, LoginFinding, NamedRepository, PipelineRisk } from "../../core/pipeline/index.ts";
import type { Style } from "../style.ts";

/** The part of a migration's plan that its text shows. */
export interface MigrationFacts {
  readonly phase: "dual" | "oidc";
  readonly files: readonly {
    readonly path: string;
    readonly findings: readonly LoginFinding[];
    readonly replaced: readonly LoginFinding[];
    readonly left: readonly LeftLogin[];
    readonly diff: string;
  }[];
  readonly role: {
    readonly arn: string | null;
    readonly repositories: readonly NamedRepository[];
    readonly setup: string;
  };
  readonly risks: readonly (PipelineRisk & { readonly file: string })[];
  readonly notes: readonly string[];
}

/** A migration's plan as people read it. */
export function migrationPlanText(plan: MigrationFacts, style: Style): string {
  const found = plan.files.flatMap(({ path, findings }) => findings.map((finding) => ({ path, ...finding })));
  if (found.length === 0) return `Nothing found: no file here logs in to Amazon ECR.\n${noteLines(plan).join("")}`;
  return [
    section(
      "Found",
      found.map((one) => `${placeOf(one)}  ${one.kind}${registryOf(one)}`),
      style,
    ),
    section("Role", roleLines(plan), style),
    section(
      "Change",
      plan.files
        .map(({ diff }) => diff)
        .filter((diff) => diff !== "")
        .flatMap(diffLines(style)),
      style,
    ),
    section(
      "Left as it is",
      plan.files.flatMap(({ path, left }) =>
        left.map((one) => `${placeOf({ path, ...one })}  ${one.kind}: ${one.reason}`),
      ),
      style,
    ),
    section(
      "Risks",
      plan.risks.map(({ file, line, job, message }) => `${file}:${line}  ${job}: ${message}`),
      style,
    ),
    section("Not seen", plan.notes, style),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** What apply wrote, or that it wrote nothing. */
export function migrationApplyText(
  plan: MigrationFacts & { readonly written: readonly string[] },
  style: Style,
): string {
  const { written } = plan;
  const changes = plan.files.some(({ diff }) => diff !== "");
  const last = !changes
    ? "There is nothing to change."
    : written.length === 0
      ? "Nothing was written: give --write to write it."
      : `${style.good("written")}: ${written.map(visibleLine).join(", ")}`;
  return `${migrationPlanText(plan, style)}\n${last}\n`;
}

function noteLines({ notes }: MigrationFacts): string[] {
  return notes.map((note) => `  ${visibleLine(note)}\n`);
}

function section(title: string, lines: readonly string[], style: Style): string {
  if (lines.length === 0) return "";
  return `${style.bold(title)}\n${lines.map((line) => `  ${line.startsWith("\u001b") ? line : visibleLine(line)}\n`).join("")}`;
}

function placeOf({ path, line, endLine, job }: LoginFinding & { readonly path: string }): string {
  const lines = line === endLine ? `${line}` : `${line}-${endLine}`;
  return `${path}:${lines}  ${job ?? "(all jobs)"}`;
}

function registryOf({ registry, confidence }: LoginFinding): string {
  return `${registry === null ? "" : `, ${registry}`}${confidence === "likely" ? " (likely)" : ""}`;
}

function roleLines({ role }: MigrationFacts): string[] {
  const first = role.arn === null ? "none given (--role-arn); plan one with" : `${role.arn}; if it isn't there yet`;
  return [`${first}:`, role.setup];
}

function diffLines(style: Style): (diff: string) => string[] {
  return (diff) =>
    visibleText(diff)
      .trimEnd()
      .split("\n")
      .map((line) => {
        if (/^(?:\+\+\+|---|@@)/.test(line)) return style.dim(line);
        if (line.startsWith("+")) return style.good(line);
        return line.startsWith("-") ? style.bad(line) : line;
      });
}
