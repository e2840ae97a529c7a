import { GitlabEcrError } from "../errors/index.ts";
import {
  actionsFor,
  type EcrAction,
  evaluatePermissions,
  type PermissionDecision,
  type Verdict,
} from "../policy/index.ts";
import type { JudgedAccounts } from "./audit-accounts.ts";
import type { AuditFinding, AuditReport, AuditRole, AuditUser, Unread } from "./audit-report.ts";
import type { Bearer } from "./ecr-request.ts";
import { excessOf } from "./excess.ts";
import type { KnownRepository } from "./known-repositories.ts";
import { shellWord } from "./recommend.ts";

/** What `gitlab-ecr audit user NAME --json` and `audit role NAME --json` print. */
export type PrincipalReport = {
  readonly ok: true;
  readonly account: string | null;
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  /** Every action that a push or pull needs, on each repository that the policies are about. */
  readonly actions: readonly ActionDecision[];
  readonly verdict: PrincipalVerdict;
  readonly findings: readonly AuditFinding[];
  /** The documents themselves; absent unless they were asked for. */
  readonly documents?: readonly PrincipalDocument[];
  readonly unread: readonly Unread[];
} & ({ readonly kind: "user"; readonly user: AuditUser } | { readonly kind: "role"; readonly role: AuditRole });

/** How one action comes out on a repository, and why. */
export interface ActionDecision {
  readonly action: string;
  /** ARN; null for a repository that no policy names. */
  readonly repository: string | null;
  readonly verdict: Verdict;
  readonly because: PermissionDecision["because"];
  /** The statement that decides; null where none does: what isn't allowed is denied. */
  readonly statement: DecidingStatement | null;
}

/** A statement of a policy. */
export interface DecidingStatement {
  /** Name of the policy; `repository policy` for the repository's own. */
  readonly policy: string;
  readonly at: string;
  readonly sid: string | null;
}

/** What to do with a user or role. */
export interface PrincipalVerdict {
  readonly option: "use" | "add-policy" | "replace" | "unknown";
  readonly because: string;
  readonly commands: readonly string[];
}

/** One policy in full. */
export interface PrincipalDocument {
  readonly name: string;
  readonly kind: "inline" | "attached" | "group" | "boundary" | "trust";
  /** As it came, decoded where it was URL-encoded; null where it wasn't there. */
  readonly document: unknown;
}

/**
 * Picks one user or role out of what was judged.
 *
 * Throws `input-invalid` where there is none of that name, or one in several accounts.
 */
export function principalReport(
  judged: JudgedAccounts,
  kind: "user" | "role",
  name: string,
  { documents }: { readonly documents: boolean },
): PrincipalReport {
  const { report } = judged;
  const found = find(kind === "user" ? report.users : report.roles, kind, name, report);
  const bearer = judged.bearers.get(found.arn);
  if (bearer === undefined) throw new Error("Every user and role was judged.");
  const common = {
    ok: true,
    account: found.account,
    generatedAt: report.generatedAt,
    actions: decisionsOf(judged, bearer, found),
    findings: report.findings.filter(({ resource }) => resource === found.arn),
    ...(documents ? { documents: documentsOf(judged, bearer) } : {}),
    unread: report.unread,
  } as const;
  if ("trust" in found) return { ...common, kind: "role", role: found, verdict: roleVerdict(found, report) };
  return { ...common, kind: "user", user: found, verdict: userVerdict(found, report) };
}

