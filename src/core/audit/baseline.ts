import { GitlabEcrError } from "../errors/index.ts";
import type { AuditFinding, AuditReport } from "./audit-report.ts";
import { findingKeys } from "./finding-key.ts";
import { namesOnly } from "./names-only.ts";

/** An earlier report, as `readBaseline` gives it. */
export type Baseline = Pick<AuditReport, "generatedAt" | "findings">;

/** Reads an earlier report, that `audit --format json` wrote; throws `input-invalid`. `path` names it in the error. */
export function readBaseline(text: string, path: string): Baseline {
  const report = parsed(text, path) as Partial<AuditReport> | null;
  const known = typeof report === "object" && report !== null && report.ok === true;
  if (!known || typeof report.generatedAt !== "string" || !Array.isArray(report.findings)) {
    throw refusal(path, "isn't a report of gitlab-ecr audit");
  }
  if (!report.findings.every(isFinding)) throw refusal(path, "holds a finding without id, resource and at");
  return { generatedAt: report.generatedAt, findings: report.findings };
}

/**
 * Marks what the earlier report had already as `known`, and counts new, known and gone. A finding is the same whatever
 * its message says now; an earlier report of names only is compared by names.
 */
export function compareWithBaseline(report: AuditReport, baseline: Baseline): AuditReport {
  const before = new Set(findingKeys(baseline.findings));
  const keys = findingKeys(report.findings);
  const names = findingKeys(namesOnly(report).findings);
  const known = keys.map((key, index) => before.has(key) || before.has(names[index] ?? key));
  const findings = report.findings.map((finding, index): AuditFinding => {
    const { known: _, ...rest } = finding;
    return known[index] ? { ...rest, known: true } : rest;
  });
  const count = known.filter(Boolean).length;
  const now = new Set([...keys, ...names]);
  const gone = [...before].filter((key) => !now.has(key)).length;
  const summary = { generatedAt: baseline.generatedAt, new: findings.length - count, known: count, gone };
  return { ...report, findings, baseline: summary };
}

/** The findings that count for `--fail-on`: all, or with a baseline the new ones. */
export function countedFindings(report: Pick<AuditReport, "findings">): AuditFinding[] {
  return report.findings.filter(({ known }) => known !== true);
}

function isFinding(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { id, resource, at } = value as Partial<AuditFinding>;
  return typeof id === "string" && typeof resource === "string" && (at === null || typeof at === "string");
}

function parsed(text: string, path: string): unknown {
  try {
    // Editors on Windows write a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw refusal(path, "isn't JSON", cause);
  }
}

function refusal(path: string, problem: string, cause?: unknown): GitlabEcrError {
  const remedy = ["Give --baseline a file that gitlab-ecr audit --format json --output FILE wrote."];
  return new GitlabEcrError("input-invalid", { reason: `The baseline ${path} ${problem}.` }, { cause, remedy });
}
