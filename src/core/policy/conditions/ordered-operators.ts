import { patternText } from "../wildcard.ts";
import type { Comparison, ConditionOperator } from "./condition-operator.ts";

/**
 * The six operators over an ordered type: equality, its negation, and the four inequalities.
 *
 * @param prefix `Numeric` or `Date`
 * @param read a value as a number; null where the text isn't of the type
 */
export function orderedOperators(prefix: string, read: (text: string) => number | null): readonly ConditionOperator[] {
  return tests.map(({ suffix, negated, test }) => ({
    name: prefix + suffix,
    negated,
    wildcards: false,
    variables: false,
    compare(expected, actual): Comparison {
      const left = read(actual);
      const right = read(patternText(expected));
      return left === null || right === null ? "incomparable" : test(left, right);
    },
  }));
}

const equals = (left: number, right: number): boolean => left === right;

const tests = [
  { suffix: "Equals", negated: false, test: equals },
  { suffix: "NotEquals", negated: true, test: equals },
  { suffix: "LessThan", negated: false, test: (left: number, right: number) => left < right },
  { suffix: "LessThanEquals", negated: false, test: (left: number, right: number) => left <= right },
  { suffix: "GreaterThan", negated: false, test: (left: number, right: number) => left > right },
  { suffix: "GreaterThanEquals", negated: false, test: (left: number, right: number) => left >= right },
] as const;
