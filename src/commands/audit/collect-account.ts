import {
  type AccountData,
  type AuditOptions,
  type CredentialRow,
  type DetailsPage,
  fieldsOf,
  type IssuerCheck,
  joinPages,
  judgeAccounts,
  type KeyData,
  type ProviderData,
  type RepositoryData,
  type RoleUse,
  readCredentialReport,
  readDetailsPage,
  readRepositoryData,
  type Unread,
} from "../../core/audit/index.ts";
import { type AwsOutcome, explainFailure, readFailureKind, readFailureText } from "../../core/diagnosis/index.ts";
import type { GitlabEcrError } from "../../core/errors/index.ts";
import { mapBounded } from "../bounded.ts";
import type { Run } from "../run.ts";
import type { AuditReads, AuditTarget, AuditWorld } from "./audit-reads.ts";

// Calls at a time: IAM throttles an account's callers together.
const mostAtOnce = 6;

/** Which parts are read. */
export interface CollectOptions extends AuditOptions {
  /** Regions whose ECR repositories are read. */
  readonly regions: readonly string[];
}

/** One account that is being read. */
interface Work {
  readonly target: AuditTarget;
  readonly options: CollectOptions;
  readonly reads: AuditReads;
  readonly world: AuditWorld;
  readonly notes: UnreadNotes;
  readonly run: Run;
}

/** Notes what couldn't be read, one row for each action. */
interface UnreadNotes {
  note(what: string, outcome: Extract<AwsOutcome<unknown>, { ok: false }>): void;
  rows(account: string): Unread[];
}

/**
 * Reads one account: all users, roles and policies in pages, then, of the candidates alone, what takes a call each. What
 * isn't allowed is left out and noted.
 *
 * Throws what explains a failure of the first read that isn't a missing permission: keys that aren't valid, no network.
 */
export async function collectAccount(
  target: AuditTarget,
  options: CollectOptions,
  world: AuditWorld,
  run: Run,
): Promise<AccountData> {
  const reads = world.connect(target);
  const notes = unreadNotes();
  const work: Work = { target, options, reads, world, notes, run };
  const pages = await run.step(`read account ${target.account}`, () => readDetails(work));
  const [alias, providers, credentialReport, repositories] = await Promise.all([
    optional(reads.alias(run.signal), "the account's alias", notes),
    run.step("read the OIDC providers", () => readProviders(work)),
    run.step("read the credential report", () => readReport(work)),
    readRepositories(work),
  ]);
  const issuers = await readIssuers(providers, work);
  const first: AccountData = {
    id: target.account,
    partition: target.identity.split(":")[1] ?? "aws",
    alias: alias ?? null,
    source: "live",
    details: joinPages(pages),
    providers,
    keys: new Map(),
    console: new Map(),
    mfa: new Map(),
    roleUse: new Map(),
    credentialReport,
    repositories,
    issuers,
    unread: [],
  };
  const details = await run.step("read what the candidates have", () => readCandidates(first, work));
  return { ...first, ...details, unread: [...notes.rows(target.account), ...unasked(target, options)] };
}

/** What isn't asked for at all. */
function unasked({ account }: AuditTarget, { regions }: CollectOptions): Unread[] {
  if (regions.length > 0) return [];
  const because = "no --region was given, so that no repository and no repository policy was read";
  return [{ account, what: "ECR repositories", action: null, because }];
}

async function readDetails({ target, reads, world, notes, run }: Work): Promise<DetailsPage[]> {
  const pages: DetailsPage[] = [];
  let marker: string | null = null;
  do {
    const outcome: Awaited<ReturnType<AuditReads["detailsPage"]>> = await reads.detailsPage(marker, run.signal);
    if (!outcome.ok) {
      if (readFailureKind(outcome.failure) !== "denied") throw explained(outcome, target);
      notes.note(
        pages.length === 0 ? "users, groups, roles and policies" : "further users, groups, roles and policies",
        outcome,
      );
      return pages;
    }
    pages.push(readDetailsPage(outcome.value.page));
    marker = outcome.value.next;
    if (marker !== null) world.onProgress(`${target.account}: ${countOf(pages)} read so far`);
  } while (marker !== null);
  world.onProgress(`${target.account}: ${countOf(pages)}`);
  return pages;
}

function countOf(pages: readonly DetailsPage[]): string {
  const sum = (list: "users" | "roles" | "policies") => pages.reduce((total, page) => total + page[list].length, 0);
  return `users ${sum("users")}, roles ${sum("roles")}, managed policies ${sum("policies")}`;
}

function explained(
  { failure, attempts }: Extract<AwsOutcome<never>, { ok: false }>,
  target: AuditTarget,
): GitlabEcrError {
  const { region, identity } = target;
  return explainFailure(failure, { attempts, region, exchange: null, keys: null, identity });
}

