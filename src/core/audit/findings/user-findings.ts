import type { AuditFinding, AuditKey, AuditUser } from "../audit-report.ts";
import { daysBetween } from "../days.ts";
import { makeFinding, type Subject } from "../make-finding.ts";

// CIS AWS Foundations Benchmark, "Ensure credentials unused for 45 days or greater are disabled".
const unusedDays = 45;

/** What is to say of a candidate's keys and sign-in. */
export function userFindings(
  user: AuditUser,
  { now, maxKeyAgeDays }: { readonly now: Date; readonly maxKeyAgeDays: number },
): AuditFinding[] {
  const subject: Subject = { kind: "user", name: user.name, account: user.account, resource: user.arn };
  const keys = user.keys ?? [];
  const active = keys.filter(({ status }) => status === "active");
  const facts = { user: user.name };
  return [
    ...keys.flatMap((key, index) => keyFindings(key, keyName(key, index), subject, { now, maxKeyAgeDays })),
    ...(active.length > 1 ? [makeFinding("two-active-keys", "caution", subject, facts)] : []),
    ...(active.length > 0 && user.console === true ? [makeFinding("key-with-console", "caution", subject, facts)] : []),
    ...(user.console === true && user.mfa === false
      ? [makeFinding("console-without-mfa", "dangerous", subject, facts)]
      : []),
  ];
}

/** A key's id, or its place where only the credential report told of it. */
function keyName({ id }: AuditKey, index: number): string {
  return id ?? `${index + 1}`;
}

function keyFindings(
  key: AuditKey,
  name: string,
  subject: Subject,
  { now, maxKeyAgeDays }: { readonly now: Date; readonly maxKeyAgeDays: number },
): AuditFinding[] {
  const facts = { key: name, user: subject.name, age: String(key.ageDays) };
  if (key.status === "inactive") return [makeFinding("inactive-key", "info", subject, facts, name)];
  const tooOld = 2 * maxKeyAgeDays;
  const findings: AuditFinding[] = [];
  if (key.ageDays !== null && key.ageDays >= tooOld) {
    findings.push(makeFinding("key-too-old", "dangerous", subject, { ...facts, limit: String(tooOld) }, name));
  } else if (key.rotationDue === true) {
    findings.push(
      makeFinding("key-rotation-due", "caution", subject, { ...facts, limit: String(maxKeyAgeDays) }, name),
    );
  }
  const unused = unusedText(key, now);
  if (unused !== null) findings.push(makeFinding("key-unused", "caution", subject, { ...facts, unused }, name));
  return findings;
}

function unusedText({ lastUse, lastUsedAt, ageDays }: AuditKey, now: Date): string | null {
  if (lastUse === "unknown") return null;
  if (lastUsedAt === null) {
    return ageDays !== null && ageDays >= unusedDays ? `was never used in its ${ageDays} days` : null;
  }
  const days = daysBetween(lastUsedAt, now);
  return days >= unusedDays ? `wasn't used for ${days} days` : null;
}
