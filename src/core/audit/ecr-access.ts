import {
  actionsFor,
  type EcrAction,
  evaluatePermissions,
  matchesAction,
  matchesResource,
  type PermissionDecision,
  type Policy,
  type PolicyRequest,
  type Statement,
  type Verdict,
} from "../policy/index.ts";
import type { EcrAccess, EcrRepositoryAccess } from "./audit-report.ts";
import { type Bearer, nothingKnown, requestFor } from "./ecr-request.ts";
import { isRepositoryArn, type KnownRepository, namedRepository } from "./known-repositories.ts";
import type { PolicyView } from "./policy-views.ts";

/** Judges what users and roles may do with ECR. It remembers answers: many have the same policies. */
export interface EcrJudge {
  accessOf(bearer: Bearer): EcrAccess;
  /** How one action comes out on a repository, or on one that nothing names. */
  decide(bearer: Bearer, action: EcrAction, repository: KnownRepository | "any-other"): PermissionDecision;
  /** The request that is decided. */
  requestFor(bearer: Bearer, action: EcrAction, repository: KnownRepository | "any-other"): PolicyRequest;
  /** Everything that speaks of ECR, by name: identity policies, boundary and the repository's own policy. */
  policiesOf(
    bearer: Bearer,
    repository: KnownRepository | null,
  ): readonly { readonly name: string; readonly policy: Policy }[];
  /** Repositories that only policies name, met so far. */
  readonly named: ReadonlyMap<string, KnownRepository>;
}

/** @param asked ARNs of repositories that the user asked for; they are always answered */
export function createEcrJudge(known: ReadonlyMap<string, KnownRepository>, asked: readonly string[]): EcrJudge {
  const remembered = new Map<string, EcrAccess>();
  const named = new Map<string, KnownRepository>();
  const patterns = new Map<number, readonly KnownRepository[]>();
  const all = [...known.values()];
  const isAsked = new Set(asked);
  const general = all.filter(({ own }) => own.kind === "policy" && own.general);
  const namedBy = new Map<string, KnownRepository[]>();
  for (const repository of all) {
    for (const arn of repository.own.kind === "policy" ? repository.own.named : []) {
      namedBy.set(arn, [...(namedBy.get(arn) ?? []), repository]);
    }
  }

  // Whom these let in depends on more than the policies of the one who asks.
  const conditional = general.some(
    ({ own }) => own.kind === "policy" && own.policy.statements.some(({ conditions }) => conditions.length > 0),
  );

  const repositoryOf = (arn: string): KnownRepository => {
    const repository = known.get(arn) ?? named.get(arn) ?? namedRepository(arn);
    if (!known.has(arn)) named.set(arn, repository);
    return repository;
  };

  /** Known repositories that an Allow statement of a policy may be about. */
  const repositoriesOf = (view: PolicyView): readonly KnownRepository[] => {
    const before = patterns.get(view.id);
    if (before !== undefined) return before;
    const found = new Map<string, KnownRepository>();
    for (const statement of view.ecr?.statements ?? []) {
      if (statement.effect !== "Allow" || statement.resource === null) continue;
      // Whoever may only log in isn't meant to do anything with a repository.
      if (!onRepositories.some((action) => matchesAction(statement.action, action))) continue;
      const { element, values } = statement.resource;
      const exact = element === "Resource" && values.every(isRepositoryArn);
      for (const value of element === "Resource" ? values.filter(isRepositoryArn) : []) {
        found.set(value, repositoryOf(value));
      }
      if (exact) continue;
      for (const repository of all) {
        const resource = { kind: "arn", arn: repository.row.arn } as const;
        if (matchesResource(statement.resource, resource, view.ecr?.version ?? "2012-10-17", nothingKnown) !== false) {
          found.set(repository.row.arn, repository);
        }
      }
    }
    const list = [...found.values()];
    patterns.set(view.id, list);
    return list;
  };

  /** Repositories that a boundary names, or that a Deny of all others spares. */
  const sparedBy = ({ identity, boundary }: OwnPolicies): readonly KnownRepository[] =>
    [...identity.flatMap(denies), ...(boundary?.ecr?.statements ?? [])].flatMap(({ effect, resource }) => {
      const spares = effect === "Allow" ? resource?.element === "Resource" : resource?.element === "NotResource";
      return spares ? (resource?.values ?? []).filter(isRepositoryArn).map(repositoryOf) : [];
    });

  const accessOf = (bearer: Bearer): EcrAccess => {
    const own = allOf(bearer);
    const views = [...own.identity, ...(own.boundary === null ? [] : [own.boundary])];
    const speaking = namedBy.get(bearer.arn) ?? [];
    const isFixed = views.every(({ fixed }) => fixed) && !conditional && speaking.length === 0;
    const key = isFixed ? keyOf(bearer, own) : null;
    const before = key === null ? undefined : remembered.get(key);
    if (before !== undefined) return before;
    const access = judge(bearer, own, speaking);
    if (key !== null) remembered.set(key, access);
    return access;
  };

  const judge = (bearer: Bearer, own: OwnPolicies, speaking: readonly KnownRepository[]): EcrAccess => {
    const wanted = new Map<string, KnownRepository>();
    for (const arn of asked) {
      const repository = known.get(arn);
      if (repository !== undefined) wanted.set(arn, repository);
    }
    const meant = new Set(own.identity.flatMap(repositoriesOf));
    const mine = [...meant, ...sparedBy(own), ...speaking, ...general];
    for (const repository of mine) {
      const { row, own: policy } = repository;
      // Another account's repository that lets nobody in isn't worth a row.
      const foreign = bearer.account !== null && row.account !== bearer.account && policy.kind === "none";
      if (!foreign) wanted.set(row.arn, repository);
    }
    const rows = [...wanted.values()]
      .map((repository) => ({ ...rowOf(bearer, own, repository), isMeant: meant.has(repository) }))
      .filter(({ repository, push, pull, missing, isMeant }) => {
        return isAsked.has(repository) || push !== "deny" || pull !== "deny" || (isMeant && isBegun(missing));
      })
      .map(({ isMeant: _, ...row }): EcrRepositoryAccess => row)
      .sort((left, right) => (left.repository < right.repository ? -1 : 1));
    const everywhere = answersOn(bearer, own, anyOther(bearer));
    const somewhere = dependsOnName(own) ? answersOn(bearer, own, null) : everywhere;
    const askedRows = rows.filter(({ repository }) => isAsked.has(repository));
    const summary = (access: "push" | "pull"): Verdict =>
      asked.length > 0
        ? askedRows.length === 0
          ? "unknown"
          : worst(askedRows.map((row) => row[access]))
        : best([...rows.map((row) => row[access]), everywhere[access], somewhere[access]]);
    return { push: summary("push"), pull: summary("pull"), repositories: rows, everywhere };
  };

  return {
    accessOf,
    named,
    decide: (bearer, action, repository) =>
      decisionFor(bearer, allOf(bearer), action, repository === "any-other" ? anyOther(bearer) : repository),
    requestFor: (bearer, action, repository) =>
      requestFor(bearer, action, repository === "any-other" ? anyOther(bearer) : repository),
    policiesOf: ({ policies }, repository) => [
      ...policies.flatMap(({ name, view }) => (view?.ecr ? [{ name, policy: view.ecr }] : [])),
      ...(repository?.own.kind === "policy" ? [{ name: "repository policy", policy: repository.own.policy }] : []),
    ],
  };
}

