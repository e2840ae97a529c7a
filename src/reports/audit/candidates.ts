import type { AuditFinding, AuditReport, AuditRole, AuditUser, FindingSubject } from "../../core/audit/index.ts";

/** A candidate with the findings about it. */
export interface Candidate {
  readonly subject: FindingSubject;
  readonly principal: AuditUser | AuditRole;
  readonly findings: readonly AuditFinding[];
}

/** All candidates, users first, in the report's order. */
export function candidatesOf({ users, roles, findings }: AuditReport): Candidate[] {
  const byResource = Map.groupBy(findings, ({ resource }) => resource);
  const candidate = (kind: "user" | "role") => (principal: AuditUser | AuditRole) => ({
    subject: { kind, name: principal.name, account: principal.account },
    principal,
    findings: byResource.get(principal.arn) ?? [],
  });
  return [
    ...users.filter((user) => user.candidate).map(candidate("user")),
    ...roles.filter((role) => role.candidate).map(candidate("role")),
  ];
}