function find(
  all: readonly (AuditUser | AuditRole)[],
  kind: "user" | "role",
  wanted: string,
  { unread }: AuditReport,
): AuditUser | AuditRole {
  const wrong = (reason: string, ...remedy: readonly string[]) =>
    new GitlabEcrError("input-invalid", { reason, command: "audit" }, remedy.length === 0 ? {} : { remedy });
  const exact = all.filter(({ name, arn }) => name === wanted || arn === wanted);
  // IAM's names are unique whatever their case.
  const ones = exact.length > 0 ? exact : all.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const [first, second] = ones;
  if (second !== undefined) {
    const arns = ones.map(({ arn }) => arn).join(", ");
    throw wrong(`There is a ${kind} ${wanted} in several accounts: ${arns}.`, "Give the ARN in place of the name.");
  }
  if (first !== undefined) return first;
  const partial = unread.find(({ what }) => /users|whole account|further pages/.test(what) && !/passwords/.test(what));
  const near = all.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase())).slice(0, 5);
  const because = partial === undefined ? "" : ` Not all was read, though: ${partial.what}: ${partial.because}.`;
  throw wrong(
    `There is no ${kind} ${wanted}.${because}`,
    ...(near.length === 0 ? [] : [`There is ${near.map(({ name }) => name).join(", ")}.`]),
  );
}

function decisionsOf(judged: JudgedAccounts, bearer: Bearer, { ecr }: AuditUser | AuditRole): ActionDecision[] {
  const named = ecr.repositories.flatMap(({ repository }) => judged.repositories.get(repository) ?? []);
  const places: readonly (KnownRepository | null)[] =
    named.length === 0 || ecr.everywhere.push !== "deny" || ecr.everywhere.pull !== "deny" ? [...named, null] : named;
  return places.flatMap((place) =>
    actionsFor("push").map((action): ActionDecision => {
      const { verdict, because } = judged.judge.decide(bearer, action, place ?? "any-other");
      const statement = decidingStatement(judged, bearer, action, place, { verdict, because });
      return { action: action.action, repository: place?.row.arn ?? null, verdict, because, statement };
    }),
  );
}

/** The first statement that by itself comes to the same: a Deny that applies, an Allow that does, or one that may. */
function decidingStatement(
  { judge }: JudgedAccounts,
  bearer: Bearer,
  action: EcrAction,
  place: KnownRepository | null,
  { verdict, because }: PermissionDecision,
): DecidingStatement | null {
  if (verdict === "deny" && because !== "explicit-deny") return null;
  for (const { name, policy } of judge.policiesOf(bearer, place)) {
    for (const statement of policy.statements) {
      const alone = { ...policy, statements: [statement] };
      const wanted = because === "explicit-deny" ? "Deny" : verdict === "allow" ? "Allow" : null;
      if (wanted !== null && statement.effect !== wanted) continue;
      const request = judge.requestFor(bearer, action, place ?? "any-other");
      const forResource = statement.principal !== null;
      const decision = evaluatePermissions(
        { identity: forResource ? [] : [alone], boundary: null, session: null, resource: forResource ? alone : null },
        request,
      );
      const same = because === "explicit-deny" ? decision.because === "explicit-deny" : decision.verdict === verdict;
      if (same) return { policy: name, at: statement.at, sid: statement.sid };
    }
  }
  return null;
}

function documentsOf(judged: JudgedAccounts, { policies, arn }: Bearer): PrincipalDocument[] {
  const trust = judged.trusts.get(arn);
  return [
    ...(trust === undefined ? [] : [{ name: "trust policy", kind: "trust", document: readable(trust) } as const]),
    ...policies.map(({ name, kind, view }) => ({ name, kind, document: readable(view?.document ?? null) })),
  ];
}

/** JSON where it is any, as text or URL-encoded; else the text as it came. */
function readable(document: unknown): unknown {
  if (typeof document !== "string") return document ?? null;
  try {
    return JSON.parse(
      /^%7b/i.test(document.trim()) ? decodeURIComponent(document.trim().replaceAll("+", "%20")) : document,
    );
  } catch {
    return document;
  }
}

