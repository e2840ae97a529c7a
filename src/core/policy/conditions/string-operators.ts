import { lowerCasePattern, matchesPattern } from "../wildcard.ts";
import { type ConditionOperator, withNegation } from "./condition-operator.ts";

/** String operators. Source: IAM User Guide, "Condition operators", string condition operators. */
export const stringOperators: readonly ConditionOperator[] = [
  ...withNegation(
    { name: "StringEquals", wildcards: false, variables: true, compare: matchesPattern },
    "StringNotEquals",
  ),
  ...withNegation(
    {
      name: "StringEqualsIgnoreCase",
      wildcards: false,
      variables: true,
      compare: (expected, actual) => matchesPattern(lowerCasePattern(expected), actual.toLowerCase()),
    },
    "StringNotEqualsIgnoreCase",
  ),
  ...withNegation({ name: "StringLike", wildcards: true, variables: true, compare: matchesPattern }, "StringNotLike"),
];
