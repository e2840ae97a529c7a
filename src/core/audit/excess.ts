import type { AuditFinding } from "./audit-report.ts";

const excessive: ReadonlySet<string> = new Set(["admin-star", "iam-wildcard", "sts-wildcard", "allow-not-action"]);

/**
 * What is to be said of a user's or role's dangerous permissions before it is used: a sentence with the findings' ids,
 * after a blank; empty where there are none.
 */
export function excessOf(arn: string | undefined, findings: readonly AuditFinding[]): string {
  const found = findings.filter(
    ({ id, resource, severity }) => resource === arn && severity === "dangerous" && excessive.has(id),
  );
  const ids = [...new Set(found.map(({ id }) => id))];
  return ids.length === 0 ? "" : ` Its permissions are dangerous (${ids.join(", ")}): tighten them before you use it.`;
}
