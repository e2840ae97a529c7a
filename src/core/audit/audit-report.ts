import type { Finding, Grade, Severity, Verdict } from "../policy/index.ts";

/** What `gitlab-ecr audit --json` prints: what is there for GitLab and ECR, what is wrong with it, what to do next. */
export interface AuditReport {
  readonly ok: true;
  /** The account's twelve digits; null where there are several, or where nothing told it. */
  readonly account: string | null;
  /** Every account that was looked at. */
  readonly accounts: readonly AuditedAccount[];
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  /** All users, candidates first, then by account and name. */
  readonly users: readonly AuditUser[];
  /** All roles, likewise. */
  readonly roles: readonly AuditRole[];
  readonly providers: readonly AuditProvider[];
  /** Repositories that were read, asked for, or named in a policy. */
  readonly repositories: readonly AuditRepository[];
  /** All findings, worst first; those of trust and permission policies among them. */
  readonly findings: readonly AuditFinding[];
  readonly recommendation: AuditRecommendation;
  /** Which users with keys could be replaced by which role. */
  readonly readiness: readonly ReadinessRow[];
  /** What couldn't be read. Where it isn't empty the report is partial, and nothing in it means "none". */
  readonly unread: readonly Unread[];
  /** Present where `--names-only` took everything but names away. */
  readonly namesOnly?: true;
  /** Findings that the suppressions file sets aside: they count for nothing. Absent where no file was given. */
  readonly suppressed?: readonly SuppressedFinding[];
  /** How the findings compare with an earlier report's; absent where none was given. */
  readonly baseline?: BaselineSummary;
}

/** One account of the report. */
export interface AuditedAccount {
  /** Twelve digits; null where no file told it. */
  readonly id: string | null;
  readonly alias: string | null;
  readonly source: "live" | "input";
}

/** Something that couldn't be read, so that the report says nothing about it. */
export interface Unread {
  readonly account: string | null;
  /** What isn't known, such as `access keys of gitlab-ci`. */
  readonly what: string;
  /** The action that is missing, such as `iam:ListAccessKeys`; null where a file doesn't hold it. */
  readonly action: string | null;
  /** Why: the service's answer, or that the files don't hold it. */
  readonly because: string;
}

/** What users and roles have alike. */
interface AuditPrincipal {
  readonly name: string;
  readonly account: string | null;
  readonly arn: string;
  /** IAM path, `/` for most. */
  readonly path: string;
  /** ISO 8601; null where it isn't known. */
  readonly createdAt: string | null;
  /** Whether it looks as if it were for GitLab and ECR. */
  readonly candidate: boolean;
  /** Why it is a candidate; empty where it isn't. */
  readonly reasons: readonly CandidateReason[];
  readonly policies: readonly AuditPolicy[];
  readonly ecr: EcrAccess;
}

/** Why a user or role is a candidate. */
export interface CandidateReason {
  readonly id: "name" | "ecr-and-keys" | "key-used-for-ecr" | "trusts-gitlab";
  /** In words, with the pattern, permission or issuer. */
  readonly text: string;
}

/** One user. */
export interface AuditUser extends AuditPrincipal {
  /** Null where they weren't read: see `unread`. Those of users that aren't candidates are read only with the credential report. */
  readonly keys: readonly AuditKey[] | null;
  /** Whether the user can sign in to the console; null where it isn't known. */
  readonly console: boolean | null;
  /** Whether the user has an MFA device; null where it isn't known. */
  readonly mfa: boolean | null;
}

/** One access key of a user. */
export interface AuditKey {
  /** Null where only the credential report told of the key: it doesn't hold the id. */
  readonly id: string | null;
  readonly status: "active" | "inactive";
  readonly createdAt: string | null;
  /** Whole days; null where its creation isn't known. */
  readonly ageDays: number | null;
  /** Null: never used, where `lastUse` is `known`. */
  readonly lastUsedAt: string | null;
  /** Service that it was last used for, such as `ecr`. */
  readonly lastUsedService: string | null;
  readonly lastUsedRegion: string | null;
  readonly lastUse: "known" | "unknown";
  /** Whether an active key is older than `--max-key-age`; null where its age isn't known. */
  readonly rotationDue: boolean | null;
  /** The day that it is due; null where its creation isn't known. */
  readonly rotationDueAt: string | null;
}

/** One role. */
export interface AuditRole extends AuditPrincipal {
  /** Made by AWS itself: told by the path, not by the name. */
  readonly awsOwned: boolean;
  readonly trust: AuditTrust;
  /** ISO 8601; null: never used in the last 400 days, where `lastUse` is `known`. */
  readonly lastUsedAt: string | null;
  readonly lastUse: "known" | "unknown";
  /** Seconds; null where it isn't known. */
  readonly maxSessionDuration: number | null;
}

