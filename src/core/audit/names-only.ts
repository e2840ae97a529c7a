import { reportFindings } from "./audit-findings-table.ts";
import type {
  AuditChoice,
  AuditFinding,
  AuditReport,
  AuditRole,
  AuditUser,
  EcrAccess,
  SuppressedFinding,
} from "./audit-report.ts";
import { type Masks, masksOf } from "./mask-identifiers.ts";
import { messageWithout } from "./message-without-values.ts";

/**
 * The report with names alone, for somebody outside: no account id or alias, ARN, key id, unique id, policy content or
 * e-mail address. Names stay; what of it stands inside a name is masked there, the same one by the same mask, so that
 * two names stay two. In place of an ARN stands `user/NAME`; a finding's message keeps only numbers and names.
 */
export function namesOnly(report: AuditReport): AuditReport {
  const masks = masksOf(report);
  // Whatever field a report may get: what looks like an identifier is masked in it.
  return everyText(named(report, masks), masks.text);
}

function named(report: AuditReport, masks: Masks): AuditReport {
  const { text, account } = masks;
  const suppressed = report.suppressed?.map((finding): SuppressedFinding => {
    return { ...findingOf(finding, masks), reason: text(finding.reason), expires: finding.expires };
  });
  return {
    ...report,
    namesOnly: true,
    account: account(report.account),
    accounts: report.accounts.map(({ id, source }) => ({ id: account(id), alias: null, source })),
    users: report.users.map((user) => userOf(user, masks)),
    roles: report.roles.map((role) => roleOf(role, masks)),
    providers: report.providers.map((provider) => ({
      ...provider,
      arn: masks.resource(provider.arn),
      account: account(provider.account),
      url: text(provider.url),
      audiences: provider.audiences?.map(text) ?? null,
      thumbprints: provider.thumbprints === null ? null : [],
      reasons: provider.reasons.map(({ id, text: words }) => ({ id, text: text(words) })),
      roles: provider.roles.map(text),
    })),
    repositories: report.repositories.map((repository) => ({
      ...repository,
      arn: masks.resource(repository.arn),
      account: account(repository.account) ?? "",
      region: text(repository.region),
      name: text(repository.name),
    })),
    findings: report.findings.map((finding) => findingOf(finding, masks)),
    recommendation: {
      ...choiceOf(report.recommendation, masks),
      alternatives: report.recommendation.alternatives.map((choice) => choiceOf(choice, masks)),
    },
    readiness: report.readiness.map((row) => ({
      ...row,
      user: text(row.user),
      account: account(row.account),
      role: row.role === null ? null : text(row.role),
      because: text(row.because),
    })),
    unread: report.unread.map((row) => ({
      ...row,
      account: account(row.account),
      what: text(row.what),
      because: text(row.because),
    })),
    ...(suppressed === undefined ? {} : { suppressed }),
  };
}

function userOf(user: AuditUser, masks: Masks): AuditUser {
  const keys = user.keys?.map((key) => ({
    ...key,
    id: key.id === null ? null : masks.text(key.id),
    lastUsedService: key.lastUsedService === null ? null : masks.text(key.lastUsedService),
    lastUsedRegion: key.lastUsedRegion === null ? null : masks.text(key.lastUsedRegion),
  }));
  return { ...user, ...principalOf(user, masks), keys: keys ?? null };
}

function roleOf(role: AuditRole, masks: Masks): AuditRole {
  const { issuers, gitlabIssuers, grade, findings } = role.trust;
  return {
    ...role,
    ...principalOf(role, masks),
    trust: {
      issuers: issuers.map(masks.text),
      gitlabIssuers: gitlabIssuers.map(masks.text),
      grade,
      findings: findings.map(({ id, severity, at, message, remedy }) => {
        const row = reportFindings[id];
        return {
          id,
          severity,
          at: statementOf(at) ?? "",
          message: messageWithout(row?.message, message, masks),
          remedy: messageWithout(row?.remedy, remedy, masks),
        };
      }),
      // They say what the policy says.
      sentences: [],
    },
  };
}

function principalOf({ name, account, arn, path, reasons, policies, ecr }: AuditUser | AuditRole, masks: Masks) {
  const { text } = masks;
  return {
    name: text(name),
    account: masks.account(account),
    arn: masks.resource(arn),
    path: text(path),
    reasons: reasons.map((reason) => ({ id: reason.id, text: text(reason.text) })),
    policies: policies.map((policy) => ({
      ...policy,
      name: text(policy.name),
      arn: null,
      group: policy.group === null ? null : text(policy.group),
    })),
    ecr: accessOf(ecr, masks),
  };
}

function accessOf(ecr: EcrAccess, masks: Masks): EcrAccess {
  const repositories = ecr.repositories.map((one) => ({
    ...one,
    repository: masks.resource(one.repository),
    missing: one.missing.map(masks.text),
  }));
  return { ...ecr, repositories };
}

function findingOf(finding: AuditFinding, masks: Masks): AuditFinding {
  const { id, resource, subject, at, message, remedy } = finding;
  const row = reportFindings[id];
  return {
    id,
    severity: finding.severity,
    resource: masks.resource(resource),
    subject: { kind: subject.kind, name: masks.text(subject.name), account: masks.account(subject.account) },
    at: placeOf(at, masks),
    message: messageWithout(row?.message, message, masks),
    remedy: messageWithout(row?.remedy, remedy, masks),
    ...(finding.known === true ? { known: true } : {}),
  };
}

/** A place: a key by its mask, a policy's statement by its number. */
function placeOf(at: string | null, masks: Masks): string | null {
  if (at === null) return null;
  return masks.isKeyId(at) ? masks.text(at) : statementOf(at);
}

function statementOf(at: string): string | null {
  return /^Statement\[\d+\]/.exec(at)?.[0] ?? null;
}

function choiceOf({ option, resource, because, commands }: AuditChoice, masks: Masks): AuditChoice {
  return {
    option,
    resource: resource === null ? null : masks.resource(resource),
    because: masks.text(because),
    commands: commands.map((command) => masks.text(command.replace(whatTrustNames, "$1 …"))),
  };
}

// Values that may come from a trust policy; they aren't shown.
const whatTrustNames = /(--(?:project|project-id|branch|tag|environment|namespace)) (?:'(?:[^']|'\\'')*'|[^\s']+)/g;

/** The same value with a function applied to every text in it, but not to the names of fields. */
function everyText<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((one) => everyText(one, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, everyText(one, change)])) as T;
}
