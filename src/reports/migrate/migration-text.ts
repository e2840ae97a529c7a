import { visibleLine, visibleText } from "../../core/errors/index.ts";
import type { PlanRisk } from "../../core/migration/index.ts";
import type { IncludedLogin, LeftLogin, LoginFinding, NamedRepository } from "../../core/pipeline/index.ts";
import type { Style } from "../style.ts";
import { type CheckFacts, pipelineChecksText } from "./checks-text.ts";
import { type ShownVariable, variableLines } from "./variable-text.ts";

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
  readonly included: readonly IncludedLogin[];
  readonly role: {
    readonly arn: string | null;
    readonly repositories: readonly NamedRepository[];
    readonly setup: string;
  };
  readonly risks: readonly PlanRisk[];
  readonly notes: readonly string[];
}

/** The plan of a project, for whose variables GitLab was asked, or why it wasn't. */
export interface ProjectFacts extends MigrationFacts {
  readonly variables: readonly ShownVariable[] | null;
  /** Why GitLab wasn't asked, in a sentence; null where it was. */
  readonly unasked: string | null;
}

/** A migration's plan as people read it. */
export function migrationPlanText(plan: MigrationFacts, style: Style): string {
  return planText(plan, [], style);
}

/** The plan of a project as people read it. */
export function projectPlanText(plan: ProjectFacts, style: Style): string {
  const text = planText(plan, variableSection(plan, style), style);
  const next = nextLine(plan, style);
  return next === null ? text : `${text}\n${next}\n`;
}

/** What follows a plan; null where nothing was found, or where the change itself is what follows. */
function nextLine({ files, included }: MigrationFacts, style: Style): string | null {
  const isNew = files.some(({ findings, diff }) => findings.length > 0 && diff !== "");
  if (isNew && included.length > 0) return null;
  if (isNew) {
    return `What is next: make the role where it isn't there yet, with the command above, then ${style.bold("gitlab-ecr migrate prepare")}`;
  }
  return included.length === 0 ? null : statusNext(style);
}

function statusNext(style: Style): string {
  return `What is next: ${style.bold("gitlab-ecr migrate status")}`;
}

function variableSection({ variables, unasked, files }: ProjectFacts, style: Style): string[] {
  if (unasked !== null) {
    if (!files.some(({ findings }) => findings.length > 0)) return [];
    return [
      `${style.bold("CI/CD variables")}\n  not read: ${visibleLine(unasked)} They are read with --project, --gitlab-url and GITLAB_TOKEN.\n`,
    ];
  }
  if (variables === null) return [];
  const lines =
    variables.length === 0 ? ["  none of those that could be read is concerned"] : variableLines(variables, style);
  return [`${style.bold("CI/CD variables")}\n${lines.join("\n")}\n`];
}

function planText(plan: MigrationFacts, variables: readonly string[], style: Style): string {
  const found = plan.files.flatMap(({ path, findings }) => findings.map((finding) => ({ path, ...finding })));
  const change = plan.files.some(({ diff }) => diff !== "");
  const nothing =
    found.length > 0 || plan.included.length > 0 ? [] : ["Nothing found: no file here logs in to Amazon ECR.\n"];
  const isShort = nothing.length > 0 && variables.length === 0;
  return [
    ...nothing,
    section("Logs in by the component already", plan.included.flatMap(includedLines), style),
    section(
      "Found",
      found.map((one) => `${placeOf(one)}  ${one.kind}${registryOf(one)}`),
      style,
    ),
    found.length === 0 && !change ? "" : section("Role", roleLines(plan), style),
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
    ...variables,
    section("Risks", plan.risks.map(riskLine), style),
    isShort ? noteLines(plan).join("") : section("Not seen", plan.notes, style),
  ]
    .filter((part) => part !== "")
    .join(isShort ? "" : "\n");
}

const phases = {
  dual: "phase dual: the ID token, and keys where it fails",
  oidc: "phase oidc: the ID token alone",
} as const;

function includedLines({ file, line, component, phase, inputs, jobs }: IncludedLogin): string[] {
  const said = ["auth", "fallback"].flatMap((name) => (inputs[name] === undefined ? [] : [`${name}: ${inputs[name]}`]));
  const other = `no phase of a migration (${said.length === 0 ? "neither auth nor fallback is given" : said.join(", ")})`;
  const users = jobs.map((one) => `${one.file}:${one.line}  ${one.job}`);
  return [
    `${file}:${line}  ${component}, ${phase === null ? other : phases[phase]}`,
    ...(users.length === 0 ? [`${file}:${line}  no job extends it`] : users),
  ];
}

function riskLine({ file, line, job, message }: PlanRisk): string {
  return file === null ? message : `${file}:${line}  ${job}: ${message}`;
}

/** What apply wrote, or that it wrote nothing. */
export function migrationApplyText(
  plan: MigrationFacts & { readonly written: readonly string[]; readonly checks: readonly CheckFacts[] },
  style: Style,
): string {
  const { written, checks } = plan;
  const changes = plan.files.some(({ diff }) => diff !== "");
  const last = !changes
    ? checks.some(({ verdict }) => verdict === "refused")
      ? "Nothing was changed: GitLab refuses what would come out."
      : ["There is nothing to change.", ...(plan.included.length === 0 ? [] : [statusNext(style)])].join("\n")
    : written.length === 0
      ? "Nothing was written: give --write to write it."
      : `${style.good("written")}: ${written.map(visibleLine).join(", ")}\nCommit them, with .gitlab-ecr-migration.json, and let pipelines run. ${statusNext(style)}`;
  const said = checks.length === 0 ? "" : `${pipelineChecksText(checks, style)}\n`;
  return `${migrationPlanText(plan, style)}\n${said}${last}\n`;
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