/** Who may assume a role. */
export interface AuditTrust {
  /** Web identity providers that it names, without `https://`; GitLab's and others'. */
  readonly issuers: readonly string[];
  /** Those of them that count as GitLab's. */
  readonly gitlabIssuers: readonly string[];
  /** Null where the policy couldn't be read. */
  readonly grade: Grade | null;
  /** The trust policy's findings, as `doctor --offline` gives them, whoever it names. */
  readonly findings: readonly Finding[];
  /** In sentences: "jobs of project org/app on branch main of gitlab.com". */
  readonly sentences: readonly string[];
}

/** A policy that bears on a user or role. */
export interface AuditPolicy {
  readonly name: string;
  readonly kind: "inline" | "attached" | "group" | "boundary";
  /** Of a managed policy. */
  readonly arn: string | null;
  /** The group that it comes by. */
  readonly group: string | null;
  /** Whether its document could be read. */
  readonly read: boolean;
}

/** What ECR allows. */
export interface EcrAccess {
  /** On all repositories that were asked for; where none was, on any at all. */
  readonly push: Verdict;
  readonly pull: Verdict;
  readonly repositories: readonly EcrRepositoryAccess[];
  /** The same on a repository that no policy names: whether access reaches all, also those to come. */
  readonly everywhere: { readonly push: Verdict; readonly pull: Verdict; readonly missing: readonly string[] };
}

/** What ECR allows on one repository: of candidates, where anything of it is allowed or unknown, or where it was asked for. */
export interface EcrRepositoryAccess {
  /** ARN of the repository. */
  readonly repository: string;
  readonly push: Verdict;
  readonly pull: Verdict;
  /** Actions that a push needs and that are denied. */
  readonly missing: readonly string[];
}

/** One OIDC provider. */
export interface AuditProvider {
  readonly arn: string;
  readonly account: string | null;
  /** Issuer URL with `https://`. */
  readonly url: string;
  /** Whether it was read, or is only named in a trust policy, so that it may not be there. */
  readonly source: "read" | "trust-policy";
  /** Null where it couldn't be read. */
  readonly audiences: readonly string[] | null;
  readonly thumbprints: readonly string[] | null;
  readonly createdAt: string | null;
  readonly gitlab: boolean;
  /** Why it counts as GitLab's; empty where it doesn't. */
  readonly reasons: readonly ProviderReason[];
  /** Names of roles whose trust policy names it. */
  readonly roles: readonly string[];
  /** Whether its discovery document could be fetched; null where nobody tried. */
  readonly reachable: boolean | null;
}

/** Why a provider counts as GitLab's. */
export interface ProviderReason {
  readonly id: "gitlab.com" | "issuer-option" | "host-label" | "trust-policy";
  readonly text: string;
}

/** One ECR repository. */
export interface AuditRepository {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** How it is known: read from ECR, asked for, or named in a policy. */
  readonly source: "read" | "asked" | "policy";
  /** Null where it wasn't read. */
  readonly immutableTags: boolean | null;
  readonly scanOnPush: boolean | null;
  /** Whether it has a policy of its own. */
  readonly policy: boolean | null;
}

/** One thing to know or mend. */
export interface AuditFinding {
  /** Row of docs/audit-findings.md. */
  readonly id: string;
  readonly severity: Severity;
  /** ARN of the user, role, provider or repository; `account` or `account:ID` for the account itself. */
  readonly resource: string;
  readonly subject: FindingSubject;
  /** Place in the resource: a key's id, a place in a policy; null for the whole of it. */
  readonly at: string | null;
  readonly message: string;
  readonly remedy: string;
  /** Present on what the earlier report (`--baseline`) had already: it doesn't count for `--fail-on`. */
  readonly known?: true;
}

/** A finding that somebody took responsibility for. */
export interface SuppressedFinding extends AuditFinding {
  /** Why, in the words of the suppressions file. */
  readonly reason: string;
  /** Its last day, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** How the findings compare with an earlier report's. */
export interface BaselineSummary {
  /** When the earlier report was made; ISO 8601, UTC. */
  readonly generatedAt: string;
  /** Findings that it didn't have. */
  readonly new: number;
  /** Findings that it had, too. */
  readonly known: number;
  /** Findings that only it had. */
  readonly gone: number;
}

/** What a finding is about, by name. */
export interface FindingSubject {
  readonly kind: "account" | "user" | "role" | "provider" | "repository";
  readonly name: string;
  readonly account: string | null;
}

/** What to do next. */
export interface AuditRecommendation extends AuditChoice {
  /** What could be done instead, best first. */
  readonly alternatives: readonly AuditChoice[];
}

/** One way to go on. */
export interface AuditChoice {
  readonly option: "use-role" | "use-user" | "add-ecr-policy" | "create-role" | "create-user";
  /** ARN of the role or user that it is about; null for a new one. */
  readonly resource: string | null;
  readonly because: string;
  /** Commands of ours with values filled in; what nothing tells stands in capitals, such as `GROUP/PROJECT`. */
  readonly commands: readonly string[];
}

/** One user with keys, and the role that could take its place. */
export interface ReadinessRow {
  readonly user: string;
  readonly account: string | null;
  /** Name of the role; null where none could. */
  readonly role: string | null;
  readonly state: "ready" | "add-policy" | "tighten-trust" | "no-role" | "unknown";
  readonly because: string;
}
