import { parseArn, sameProvider } from "../policy/index.ts";
import type { AccountData, RoleData, UserData } from "./account-data.ts";
import { type AuditOptions, defaultPatterns } from "./audit-options.ts";
import type {
  AuditFinding,
  AuditPolicy,
  AuditProvider,
  AuditReport,
  AuditRole,
  AuditUser,
  EcrAccess,
} from "./audit-report.ts";
import { isAwsOwned, roleReasons, signInOf, userReasons } from "./candidates.ts";
import { createEcrJudge, type EcrJudge } from "./ecr-access.ts";
import type { Bearer } from "./ecr-request.ts";
import { accountFindings } from "./findings/account-findings.ts";
import { permissionFindings } from "./findings/permission-findings.ts";
import { providerFindings } from "./findings/provider-findings.ts";
import { repositoryFindings } from "./findings/repository-findings.ts";
import { roleFindings } from "./findings/role-findings.ts";
import { userFindings } from "./findings/user-findings.ts";
import { type GitlabIssuers, gitlabIssuers } from "./gitlab-issuers.ts";
import { judgeKeys, reportRows } from "./judge-keys.ts";
import { providersOf } from "./judge-providers.ts";
import { judgeTrust, type ReadTrust, readTrust } from "./judge-trust.ts";
import { type KnownRepository, knownRepositories } from "./known-repositories.ts";
import { makeFinding, sortFindings } from "./make-finding.ts";
import { type NameMatcher, nameMatcher } from "./name-patterns.ts";
import { createPolicyLibrary, type PolicyLibrary } from "./policy-views.ts";
import { readiness } from "./readiness.ts";
import { recommend } from "./recommend.ts";
import { lacksDetails } from "./unread-details.ts";

/** The report, and what the report on one user or role is made of. */
export interface JudgedAccounts {
  readonly report: AuditReport;
  readonly judge: EcrJudge;
  readonly repositories: ReadonlyMap<string, KnownRepository>;
  /** By ARN. */
  readonly bearers: ReadonlyMap<string, Bearer>;
  /** Documents of roles' trust policies, by the role's ARN. */
  readonly trusts: ReadonlyMap<string, unknown>;
}

/** Judges all that was read of one account or several. Its time is linear in the number of users and roles. */
export function judgeAccounts(accounts: readonly AccountData[], options: AuditOptions): JudgedAccounts {
  const asked = options.repositories ?? [];
  const read = accounts.map((data) => ({ data, library: createPolicyLibrary(data.details) }));
  const known = knownRepositories(read, asked);
  const judge = createEcrJudge(known, asked);
  const trusts = new Map<RoleData, ReadTrust>();
  for (const { data } of read) for (const role of data.details.roles) trusts.set(role, readTrust(role));
  const isGitlab = gitlabIssuers(options.issuers ?? [], spokenOf(trusts));
  const limits = { now: options.now, maxKeyAgeDays: options.maxKeyAgeDays ?? 90 };
  const matchers = {
    user: nameMatcher(options.userPatterns ?? defaultPatterns.user),
    role: nameMatcher(options.rolePatterns ?? defaultPatterns.role),
  };
  const bearers = new Map<string, Bearer>();
  const parts = read.map((one) =>
    judgeAccount({ ...one, judge, trusts, isGitlab, limits, matchers, bearers, known, asked: new Set(asked) }),
  );
  const users = parts.flatMap((part) => part.users).sort(candidatesFirst);
  const roles = parts.flatMap((part) => part.roles).sort(candidatesFirst);
  const providers = parts.flatMap((part) => part.providers);
  const repositories = [...known.values(), ...judge.named.values()];
  const unread = accounts.flatMap((one) => one.unread);
  const isPartial = lacksDetails(unread);
  const rows = readiness(
    users,
    roles.filter((role) => hasProvider(role, providers, accounts)),
    isPartial,
  );
  const findings = sortFindings([
    ...parts.flatMap((part) => part.findings),
    ...[...known.values()].filter(({ row }) => row.source === "read").flatMap(repositoryFindings),
    ...replaceable(rows, users),
  ]);
  const ids = [...new Set(accounts.map(({ id }) => id))];
  const account = ids.length === 1 ? (ids[0] ?? null) : null;
  const report: AuditReport = {
    ok: true,
    account,
    accounts: accounts.map(({ id, alias, source }) => ({ id, alias, source })),
    generatedAt: options.now.toISOString(),
    users,
    roles,
    providers,
    repositories: repositories.map(({ row }) => row).sort((left, right) => (left.arn < right.arn ? -1 : 1)),
    findings,
    recommendation: recommend(
      users,
      roles.filter((role) => hasProvider(role, providers, accounts)),
      providers,
      { ...placeOf(account, asked, repositories, options), isPartial, findings },
    ),
    readiness: rows,
    unread,
  };
  return {
    report,
    judge,
    repositories: new Map(repositories.map((one) => [one.row.arn, one])),
    bearers,
    trusts: new Map([...trusts.keys()].map(({ arn, trust }) => [arn, trust])),
  };
}

