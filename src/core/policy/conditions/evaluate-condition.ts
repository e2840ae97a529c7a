import type { Condition, PolicyVersion } from "../policy.ts";
import { type ResolvedText, resolveText } from "../policy-variables.ts";
import { contextValue, type RequestContext } from "../request-context.ts";
import { allOf, anyOf, not, type Truth } from "../truth.ts";
import { literalPattern } from "../wildcard.ts";
import type { ConditionNote } from "./condition-notes.ts";
import type { ConditionOperator } from "./condition-operator.ts";
import { type OperatorName, parseOperatorName } from "./operator-name.ts";

/** How one condition came out. */
export interface ConditionOutcome {
  readonly condition: Condition;
  readonly actual: readonly string[];
  readonly matched: Truth;
  readonly note: ConditionNote | null;
}

/**
 * Tests one condition of a statement.
 *
 * A missing key fails a plain operator, and passes a negated one, `IfExists` and `ForAllValues`; `ForAnyValue` fails
 * without one. Values of the policy are alternatives; under a negated operator none may match. An operator that AWS
 * doesn't have gives unknown. Sources: IAM User Guide, "Condition operators" and "Set operators for multivalued
 * context keys".
 */
export function evaluateCondition(
  condition: Condition,
  version: PolicyVersion,
  context: RequestContext,
): ConditionOutcome {
  const name = parseOperatorName(condition.operator);
  const value = contextValue(context, condition.key);
  const actual = value.kind === "present" ? value.values : [];
  if (name === null) return { condition, actual, matched: null, note: "operator-unknown" };
  if (value.kind === "unknown") return { condition, actual, matched: null, note: "key-unknown" };
  if (name.kind === "null") {
    return { condition, actual, matched: matchesNull(condition, isNullSet(actual)), note: null };
  }
  if (actual.length === 0 || (name.set !== null && isNullSet(actual))) {
    const matched = matchesWithoutKey(name);
    return { condition, actual, matched, note: matched ? "key-absent-passes" : "key-absent" };
  }
  const expected = condition.values.map((text) => resolveValue(text, name.operator, version, context));
  const tests = actual.map((item) => testValue(name.operator, expected, item));
  const matched = combine(
    name,
    tests.map((test) => test.matched),
  );
  return { condition, actual, matched, note: noteOf({ condition, version, name, expected, tests, matched }) };
}

type Comparing = Extract<OperatorName, { kind: "comparison" }>;

/** An empty list, or empty texts only, which AWS calls a null data set. */
function isNullSet(values: readonly string[]): boolean {
  return values.every((value) => value === "");
}

function matchesNull(condition: Condition, absent: boolean): boolean {
  return condition.values.some((value) => value.toLowerCase() === String(absent));
}

function matchesWithoutKey(name: Comparing): boolean {
  if (name.ifExists || name.set === "ForAllValues") return true;
  return name.set === null && name.operator.negated;
}

function resolveValue(
  text: string,
  operator: ConditionOperator,
  version: PolicyVersion,
  context: RequestContext,
): ResolvedText {
  if (!operator.variables) return { kind: "pattern", pattern: literalPattern(text) };
  return resolveText(text, version, context, operator.wildcards);
}

interface ValueTest {
  readonly matched: Truth;
  readonly incomparable: boolean;
}

function testValue(operator: ConditionOperator, expected: readonly ResolvedText[], actual: string): ValueTest {
  const comparisons = expected.map((text) => {
    if (text.kind === "pattern") return operator.compare(text.pattern, actual);
    return text.kind === "unknown" ? null : false;
  });
  const incomparable = comparisons.includes("incomparable");
  const equal = anyOf(comparisons.map((comparison) => (comparison === "incomparable" ? false : comparison)));
  if (!operator.negated) return { matched: equal, incomparable };
  return { matched: incomparable ? false : not(equal), incomparable };
}

function combine(name: Comparing, tests: readonly Truth[]): Truth {
  if (name.set === "ForAllValues") return allOf(tests);
  if (name.set === "ForAnyValue") return anyOf(tests);
  return name.operator.negated ? allOf(tests) : anyOf(tests);
}

interface ConditionFacts {
  readonly condition: Condition;
  readonly version: PolicyVersion;
  readonly name: Comparing;
  readonly expected: readonly ResolvedText[];
  readonly tests: readonly ValueTest[];
  readonly matched: Truth;
}

function noteOf({ condition, version, name, expected, tests, matched }: ConditionFacts): ConditionNote | null {
  if (matched === null) return "variable-unknown";
  if (!matched && tests.some((test) => test.incomparable)) return "incomparable";
  if (!matched && !name.operator.negated) {
    if (expected.some((text) => text.kind === "no-value")) return "variable-no-value";
    const isLiteral = name.operator.name.startsWith("String") && !name.operator.wildcards;
    if (isLiteral && /[*?]/.test(condition.values.join(""))) return "literal-wildcard";
    if (version === "2008-10-17" && condition.values.some((text) => text.includes("${"))) return "variables-off";
  }
  return tests.length > 1 && name.set === null ? "several-values" : null;
}
