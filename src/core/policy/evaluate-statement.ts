import { type ConditionOutcome, evaluateCondition } from "./conditions/evaluate-condition.ts";
import { matchesAction } from "./match-action.ts";
import { matchesPrincipal, type RequestPrincipal } from "./match-principal.ts";
import { matchesResource, type RequestResource } from "./match-resource.ts";
import type { Policy, Statement } from "./policy.ts";
import type { RequestContext } from "./request-context.ts";
import { allOf, type Truth } from "./truth.ts";

/** One request to be allowed or denied. */
export interface PolicyRequest {
  /** Such as `ecr:PutImage`. */
  readonly action: string;
  readonly resource: RequestResource;
  readonly principal: RequestPrincipal;
  readonly context: RequestContext;
}

/** Why a statement applies or doesn't: the first of its elements that decides. */
export type StatementReason = "applies" | "principal" | "action" | "resource" | "condition" | "unknown";

/** How one statement came out. */
export interface StatementOutcome {
  readonly statement: Statement;
  readonly applies: Truth;
  readonly because: StatementReason;
  readonly conditions: readonly ConditionOutcome[];
}

/** Tests every element of one statement; conditions are tested, and told, whatever the others say. */
export function evaluateStatement(statement: Statement, policy: Policy, request: PolicyRequest): StatementOutcome {
  const { version } = policy;
  const conditions = statement.conditions.map((condition) => evaluateCondition(condition, version, request.context));
  const principal = matchesPrincipal(statement.principal, request.principal);
  const action = matchesAction(statement.action, request.action);
  const resource = matchesResource(statement.resource, request.resource, version, request.context);
  const condition = allOf(conditions.map((outcome) => outcome.matched));
  const applies = allOf([principal, action, resource, condition]);
  return { statement, applies, because: reason(principal, action, resource, condition), conditions };
}

function reason(principal: Truth, action: boolean, resource: Truth, condition: Truth): StatementReason {
  if (principal === false) return "principal";
  if (!action) return "action";
  if (resource === false) return "resource";
  if (condition === false) return "condition";
  return principal === null || resource === null || condition === null ? "unknown" : "applies";
}
