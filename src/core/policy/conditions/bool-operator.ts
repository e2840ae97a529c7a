import { patternText } from "../wildcard.ts";
import type { ConditionOperator } from "./condition-operator.ts";

/** `Bool`. Source: IAM User Guide, "Condition operators", Boolean condition operators. */
export const boolOperator: ConditionOperator = {
  name: "Bool",
  negated: false,
  wildcards: false,
  variables: true,
  compare(expected, actual) {
    const left = readBoolean(actual);
    const right = readBoolean(patternText(expected));
    return left === null || right === null ? "incomparable" : left === right;
  },
};

function readBoolean(text: string): boolean | null {
  const lower = text.toLowerCase();
  if (lower === "true") return true;
  return lower === "false" ? false : null;
}
