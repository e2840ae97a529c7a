import type { Pattern } from "../wildcard.ts";

/** What comparing one value of a policy with one of a request gives; `incomparable`: one isn't of the operator's type. */
export type Comparison = boolean | "incomparable";

/** One operator of the policy language, without `IfExists` and set prefixes. */
export interface ConditionOperator {
  readonly name: string;
  /** The condition holds where the comparison doesn't. */
  readonly negated: boolean;
  /** `*` and `?` in the policy's value are wildcards. */
  readonly wildcards: boolean;
  /** Policy variables are filled in. */
  readonly variables: boolean;
  compare(expected: Pattern, actual: string): Comparison;
}

/** An operator and its negation. */
export function withNegation(
  operator: Omit<ConditionOperator, "negated">,
  negatedName: string,
): readonly [ConditionOperator, ConditionOperator] {
  return [
    { ...operator, negated: false },
    { ...operator, name: negatedName, negated: true },
  ];
}
