import { matchesArn } from "../arn.ts";
import { type ConditionOperator, withNegation } from "./condition-operator.ts";

/**
 * ARN operators; `ArnEquals` and `ArnLike` behave identically. Source: IAM User Guide, "Condition operators", ARN.
 */
export const arnOperators: readonly ConditionOperator[] = [
  ...withNegation({ name: "ArnEquals", wildcards: true, variables: true, compare: matchesArn }, "ArnNotEquals"),
  ...withNegation({ name: "ArnLike", wildcards: true, variables: true, compare: matchesArn }, "ArnNotLike"),
];
