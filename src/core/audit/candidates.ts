import type { AccountData, RoleData } from "./account-data.ts";
import type { AuditKey, CandidateReason, EcrAccess } from "./audit-report.ts";
import type { NameMatcher } from "./name-patterns.ts";

/** Why a user is a candidate; empty where it isn't. */
export function userReasons(
  name: string,
  ecr: EcrAccess,
  keys: readonly AuditKey[] | null,
  matches: NameMatcher,
): readonly CandidateReason[] {
  const reasons = nameReason(name, matches);
  const access = accessText(ecr);
  if (access !== null && (keys === null || keys.length > 0)) {
    const held =
      keys === null ? "its access keys aren't known" : `it has ${keys.length === 1 ? "an access key" : "access keys"}`;
    reasons.push({ id: "ecr-and-keys", text: `it ${access}, and ${held}` });
  }
  const used = (keys ?? []).find(({ lastUsedService }) => lastUsedService !== null && /^ecr/i.test(lastUsedService));
  if (used !== undefined) {
    reasons.push({ id: "key-used-for-ecr", text: `one of its keys was last used for ${used.lastUsedService}` });
  }
  return reasons;
}

/** Why a role is a candidate; roles of AWS's own never are. */
export function roleReasons(
  role: RoleData,
  gitlabIssuers: readonly string[],
  matches: NameMatcher,
): readonly CandidateReason[] {
  if (isAwsOwned(role)) return [];
  const reasons = nameReason(role.name, matches);
  if (gitlabIssuers.length > 0) reasons.push({ id: "trusts-gitlab", text: `it trusts ${gitlabIssuers.join(", ")}` });
  return reasons;
}

/** Whether AWS made a role. Its path tells, its name doesn't. Source: IAM User Guide, "IAM identifiers", paths. */
export function isAwsOwned({ path }: Pick<RoleData, "path">): boolean {
  return path.startsWith("/aws-service-role/") || path.startsWith("/aws-reserved/");
}

/** A user's console password and MFA, by what was read; null where nothing tells. */
export function signInOf(
  user: string,
  data: AccountData,
  row: { readonly passwordEnabled: boolean | null; readonly mfaActive: boolean | null } | undefined,
): { readonly console: boolean | null; readonly mfa: boolean | null } {
  return {
    console: data.console.get(user) ?? row?.passwordEnabled ?? null,
    mfa: data.mfa.get(user) ?? row?.mfaActive ?? null,
  };
}

function nameReason(name: string, matches: NameMatcher): CandidateReason[] {
  const pattern = matches(name);
  return pattern === null ? [] : [{ id: "name", text: `its name matches ${pattern}` }];
}

function accessText({ push, pull }: EcrAccess): string | null {
  if (push === "allow") return "may push to ECR";
  if (pull === "allow") return "may pull from ECR";
  if (push === "unknown" || pull === "unknown") return "may have access to ECR";
  return null;
}
