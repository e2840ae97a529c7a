import type { IssuerView } from "../../identity/index.ts";
import { type OperatorName, parseOperatorName } from "../conditions/operator-name.ts";
import type { Condition } from "../policy.ts";

/** A condition and the claim that its key stands for. */
export interface ConditionView {
  readonly condition: Condition;
  readonly name: OperatorName | null;
  /** `claim`: exposed by this issuer; `hidden`: this issuer's, but no condition key; `foreign`: never in such a request. */
  readonly key: { readonly kind: "claim" | "hidden" | "foreign"; readonly claim: string } | { readonly kind: "other" };
}

/** A condition as the tokens of one issuer meet it. */
export function conditionView(condition: Condition, issuer: IssuerView): ConditionView {
  return { condition, name: parseOperatorName(condition.operator), key: keyOf(condition.key, issuer) };
}

function keyOf(key: string, issuer: IssuerView): ConditionView["key"] {
  const name = key.toLowerCase();
  const prefix = `${issuer.prefix}:`.toLowerCase();
  if (name.startsWith(prefix)) {
    const claim = name.slice(prefix.length);
    const exposed = issuer.claims.some((candidate) => candidate.toLowerCase() === claim);
    return { kind: exposed ? "claim" : "hidden", claim };
  }
  if (/^(?:aws|sts):/.test(name) && name !== "sts:externalid") return { kind: "other" };
  return { kind: "foreign", claim: name };
}

/** Whether a condition with this operator fails without its key. */
export function needsKey(name: OperatorName | null): boolean {
  if (name === null || name.kind === "null") return false;
  return !name.ifExists && name.set !== "ForAllValues" && (name.set === "ForAnyValue" || !name.operator.negated);
}