const onRepositories = actionsFor("push")
  .filter(({ level }) => level === "repository")
  .map(({ action }) => action);

interface OwnPolicies {
  readonly identity: readonly PolicyView[];
  readonly boundary: PolicyView | null;
  /** A policy isn't there or can't be read, so that it may allow or deny anything. */
  readonly incomplete: boolean;
  /** The same for the boundary. */
  readonly boundaryUnread: boolean;
}

function allOf({ policies }: Bearer): OwnPolicies {
  const readable = (view: PolicyView | null): view is PolicyView => view !== null && view.ecr !== null;
  const identity = policies.filter(({ kind }) => kind !== "boundary");
  const boundary = policies.find(({ kind }) => kind === "boundary");
  return {
    identity: identity
      .map(({ view }) => view)
      .filter(readable)
      .filter(({ ecr }) => (ecr?.statements.length ?? 0) > 0),
    boundary: boundary !== undefined && readable(boundary.view) ? boundary.view : null,
    incomplete: identity.some(({ view }) => !readable(view)),
    boundaryUnread: boundary !== undefined && !readable(boundary.view),
  };
}

function keyOf({ kind, account }: Bearer, { identity, boundary, incomplete, boundaryUnread }: OwnPolicies): string {
  const ids = identity.map(({ id }) => id).sort((left, right) => left - right);
  return `${kind} ${account} ${ids.join(",")} ${boundary?.id ?? ""} ${incomplete} ${boundaryUnread}`;
}

function rowOf(bearer: Bearer, own: OwnPolicies, repository: KnownRepository): EcrRepositoryAccess {
  return { repository: repository.row.arn, ...answersOn(bearer, own, repository) };
}

