import { LineCounter, parseDocument } from "yaml";
import { GitlabEcrError } from "../errors/index.ts";
import { matchesPattern, patternOf } from "../policy/index.ts";
import { reportFindings } from "./audit-findings-table.ts";
import type { AuditFinding, AuditReport, SuppressedFinding } from "./audit-report.ts";
import { suppressionFindings } from "./suppression-findings-table.ts";

/** One row of the suppressions file. */
export interface Suppression {
  /** Identifier of the finding. */
  readonly finding: string;
  /** ARN, or `user/NAME`, `role/NAME`, `provider/HOST`, `repository/NAME`, `account/ID`; `*` and `?` are wildcards. */
  readonly resource: string;
  /** Place in the resource, such as a key's id; null for all. */
  readonly at: string | null;
  readonly reason: string;
  /** Its last day, `YYYY-MM-DD`, in UTC. */
  readonly expires: string;
}

/**
 * Reads a suppressions file, YAML or JSON: `suppressions:` with a list of `finding`, `resource`, `reason`, `expires`
 * and, if wanted, `at`. Throws `input-invalid`, which names the row; `path` names the file in it.
 */
export function readSuppressions(text: string, path: string): Suppression[] {
  const refuse = (problem: string, cause?: unknown) => refusal(path, problem, cause);
  const document = documentIn(text, refuse);
  if (!isObject(document)) throw refuse("has no list suppressions");
  const [foreign] = Object.keys(document).filter((name) => name !== "suppressions");
  if (foreign !== undefined) throw refuse(`has ${foreign}, which isn't known there`);
  const { suppressions } = document;
  if (!Array.isArray(suppressions)) throw refuse("has no list suppressions");
  return suppressions.map((row: unknown, index) =>
    suppressionOf(row, (problem) => refuse(`${problem} in row ${index + 1}`)),
  );
}

/**
 * Sets the findings aside that a suppression names and that hasn't expired on the report's day. Expired and unused ones
 * become findings of their own.
 */
export function applySuppressions(report: AuditReport, suppressions: readonly Suppression[]): AuditReport {
  const today = report.generatedAt.slice(0, 10);
  const rows = suppressions.map((row) => ({ row, pattern: patternOf(row.resource), used: false }));
  const kept: AuditFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of report.findings) {
    const matching = rows.filter(({ row, pattern }) => {
      const sameAt = row.at === null || row.at === finding.at;
      return row.finding === finding.id && sameAt && namesOf(finding).some((name) => matchesPattern(pattern, name));
    });
    for (const one of matching) one.used = true;
    const valid = matching.find(({ row }) => row.expires >= today);
    if (valid === undefined) kept.push(finding);
    else suppressed.push({ ...finding, reason: valid.row.reason, expires: valid.row.expires });
  }
  const notices = rows.flatMap(({ row, used }) => {
    if (row.expires < today) return [notice("suppression-expired", row, report)];
    return used ? [] : [notice("suppression-unused", row, report)];
  });
  return { ...report, findings: [...kept, ...notices].sort(worstFirst), suppressed };
}

/** The names that a pattern may match: the ARN, and kind and name. */
function namesOf({ resource, subject: { kind, name } }: AuditFinding): string[] {
  return [resource, `${kind}/${name}`];
}

function worstFirst(left: AuditFinding, right: AuditFinding): number {
  return rank[left.severity] - rank[right.severity];
}

const rank = { dangerous: 0, caution: 1, info: 2 } as const;

function notice(id: keyof typeof suppressionFindings, row: Suppression, { account }: AuditReport): AuditFinding {
  const { severity, message, remedy } = suppressionFindings[id];
  const facts: Readonly<Record<string, string>> = { finding: row.finding, pattern: row.resource, expires: row.expires };
  return {
    id,
    severity,
    resource: account === null ? "account" : `account:${account}`,
    subject: { kind: "account", name: account ?? "account", account },
    at: `${row.finding} ${row.resource}${row.at === null ? "" : ` ${row.at}`}`,
    message: message.replace(/\{(\w+)\}/g, (whole, name: string) => facts[name] ?? whole),
    remedy,
  };
}

function documentIn(text: string, refuse: (problem: string, cause?: unknown) => GitlabEcrError): unknown {
  const lineCounter = new LineCounter();
  // Pretty errors are made for each of them, and take the text's length each.
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw refuse(`isn't YAML: ${error.message} at line ${line}, column ${col}`, error);
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw refuse("isn't YAML that can be read: its aliases lead nowhere or to too much", cause);
  }
}

const fields = ["finding", "resource", "at", "reason", "expires"];

function suppressionOf(row: unknown, refuse: (problem: string) => GitlabEcrError): Suppression {
  if (!isObject(row)) throw refuse("has something else than fields");
  const [foreign] = Object.keys(row).filter((name) => !fields.includes(name));
  if (foreign !== undefined) throw refuse(`has ${foreign}, which isn't known,`);
  const text = (name: string): string => {
    const value = row[name];
    if (typeof value !== "string" || value.trim() === "") throw refuse(`has no ${name}`);
    return value.trim();
  };
  const finding = text("finding");
  if (!Object.hasOwn(reportFindings, finding)) throw refuse(`names the finding ${finding}, which there isn't,`);
  const expires = text("expires");
  if (!isDay(expires)) throw refuse(`has expires ${expires}, which isn't a day such as 2027-01-31,`);
  const at = row.at === undefined || row.at === null ? null : text("at");
  return { finding, resource: text("resource"), at, reason: text("reason"), expires };
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refusal(path: string, problem: string, cause?: unknown): GitlabEcrError {
  const remedy = [
    "Write each row with finding, resource, reason and expires, as docs/audit-reports.md shows.",
    "docs/audit-findings.md lists the findings.",
  ];
  return new GitlabEcrError(
    "input-invalid",
    { reason: `The suppressions file ${path} ${problem}.` },
    { cause, remedy },
  );
}
