import type { Severity } from "../policy/index.ts";
import { reportFindings } from "./audit-findings-table.ts";
import type { AuditFinding, FindingSubject } from "./audit-report.ts";

/** What a finding is about, with its ARN. */
export interface Subject extends FindingSubject {
  readonly resource: string;
}

/** A finding with its texts filled in from facts. */
export function makeFinding(
  id: string,
  severity: Severity,
  { resource, kind, name, account }: Subject,
  facts: Readonly<Record<string, string>> = {},
  at: string | null = null,
): AuditFinding {
  const { message = "", remedy = "" } = reportFindings[id] ?? {};
  const fill = (text: string): string =>
    text.replace(/\{([a-zA-Z]+)\}/g, (placeholder, fact: string) => facts[fact] ?? placeholder);
  const subject = { kind, name, account };
  return { id, severity, resource, subject, at, message: fill(message), remedy: fill(remedy) };
}

/** Findings once each, worst first, then by resource, place and id. */
export function sortFindings(findings: readonly AuditFinding[]): AuditFinding[] {
  const once = new Map(findings.map((one) => [`${one.id} ${one.resource} ${one.at} ${one.message}`, one]));
  return [...once.values()].sort(
    (left, right) =>
      rank[left.severity] - rank[right.severity] ||
      compare(left.resource, right.resource) ||
      compare(left.at ?? "", right.at ?? "") ||
      compare(left.id, right.id),
  );
}

const rank = { dangerous: 0, caution: 1, info: 2 } as const;

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