async function readProviders({ reads, notes, run }: Work): Promise<readonly ProviderData[] | null> {
  const arns = await optional(reads.providerArns(run.signal), "OIDC providers", notes);
  if (arns === undefined) return null;
  return mapBounded(arns, mostAtOnce, async (arn) => {
    const issuer = arn.replace(/^.*?:oidc-provider\//, "");
    const provider = await optional(reads.provider(arn, run.signal), `audiences of the provider ${issuer}`, notes);
    return provider ?? { arn, issuer, audiences: null, thumbprints: null, createdAt: null };
  });
}

async function readReport({ reads, notes, run }: Work): Promise<readonly CredentialRow[] | null> {
  const text = await optional(
    reads.credentialReport(run.signal),
    "the credential report (keys of the root user, last use of all keys)",
    notes,
  );
  return text === undefined ? null : readCredentialReport(text);
}

async function readRepositories({
  target,
  options,
  reads,
  notes,
  run,
}: Work): Promise<readonly RepositoryData[] | null> {
  const { account } = target;
  const { regions } = options;
  if (regions.length === 0) return null;
  const lists = await mapBounded(regions, mostAtOnce, async (region) => {
    const found = await optional(reads.repositories(region, run.signal), `ECR repositories in ${region}`, notes);
    if (found === undefined) return null;
    return mapBounded(found, mostAtOnce, async (raw): Promise<RepositoryData> => {
      const repository = readRepositoryData(fieldsOf(raw, ""));
      const outcome = await reads.repositoryPolicy({ region, accountId: account, name: repository.name }, run.signal);
      if (outcome.ok) return { ...repository, policy: { kind: "document", document: outcome.value } };
      if (readFailureKind(outcome.failure) === "absent") return { ...repository, policy: { kind: "none" } };
      notes.note(`the policy of the repository ${repository.name}`, outcome);
      return { ...repository, policy: { kind: "unread" } };
    });
  });
  const read = lists.filter((list) => list !== null);
  return read.length === 0 ? null : read.flat();
}

/** Of providers that may be GitLab's; those that are others' for certain aren't asked. */
async function readIssuers(
  providers: readonly ProviderData[] | null,
  { options, world, run }: Work,
): Promise<ReadonlyMap<string, IssuerCheck>> {
  const wanted = (providers ?? []).map(({ issuer }) => issuer).filter((issuer) => looksLikeGitlab(issuer, options));
  const checks = await mapBounded(wanted, mostAtOnce, async (issuer) => {
    const check = await run.step(`ask ${issuer} for its discovery document`, () =>
      world.checkIssuer(`https://${issuer}`, run.signal),
    );
    return [issuer, check] as const;
  });
  return new Map(checks);
}

function looksLikeGitlab(issuer: string, { issuers = [] }: AuditOptions): boolean {
  const host = issuer.split("/")[0]?.toLowerCase() ?? "";
  const named = issuers.some(
    (url) =>
      url
        .replace(/^https:\/\//i, "")
        .replace(/\/+$/, "")
        .toLowerCase() === issuer.toLowerCase(),
  );
  return named || host === "gitlab.com" || host.split(".").includes("gitlab");
}

type CandidateDetails = Pick<AccountData, "keys" | "console" | "mfa" | "roleUse">;

/** Keys, sign-in and last use of candidates: a few calls for each, and none for the rest. */
async function readCandidates(data: AccountData, work: Work): Promise<CandidateDetails> {
  const { options, reads, world, notes, run } = work;
  const { report } = judgeAccounts([data], options);
  const users = report.users.filter(({ candidate }) => candidate).map(({ name }) => name);
  const roles = report.roles.filter(({ candidate }) => candidate).map(({ name }) => name);
  world.onProgress(`${data.id}: for GitLab or ECR: users ${users.length}, roles ${roles.length}`);
  const keys = new Map<string, readonly KeyData[]>();
  const console = new Map<string, boolean>();
  const mfa = new Map<string, boolean>();
  const roleUse = new Map<string, RoleUse>();
  await mapBounded(users, mostAtOnce, async (name) => {
    const [found, password, devices] = await Promise.all([
      readKeys(name, work),
      optional(reads.hasPassword(name, run.signal), `the console password of ${name}`, notes),
      optional(reads.hasMfa(name, run.signal), `MFA devices of ${name}`, notes),
    ]);
    if (found !== undefined) keys.set(name, found);
    if (password !== undefined) console.set(name, password);
    if (devices !== undefined) mfa.set(name, devices);
  });
  await mapBounded(roles, mostAtOnce, async (name) => {
    const use = await optional(reads.roleUse(name, run.signal), `last use of the role ${name}`, notes);
    if (use !== undefined) roleUse.set(name, use);
  });
  return { keys, console, mfa, roleUse };
}

async function readKeys(name: string, { reads, notes, run }: Work): Promise<KeyData[] | undefined> {
  const keys = await optional(reads.accessKeys(name, run.signal), `access keys of ${name}`, notes);
  if (keys === undefined) return undefined;
  return Promise.all(
    keys.map(async (key) => {
      const lastUse = await optional(reads.keyLastUse(key.id, run.signal), `last use of the keys of ${name}`, notes);
      return { ...key, lastUse: lastUse ?? null };
    }),
  );
}

/** What was read; undefined, and a note, where it couldn't be. */
async function optional<T>(reading: Promise<AwsOutcome<T>>, what: string, notes: UnreadNotes): Promise<T | undefined> {
  const outcome = await reading;
  if (outcome.ok) return outcome.value;
  notes.note(what, outcome);
  return undefined;
}

// So many are named in one row.
const mostNamed = 5;

function unreadNotes(): UnreadNotes {
  const byCause = new Map<string, { readonly action: string; readonly because: string; readonly whats: Set<string> }>();
  return {
    note: (what, { failure }) => {
      const because = readFailureText(failure);
      const key = `${failure.action} ${failure.kind} ${readFailureKind(failure)}`;
      const row = byCause.get(key) ?? { action: failure.action, because, whats: new Set<string>() };
      row.whats.add(what);
      byCause.set(key, row);
    },
    rows: (account) =>
      [...byCause.values()].map(({ action, because, whats }) => {
        const named = [...whats].sort();
        const more = named.length > mostNamed ? `, and ${named.length - mostNamed} more` : "";
        return { account, what: `${named.slice(0, mostNamed).join(", ")}${more}`, action, because };
      }),
  };
}