function userVerdict(user: AuditUser, report: AuditReport): PrincipalVerdict {
  const { name, ecr, keys, account } = user;
  const row = report.readiness.find((one) => one.user === name && one.account === account);
  const active = (keys ?? []).filter(({ status }) => status === "active");
  if (ecr.push === "allow" && row?.state === "ready" && row.role !== null) {
    const because = `The role ${row.role} may do all that this user may, and has no key that could leak.`;
    return { option: "replace", because, commands: [`gitlab-ecr audit role ${shellWord(row.role)}`] };
  }
  const rotate = `gitlab-ecr rotate --user ${shellWord(name)} --target gitlab-project:GROUP/PROJECT`;
  if (ecr.push === "allow") {
    const state =
      keys === null
        ? "Its keys weren't read: check how old they are."
        : active.length === 0
          ? "It has no active key: rotate makes one and puts it into GitLab's variables."
          : active.some(({ rotationDue }) => rotationDue === true)
            ? "Its key is due for rotation."
            : "Its key isn't due for rotation.";
    const because = `It may push and pull. ${state}${excessOf(user.arn, report.findings)}`;
    return { option: "use", because, commands: [rotate] };
  }
  return lacking(user, report, `gitlab-ecr setup --identity user --user-name ${shellWord(name)}`);
}

function roleVerdict(role: AuditRole, report: AuditReport): PrincipalVerdict {
  const { name, trust, ecr } = role;
  const [issuer] = trust.gitlabIssuers;
  const base = `gitlab-ecr setup --gitlab-url ${issuer === undefined ? "https://GITLAB" : shellWord(`https://${issuer}`)} --project GROUP/PROJECT`;
  const again = `${base} --role-name ${shellWord(name)}${placeOf(role, report)} --format json`;
  if (trust.grade === null) {
    return {
      option: "unknown",
      because: "Its trust policy can't be read, so who may assume it isn't known.",
      commands: [],
    };
  }
  if (issuer === undefined || trust.sentences.length === 0) {
    return {
      option: "replace",
      because: "No job of GitLab's may assume it.",
      commands: [`${base}${placeOf(role, report)}`],
    };
  }
  if (trust.grade === "dangerous") {
    const because = "Its trust policy is dangerous: replace that by one that names the project and its branch or tag.";
    return { option: "replace", because, commands: [again] };
  }
  if (ecr.push === "allow") {
    const because = `It may push and pull, and admits ${trust.sentences.slice(0, 2).join(" and ")}.${excessOf(role.arn, report.findings)}`;
    return { option: "use", because, commands: [`gitlab-ecr login --role-arn ${shellWord(role.arn)}`] };
  }
  return lacking(role, report, `${base} --role-name ${shellWord(name)}`);
}

function lacking(principal: AuditUser | AuditRole, report: AuditReport, command: string): PrincipalVerdict {
  const { ecr } = principal;
  if (ecr.push === "unknown") {
    const because = "Whether it may push depends on conditions, patterns or policies that weren't read.";
    return { option: "unknown", because, commands: [] };
  }
  const bound = report.findings.find(({ id, resource }) => id === "boundary-blocks" && resource === principal.arn);
  if (bound !== undefined) return { option: "add-policy", because: `${bound.message} ${bound.remedy}`, commands: [] };
  const missing = ecr.repositories.find(({ push }) => push === "deny")?.missing ?? ecr.everywhere.missing;
  const pull = ecr.pull === "allow" ? "It may pull, but not push" : "It may neither push nor pull";
  const because = `${pull}: ${missing.join(", ")} ${missing.length === 1 ? "isn't" : "aren't"} allowed.`;
  return { option: "add-policy", because, commands: [`${command}${placeOf(principal, report)} --format json`] };
}

function placeOf({ account, ecr }: AuditUser | AuditRole, { repositories }: AuditReport): string {
  const [only, ...others] =
    ecr.repositories.length > 0
      ? ecr.repositories.map(({ repository }) => repository)
      : repositories.map(({ arn }) => arn);
  const row = others.length === 0 ? repositories.find(({ arn }) => arn === only) : undefined;
  const region = row?.region ?? "REGION";
  return ` --account ${account ?? "ACCOUNT"} --region ${region} --repository ${shellWord(row?.name ?? "REPOSITORY")}`;
}
