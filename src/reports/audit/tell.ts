import type { AuditReport, AuditRole, AuditUser, EcrAccess, ReadinessRow } from "../../core/audit/index.ts";
import { repositoryName } from "./repository-name.ts";

/** What is recommended, in words. */
export const optionWords = {
  "use-role": "Use the role that is there",
  "use-user": "Use the user that is there",
  "add-ecr-policy": "Add the ECR permissions",
  "create-role": "Create a role that trusts GitLab",
  "create-user": "Create a user with an access key",
} as const;

/** How ready a user is to be replaced, in words. */
export const readinessWords: Readonly<Record<ReadinessRow["state"], string>> = {
  ready: "ready",
  "add-policy": "add the policy first",
  "tighten-trust": "tighten the trust first",
  "no-role": "no role yet",
  unknown: "not known",
};

/** `2024-01-15`; a dash where it isn't known. */
export function day(time: string | null): string {
  return time?.slice(0, 10) ?? "–";
}

/** `2026-11-24 09:00 UTC`. */
export function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}

/** A number and its thing: `1 user`, `2 users`. */
export function counted(number: number, one: string, several = `${one}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : several}`;
}

/** The account or accounts that the report is about. */
export function accountsTitle({ account, accounts }: AuditReport): string {
  const [first] = accounts;
  if (account !== null && accounts.length <= 1) {
    const alias = first?.alias ?? null;
    return alias === null ? account : `${account} (${alias})`;
  }
  const ids = accounts.flatMap(({ id }) => id ?? []);
  return ids.length === 0 ? "not named" : ids.join(", ");
}

/** Whether the report is about more than one account, so that names alone don't tell principals apart. */
export function hasSeveralAccounts({ accounts }: AuditReport): boolean {
  return accounts.length > 1;
}

/** How many findings there are of each severity. */
export function severityCounts(findings: AuditReport["findings"]) {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  return { dangerous: count("dangerous"), caution: count("caution"), info: count("info") };
}

/** Which repositories a principal may push to, and which it may only pull from. */
export function reachOf(ecr: EcrAccess, repositories: AuditReport["repositories"]) {
  const named = (ones: EcrAccess["repositories"]) => ones.map((one) => repositoryName(one.repository, repositories));
  const every = (access: "push" | "pull") => (ecr.everywhere[access] === "allow" ? ["every repository"] : null);
  return {
    push: every("push") ?? named(ecr.repositories.filter(({ push }) => push === "allow")),
    pull: every("pull") ?? named(ecr.repositories.filter(({ pull }) => pull === "allow")),
    unknown: named(ecr.repositories.filter(({ push, pull }) => push === "unknown" || pull === "unknown")),
  };
}

/** Who lets itself be the principal: key holders, or the jobs that its trust policy names. */
export function admittedBy(principal: AuditUser | AuditRole): string[] {
  if ("trust" in principal) return [...principal.trust.sentences];
  if (principal.keys === null) return ["whoever holds one of its keys (not read)"];
  const active = principal.keys.filter(({ status }) => status === "active").length;
  return active === 0 ? [] : [`whoever holds ${active === 1 ? "its active key" : `one of its ${active} active keys`}`];
}
