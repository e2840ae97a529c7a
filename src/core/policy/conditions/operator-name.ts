import { arnOperators } from "./arn-operators.ts";
import { binaryOperator } from "./binary-operator.ts";
import { boolOperator } from "./bool-operator.ts";
import type { ConditionOperator } from "./condition-operator.ts";
import { dateOperators } from "./date-operators.ts";
import { ipAddressOperators } from "./ip-address-operators.ts";
import { numericOperators } from "./numeric-operators.ts";
import { stringOperators } from "./string-operators.ts";

/** What an operator's full name asks for. */
export type OperatorName =
  | { readonly kind: "null" }
  | {
      readonly kind: "comparison";
      readonly operator: ConditionOperator;
      readonly set: "ForAllValues" | "ForAnyValue" | null;
      readonly ifExists: boolean;
    };

/**
 * Takes an operator's name apart, such as `ForAnyValue:StringLikeIfExists`; null where AWS has no such operator.
 * `IfExists` can't be added to `Null`.
 */
export function parseOperatorName(text: string): OperatorName | null {
  const [, set, base = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/i.exec(text) ?? [];
  if (base.toLowerCase() === "null" && ifExists === undefined) return { kind: "null" };
  const operator = operators.get(base.toLowerCase());
  if (operator === undefined) return null;
  return { kind: "comparison", operator, set: readSet(set), ifExists: ifExists !== undefined };
}

function readSet(set: string | undefined): "ForAllValues" | "ForAnyValue" | null {
  if (set === undefined) return null;
  return set.toLowerCase() === "forallvalues" ? "ForAllValues" : "ForAnyValue";
}

const operators: ReadonlyMap<string, ConditionOperator> = new Map(
  [
    ...stringOperators,
    ...numericOperators,
    ...dateOperators,
    boolOperator,
    binaryOperator,
    ...ipAddressOperators,
    ...arnOperators,
  ].map((operator) => [operator.name.toLowerCase(), operator]),
);
