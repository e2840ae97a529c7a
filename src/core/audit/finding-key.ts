import type { AuditFinding } from "./audit-report.ts";

/**
 * What makes a finding the same one in another run: its identifier, resource and place, and, where these stand several
 * times, its number among them. Its message isn't part of it: an age in it changes daily.
 */
export function findingKeys(findings: readonly AuditFinding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ id, resource, at }) => {
    const key = JSON.stringify([id, resource, at]);
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    return number === 1 ? key : `${key}#${number}`;
  });
}
