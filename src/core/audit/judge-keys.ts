import type { AccountData, CredentialKey, CredentialRow, KeyUse } from "./account-data.ts";
import type { AuditKey } from "./audit-report.ts";
import { daysBetween, inDays } from "./days.ts";

/** What a report says of a user's keys; null where they weren't read. */
export function judgeKeys(
  user: string,
  data: AccountData,
  rows: ReportRows,
  { now, maxKeyAgeDays }: { readonly now: Date; readonly maxKeyAgeDays: number },
): readonly AuditKey[] | null {
  const listed = data.keys.get(user);
  const reported = rows.get(user)?.keys;
  if (listed === undefined && reported === undefined) return null;
  const limits = { now, maxKeyAgeDays };
  if (listed === undefined) return (reported ?? []).map((key) => keyOf(null, key, key.lastUse, limits));
  return listed.map((key) => {
    // The report tells no ids, but when each key was made.
    const same = (reported ?? []).filter(({ createdAt }) => createdAt !== null && createdAt === key.createdAt);
    const use = key.lastUse ?? (same.length === 1 ? (same[0]?.lastUse ?? null) : null);
    return keyOf(key.id, key, use, limits);
  });
}

/** Rows of the credential report by user, without the root user's. */
export type ReportRows = ReadonlyMap<string, CredentialRow>;

/** Indexes a credential report. */
export function reportRows({ credentialReport }: AccountData): ReportRows {
  return new Map((credentialReport ?? []).filter(({ root }) => !root).map((row) => [row.user, row]));
}

function keyOf(
  id: string | null,
  { active, createdAt }: Pick<CredentialKey, "active" | "createdAt">,
  use: KeyUse | null,
  { now, maxKeyAgeDays }: { readonly now: Date; readonly maxKeyAgeDays: number },
): AuditKey {
  const ageDays = createdAt === null ? null : daysBetween(createdAt, now);
  return {
    id,
    status: active ? "active" : "inactive",
    createdAt,
    ageDays,
    lastUsedAt: use?.at ?? null,
    lastUsedService: use?.service ?? null,
    lastUsedRegion: use?.region ?? null,
    lastUse: use === null ? "unknown" : "known",
    rotationDue: active ? (ageDays === null ? null : ageDays >= maxKeyAgeDays) : false,
    rotationDueAt: createdAt === null ? null : inDays(createdAt, maxKeyAgeDays),
  };
}
