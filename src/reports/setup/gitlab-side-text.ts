import { visibleText } from "../../core/errors/index.ts";
import type { GitlabChange, GitlabFacts } from "../../core/setup/index.ts";
import type { Style } from "../style.ts";

/** GitLab's side of a setup: what is there, what was changed, what is left to check. */
export interface GitlabSideReport {
  readonly facts: GitlabFacts | null;
  /** Where the token was found. */
  readonly token: string | null;
  /** Why GitLab wasn't asked; null where it was. */
  readonly unasked: string | null;
  readonly notes: readonly string[];
  /** What to check by hand. */
  readonly checks: readonly string[];
  readonly changes: readonly GitlabChange[];
  readonly pipeline: PipelineReport | null;
  /** What was done; empty where nothing was, or nobody agreed. */
  readonly done: readonly string[];
}

/** What happens to the pipeline's file. */
interface PipelineReport {
  readonly path: string;
  readonly status: "write" | "keep";
  readonly added: readonly string[];
  readonly valid: boolean | null;
}

/** GitLab's side for people, after AWS's. */
export function gitlabSideText(report: GitlabSideReport, style: Style): string {
  const { facts, unasked, notes, checks, changes, pipeline, done } = report;
  const planned = done.length === 0 ? [...changes.map(changeText), ...pipelineLines(pipeline)] : [];
  const blocks = [
    [style.bold("GitLab"), ...(facts === null ? [unasked ?? ""] : factLines(facts)), ...notes],
    checks.length === 0 ? [] : [style.bold("Check by hand that"), ...checks],
    planned.length === 0 ? [] : [style.bold("Planned on GitLab's side"), ...planned, ...notDone(changes)],
    done.length === 0 ? [] : [style.bold("Done on GitLab's side"), ...done],
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map(([title, ...lines]) => `\n${[title, ...lines.map((line) => `  ${visibleText(line)}`)].join("\n")}\n`)
    .join("");
}

/** What is about to be changed, for whoever is asked. */
export function gitlabPlanText(changes: readonly GitlabChange[], pipeline: PipelineReport | null): string {
  const lines = [...changes.map(changeText), ...pipelineLines(pipeline)];
  return `In GitLab:\n${lines.map((line) => `  ${visibleText(line)}\n`).join("")}`;
}

function factLines({ version, issuer, project }: GitlabFacts): string[] {
  const { path, id, visibility, defaultBranch, protectedBranches, subClaimComponents } = project;
  const protection = protectedBranches === null ? "" : `, protected: ${protectedBranches.join(", ") || "none"}`;
  return [
    `${path} has the id ${id} and is ${visibility}; default branch: ${defaultBranch ?? "none yet"}${protection}`,
    `version ${version ?? "unknown"}, issuer ${issuer ?? "unknown"}`,
    `sub is composed of ${subClaimComponents?.join(", ") ?? "what this token or version doesn't tell"}`,
  ];
}

function changeText(change: GitlabChange): string {
  if (change.kind === "sub-components") {
    const to = change.to.join(", ");
    if (change.status === "keep") return `keep: sub of ${change.project} is composed of ${to}`;
    return `change: compose sub of ${change.project} of ${to} (now: ${change.from?.join(", ") ?? "unknown"}); roles that other jobs use by this sub must follow`;
  }
  const { status, key, value, project, found } = change;
  const limit =
    status === "keep" && found === "protected" ? " (protected: only protected branches and tags see it)" : "";
  return `${status}: variable ${key} = ${value} in ${project}${limit}`;
}

function pipelineLines(pipeline: PipelineReport | null): string[] {
  if (pipeline === null) return [];
  const { path, status, added, valid } = pipeline;
  if (status === "keep") return [`keep: ${path} has the block`];
  const checked = valid === true ? ", which GitLab finds valid" : ", unchecked: there is no token to ask GitLab with";
  return [`write: ${added.join(", ")} into ${path}${checked}`];
}

function notDone(changes: readonly GitlabChange[]): string[] {
  const open = changes.some(({ status }) => status === "create" || status === "change");
  return open ? ["Nothing of it was done: give --yes, or answer on a terminal."] : [];
}
