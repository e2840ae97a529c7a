import type { ConditionOperator } from "./condition-operator.ts";
import { orderedOperators } from "./ordered-operators.ts";

/** Numeric operators. Source: IAM User Guide, "Condition operators", numeric condition operators. */
export const numericOperators: readonly ConditionOperator[] = orderedOperators("Numeric", readNumber);

function readNumber(text: string): number | null {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}
