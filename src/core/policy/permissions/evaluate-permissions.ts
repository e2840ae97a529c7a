import { parseArn } from "../arn.ts";
import { evaluateStatement, type PolicyRequest, type StatementOutcome } from "../evaluate-statement.ts";
import { matchPrincipalEntry } from "../match-principal.ts";
import type { Policy } from "../policy.ts";
import { allOf, anyOf, type Truth } from "../truth.ts";
import { effectsOf, type Verdict, verdictOf } from "../verdict.ts";

/** All policies that bear on one request of a user or a role's session. */
export interface PermissionPolicies {
  /** Inline, attached and group policies. */
  readonly identity: readonly Policy[];
  /** Permissions boundary; null where there is none. */
  readonly boundary: Policy | null;
  /** Session policies: null where the session has none. */
  readonly session: readonly Policy[] | null;
  /** The resource's own policy; null where there is none. */
  readonly resource: Policy | null;
}

/** The answer, and which kind of policy decides. */
export interface PermissionDecision {
  readonly verdict: Verdict;
  readonly because:
    | "explicit-deny"
    | "identity"
    | "boundary"
    | "session"
    | "resource"
    | "allowed-by-identity"
    | "allowed-by-resource"
    | "unknown";
}

/**
 * Weighs all policies of a request. An explicit deny anywhere wins. Identity policies must allow, within the permissions
 * boundary and the session policies. Within an account, a resource policy that names the session allows by itself; one
 * that names the role stands in for the identity policies, not for boundary and session; one that names only the account
 * leaves the decision to the identity policies. Across accounts both sides must allow.
 *
 * Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
 */
export function evaluatePermissions(policies: PermissionPolicies, request: PolicyRequest): PermissionDecision {
  const identity = outcomesOf(policies.identity, request);
  const boundary = policies.boundary === null ? null : outcomesOf([policies.boundary], request);
  const session = policies.session === null ? null : outcomesOf(policies.session, request);
  const resource = policies.resource === null ? [] : outcomesOf([resourcePolicy(policies.resource, boundary)], request);
  const { denied } = effectsOf([...identity, ...(boundary ?? []), ...(session ?? []), ...resource]);
  if (denied === true) return { verdict: "deny", because: "explicit-deny" };
  const limits = {
    boundary: boundary === null ? true : effectsOf(boundary).allowed,
    session: session === null ? true : effectsOf(session).allowed,
  };
  const grants = grantsOf(resource, request);
  const own = effectsOf(identity).allowed;
  const foreign = isForeign(request);
  const identitySide = allOf([own, limits.boundary, limits.session]);
  const byResource = anyOf([grants.session, allOf([grants.principal, limits.boundary, limits.session])]);
  const allowed = foreign ? allOf([identitySide, grants.any]) : anyOf([identitySide, byResource]);
  const verdict = verdictOf({ allowed, denied });
  if (verdict === "unknown") return { verdict, because: "unknown" };
  if (verdict === "allow") {
    return { verdict, because: identitySide === true ? "allowed-by-identity" : "allowed-by-resource" };
  }
  return { verdict, because: blocker(own, limits, foreign) };
}

/**
 * A resource policy as it counts for whoever has a permissions boundary: a Deny with `NotPrincipal` strikes them, whomever
 * it names. Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
 */
function resourcePolicy(policy: Policy, boundary: readonly StatementOutcome[] | null): Policy {
  if (boundary === null) return policy;
  const statements = policy.statements.map((statement) => {
    const { effect, principal, at } = statement;
    if (effect !== "Deny" || principal?.element !== "NotPrincipal") return statement;
    const everyone = { type: "Everyone", value: "*", at: `${at}.NotPrincipal` } as const;
    return { ...statement, principal: { element: "Principal", entries: [everyone] } as const };
  });
  return { ...policy, statements };
}

function outcomesOf(policies: readonly Policy[], request: PolicyRequest): StatementOutcome[] {
  return policies.flatMap((policy) =>
    policy.statements.map((statement) => evaluateStatement(statement, policy, request)),
  );
}

/** What a resource policy grants, by how closely its statements name the one who asks. */
function grantsOf(
  outcomes: readonly StatementOutcome[],
  request: PolicyRequest,
): { readonly session: Truth; readonly principal: Truth; readonly any: Truth } {
  const named = (levels: readonly string[]): Truth =>
    anyOf(
      outcomes
        .filter(({ statement }) => statement.effect === "Allow" && names(statement.principal, levels, request))
        .map(({ applies }) => applies),
    );
  const isUser = request.principal.kind === "aws" && request.principal.sessionArn === "none";
  return {
    session: named(isUser ? ["principal"] : ["session"]),
    principal: named(["principal", "everyone"]),
    any: anyOf(outcomes.filter(({ statement }) => statement.effect === "Allow").map(({ applies }) => applies)),
  };
}

function names(
  principal: StatementOutcome["statement"]["principal"],
  levels: readonly string[],
  request: PolicyRequest,
): boolean {
  if (principal === null) return false;
  if (principal.element === "NotPrincipal") return levels.includes("everyone");
  return principal.entries.some((entry) => {
    const match = matchPrincipalEntry(entry, request.principal);
    return match === "unknown" || (match !== null && levels.includes(match));
  });
}

/** Whether the resource is in another account than the one who asks. */
function isForeign({ resource, principal }: PolicyRequest): boolean {
  if (resource.kind !== "arn" || principal.kind !== "aws") return false;
  const account = parseArn(resource.arn)?.account;
  return Boolean(account) && principal.account !== null && account !== principal.account;
}

function blocker(
  own: Truth,
  limits: { readonly boundary: Truth; readonly session: Truth },
  foreign: boolean,
): PermissionDecision["because"] {
  if (own === false) return "identity";
  if (limits.boundary === false) return "boundary";
  if (limits.session === false) return "session";
  return foreign ? "resource" : "identity";
}
