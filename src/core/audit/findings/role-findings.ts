import { matchesAction, type Policy, parseArn, sameProvider } from "../../policy/index.ts";
import type { AccountData } from "../account-data.ts";
import type { AuditFinding, AuditRole } from "../audit-report.ts";
import { daysBetween } from "../days.ts";
import { isForeignPrincipal, isWholeAccount } from "../foreign-principal.ts";
import type { ReadTrust } from "../judge-trust.ts";
import { makeFinding, type Subject } from "../make-finding.ts";

const unusedDays = 90;

/** What is to say of who may assume a role, and whether anybody does. */
export function roleFindings(role: AuditRole, trust: ReadTrust, data: AccountData, now: Date): AuditFinding[] {
  const subject: Subject = { kind: "role", name: role.name, account: role.account, resource: role.arn };
  const { resource, ...about } = subject;
  if (trust.policy === null) {
    return role.candidate ? [makeFinding("trust-unreadable", "caution", subject, { reason: trust.problem ?? "" })] : [];
  }
  const unused = role.candidate ? unusedText(role, now) : null;
  return [
    ...role.trust.findings.map((finding) => ({ ...finding, resource, subject: about })),
    ...missingProviders(role, trust, data).map((provider) =>
      makeFinding("provider-missing", "caution", subject, { provider, url: `https://${provider}` }, provider),
    ),
    ...(role.candidate ? foreignAccounts(trust.policy, subject) : []),
    ...(unused === null ? [] : [makeFinding("role-unused", "caution", subject, { unused })]),
  ];
}

/** Who of other accounts an Allow statement names. A whole account without a condition is the account's to hand on. */
function foreignAccounts({ statements }: Policy, subject: Subject): AuditFinding[] {
  const account = parseArn(subject.resource)?.account ?? "";
  const naming = statements.filter(({ effect, principal, action }) => {
    return effect === "Allow" && principal?.element === "Principal" && matchesAction(action, "sts:AssumeRole");
  });
  return naming.flatMap(({ principal, conditions }) =>
    (principal?.entries ?? [])
      .filter((entry) => account !== "" && isForeignPrincipal(entry, account))
      .map((entry) => {
        const severity = isWholeAccount(entry) && conditions.length === 0 ? "caution" : "info";
        const keys = [...new Set(conditions.map(({ key }) => key))];
        const condition = keys.length === 0 ? "under no condition" : `under conditions on ${keys.join(", ")}`;
        return makeFinding("role-foreign-account", severity, subject, { principal: entry.value, condition }, entry.at);
      }),
  );
}

/** Providers of GitLab's in the role's own account that it names and that aren't there. */
function missingProviders(role: AuditRole, { providerArns }: ReadTrust, { providers, id }: AccountData): string[] {
  if (providers === null) return [];
  return providerArns
    .filter((arn) => id === null || arn.includes(`:${id}:`))
    .map((arn) => arn.replace(/^.*?:oidc-provider\//, ""))
    .filter((issuer) => role.trust.gitlabIssuers.some((one) => sameProvider(one, issuer)))
    .filter((issuer) => !providers.some((provider) => sameProvider(provider.issuer, issuer)));
}

function unusedText({ lastUse, lastUsedAt, createdAt }: AuditRole, now: Date): string | null {
  if (lastUse === "unknown") return null;
  if (lastUsedAt !== null) {
    const days = daysBetween(lastUsedAt, now);
    return days >= unusedDays ? `last used ${days} days ago` : null;
  }
  const old = createdAt !== null && daysBetween(createdAt, now) >= unusedDays;
  return old ? "not used in the 400 days that IAM remembers" : null;
}