/** Whether a token of GitLab's can get to the role at all: its provider is there, or nobody knows. */
function hasProvider(
  { account, trust }: AuditRole,
  providers: readonly AuditProvider[],
  accounts: readonly AccountData[],
): boolean {
  if (trust.gitlabIssuers.length === 0) return false;
  if (accounts.some(({ id, providers: read }) => (id ?? account) === account && read === null)) return true;
  return providers.some((provider) => {
    const issuer = provider.url.replace(/^https:\/\//, "");
    return provider.account === account && trust.gitlabIssuers.some((one) => sameProvider(one, issuer));
  });
}

interface AccountWork {
  readonly data: AccountData;
  readonly library: PolicyLibrary;
  readonly judge: EcrJudge;
  readonly trusts: ReadonlyMap<RoleData, ReadTrust>;
  readonly isGitlab: GitlabIssuers;
  readonly limits: { readonly now: Date; readonly maxKeyAgeDays: number };
  readonly matchers: { readonly user: NameMatcher; readonly role: NameMatcher };
  readonly known: ReadonlyMap<string, KnownRepository>;
  readonly asked: ReadonlySet<string>;
  /** Filled in by the work. */
  readonly bearers: Map<string, Bearer>;
}

interface AccountPart {
  readonly users: readonly AuditUser[];
  readonly roles: readonly AuditRole[];
  readonly providers: readonly AuditProvider[];
  readonly findings: readonly AuditFinding[];
}

function judgeAccount(work: AccountWork): AccountPart {
  const { data, limits, trusts } = work;
  const rows = reportRows(data);
  const users = data.details.users.map((user): AuditUser => {
    const { ecr, ...common } = principalOf("user", user, work);
    const keys = judgeKeys(user.name, data, rows, limits);
    const reasons = userReasons(user.name, ecr, keys, work.matchers.user);
    const signIn = signInOf(user.name, data, rows.get(user.name));
    return { ...common, ...candidacy(reasons), ecr: trimmed(ecr, reasons.length > 0, work.asked), keys, ...signIn };
  });
  const roles = data.details.roles.map((role): AuditRole => {
    const { ecr, ...common } = principalOf("role", role, work);
    const use = data.roleUse.get(role.name);
    const maxSessionDuration = use?.maxSessionDuration ?? null;
    const trust = judgeTrust(trusts.get(role) ?? readTrust(role), work.isGitlab, { data, maxSessionDuration });
    const reasons = roleReasons(role, trust.gitlabIssuers, work.matchers.role);
    const lastUsedAt = use === undefined ? role.lastUsedAt : (use.lastUsedAt ?? role.lastUsedAt);
    return {
      ...common,
      ...candidacy(reasons),
      ecr: trimmed(ecr, reasons.length > 0, work.asked),
      awsOwned: isAwsOwned(role),
      trust,
      lastUsedAt,
      lastUse: use !== undefined || lastUsedAt !== null ? "known" : "unknown",
      maxSessionDuration,
    };
  });
  const providers = providersOf(data, trusts, work.isGitlab);
  return { users, roles, providers, findings: findingsOf(work, users, roles, providers) };
}

function principalOf(kind: "user" | "role", principal: UserData | RoleData, work: AccountWork) {
  const { data, library, judge, bearers } = work;
  const { name, arn, path, createdAt } = principal;
  const account = parseArn(arn)?.account ?? data.id;
  const tags = "tags" in principal ? principal.tags : {};
  const policies = library.policiesOf(principal);
  const bearer: Bearer = { kind, name, arn, account, partition: data.partition, tags, policies };
  bearers.set(arn, bearer);
  const rows = policies.map(({ name, kind, arn, group, read }): AuditPolicy => ({ name, kind, arn, group, read }));
  return { name, account, arn, path, createdAt, policies: rows, ecr: judge.accessOf(bearer) };
}

function candidacy<Reason>(reasons: readonly Reason[]) {
  return { candidate: reasons.length > 0, reasons };
}

/** Of all others only what was asked for is kept: the list would be as long as users times repositories. */
function trimmed(ecr: EcrAccess, candidate: boolean, asked: ReadonlySet<string>): EcrAccess {
  if (candidate || ecr.repositories.length === 0) return ecr;
  return { ...ecr, repositories: ecr.repositories.filter(({ repository }) => asked.has(repository)) };
}

function findingsOf(
  { data, trusts, judge, bearers, known, limits }: AccountWork,
  users: readonly AuditUser[],
  roles: readonly AuditRole[],
  providers: readonly AuditProvider[],
): AuditFinding[] {
  const read = new Map([...trusts].map(([role, trust]) => [role.arn, trust]));
  const repositoryOf = (arn: string) => known.get(arn) ?? judge.named.get(arn);
  const permissions = [...users, ...roles]
    .filter(({ candidate }) => candidate)
    .flatMap(({ arn, ecr }) => {
      const bearer = bearers.get(arn);
      return bearer === undefined ? [] : permissionFindings(bearer, ecr, judge, repositoryOf);
    });
  return [
    ...accountFindings(data),
    ...users.filter(({ candidate }) => candidate).flatMap((user) => userFindings(user, limits)),
    ...roles.flatMap((role) => {
      const trust = read.get(role.arn);
      return trust === undefined || role.awsOwned ? [] : roleFindings(role, trust, data, limits.now);
    }),
    ...permissions,
    ...providers.flatMap((provider) =>
      providerFindings(provider, { roles, isPartial: lacksDetails(data.unread) }, data.issuers.get(issuerOf(provider))),
    ),
  ];
}

function issuerOf({ url }: AuditProvider): string {
  return url.replace(/^https:\/\//, "");
}

/** Issuers whose trust policies speak of GitLab's projects, each with a role that does. */
function spokenOf(trusts: ReadonlyMap<RoleData, ReadTrust>): ReadonlyMap<string, string> {
  const roles = new Map<string, string>();
  for (const [role, { description }] of trusts) {
    for (const issuer of description.speaksGitlab) if (!roles.has(issuer)) roles.set(issuer, role.name);
  }
  return roles;
}

/** Users that a role could replace as things are. */
function replaceable(rows: AuditReport["readiness"], users: readonly AuditUser[]): AuditFinding[] {
  const arns = new Map(users.map(({ account, name, arn }) => [`${account} ${name}`, arn]));
  return rows.flatMap(({ user, account, role, state }) => {
    const resource = arns.get(`${account} ${user}`);
    if (state !== "ready" || role === null || resource === undefined) return [];
    return [makeFinding("user-has-role", "info", { kind: "user", name: user, account, resource }, { user, role })];
  });
}

function placeOf(
  account: string | null,
  asked: readonly string[],
  repositories: readonly KnownRepository[],
  { regions = [] }: AuditOptions,
) {
  const [first] = asked;
  const only = repositories.length === 1 ? repositories[0]?.row : undefined;
  const chosen = first === undefined ? only : repositories.find(({ row }) => row.arn === first)?.row;
  const places = [...new Set(repositories.map(({ row }) => row.region))];
  const region =
    chosen?.region ?? (regions.length === 1 ? regions[0] : undefined) ?? (places.length === 1 ? places[0] : undefined);
  return { account, region: region ?? null, repository: chosen?.name ?? null };
}

function candidatesFirst(
  left: Pick<AuditUser, "candidate" | "account" | "name">,
  right: Pick<AuditUser, "candidate" | "account" | "name">,
): number {
  if (left.candidate !== right.candidate) return left.candidate ? -1 : 1;
  const [a, b] = [`${left.account} ${left.name}`, `${right.account} ${right.name}`];
  return a < b ? -1 : a > b ? 1 : 0;
}