/** Whether anything that is done with a repository is allowed, though it doesn't make a push or pull. */
function isBegun(missing: readonly string[]): boolean {
  return actionsFor("push").some(({ action, level }) => level === "repository" && !missing.includes(action));
}

/** Push, pull and what is missing, on a repository, or on one of which nothing is known. */
function answersOn(
  bearer: Bearer,
  own: OwnPolicies,
  repository: KnownRepository | null,
): Omit<EcrRepositoryAccess, "repository"> {
  const verdicts = actionsFor("push").map((action) => {
    return { action, verdict: decisionFor(bearer, own, action, repository).verdict };
  });
  const of = (access: "push" | "pull") =>
    worst(verdicts.filter(({ action }) => action.needed.includes(access)).map(({ verdict }) => verdict));
  return {
    push: of("push"),
    pull: of("pull"),
    missing: verdicts.filter(({ verdict }) => verdict === "deny").map(({ action }) => action.action),
  };
}

function decisionFor(
  bearer: Bearer,
  own: OwnPolicies,
  action: EcrAction,
  repository: KnownRepository | null,
): PermissionDecision {
  const onRegistry = action.level === "registry";
  const resourcePolicy = !onRegistry && repository?.own.kind === "policy" ? repository.own.policy : null;
  const request = requestFor(bearer, action, repository);
  const policies = {
    identity: own.identity.flatMap(({ ecr }) => ecr ?? []),
    boundary: own.boundary?.ecr ?? null,
    session: null,
    resource: resourcePolicy,
  };
  const decision = evaluatePermissions(policies, request);
  const kind = onRegistry ? "none" : (repository?.own.kind ?? "none");
  // Another account has to agree, in a policy that nobody asked for.
  const unasked = kind === "not-asked" && decision.because === "resource";
  return weakened(decision, own, unasked || kind === "unknown" || kind === "unreadable");
}

/** What isn't known may deny, and may allow; only an explicit deny and a readable boundary's no are certain. */
function weakened(decision: PermissionDecision, own: OwnPolicies, repositoryUnknown: boolean): PermissionDecision {
  const unknown: PermissionDecision = { verdict: "unknown", because: "unknown" };
  const { verdict, because } = decision;
  if (because === "explicit-deny") return decision;
  if (verdict === "allow") return own.incomplete || own.boundaryUnread || repositoryUnknown ? unknown : decision;
  if (verdict === "unknown") return decision;
  if (own.incomplete && because !== "boundary") return unknown;
  return repositoryUnknown ? unknown : decision;
}

/** Stands for a repository that nothing names: only wildcards match it. */
function anyOther({ partition, account }: Bearer): KnownRepository {
  return namedRepository(`arn:${partition}:ecr:\u0000:${account ?? "\u0000"}:repository/\u0000`);
}

/** Whether there may be access to repositories whose names aren't known, other than that to all. */
function dependsOnName({ identity, boundary }: OwnPolicies): boolean {
  const allows = identity.flatMap(({ ecr }) => ecr?.statements ?? []).filter(({ effect }) => effect === "Allow");
  if (allows.some(isPattern)) return true;
  // Who is allowed all may have less, by what a Deny spares and a boundary allows.
  const onAll = allows.some(({ action, resource }) => {
    const isAll = resource?.element === "Resource" && resource.values.some((value) => /^\*+$/.test(value));
    return isAll && onRepositories.some((name) => matchesAction(action, name));
  });
  const bounds = boundary?.ecr?.statements ?? [];
  const isSpared = ({ effect, resource }: Statement) => effect === "Deny" && resource?.element === "NotResource";
  return (
    onAll &&
    ([...identity.flatMap(denies), ...bounds].some(isSpared) ||
      bounds.some((statement) => statement.effect === "Allow" && isPattern(statement)))
  );
}

function denies({ ecr }: PolicyView): readonly Statement[] {
  return (ecr?.statements ?? []).filter(({ effect }) => effect === "Deny");
}

/** Whether a statement covers repositories by a pattern that doesn't cover all. */
function isPattern({ resource }: Statement): boolean {
  if (resource === null) return false;
  if (resource.element === "NotResource") return true;
  return resource.values.some((value) => /[*?]|\$\{/.test(value) && !/^\*+$/.test(value));
}

/** The verdict that all of them come to. */
function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("deny")) return "deny";
  return verdicts.includes("unknown") ? "unknown" : "allow";
}

/** The verdict that any of them comes to. */
function best(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("allow")) return "allow";
  return verdicts.includes("unknown") ? "unknown" : "deny";
}
