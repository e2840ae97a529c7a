import type { AccountData } from "../account-data.ts";
import type { AuditFinding } from "../audit-report.ts";
import { makeFinding } from "../make-finding.ts";

/** What the credential report says of the account's root user. */
export function accountFindings({ id, credentialReport }: AccountData): AuditFinding[] {
  const root = credentialReport?.find((row) => row.root);
  const active = root?.keys.filter((key) => key.active).length ?? 0;
  if (active === 0) return [];
  const subject = {
    kind: "account",
    name: id ?? "account",
    account: id,
    resource: id === null ? "account" : `account:${id}`,
  } as const;
  const count = active === 1 ? "an active access key" : `${active} active access keys`;
  return [makeFinding("root-access-key", "dangerous", subject, { count })];
}
