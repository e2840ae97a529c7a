import { matchesPattern } from "./pattern.ts";

/** A statement's `Condition`: operator, key, values. */
export type ConditionBlock = Record<string, Record<string, ConditionValue | ConditionValue[]>>;

type ConditionValue = string | number | boolean;

/** The request's condition keys; a key that isn't there is absent for AWS, too. */
export type ConditionContext = Record<string, string | string[]>;

interface Operator {
  /** Whether `actual` satisfies one of the expected values (before a negation). */
  compare: (expected: string, actual: string) => boolean;
  negated: boolean;
}

const equals = (expected: string, actual: string) => expected === actual;
const equalsIgnoreCase = (expected: string, actual: string) => expected.toLowerCase() === actual.toLowerCase();

const OPERATORS: Record<string, Operator> = {
  StringEquals: { compare: equals, negated: false },
  StringNotEquals: { compare: equals, negated: true },
  StringEqualsIgnoreCase: { compare: equalsIgnoreCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: equalsIgnoreCase, negated: true },
  StringLike: { compare: matchesPattern, negated: false },
  StringNotLike: { compare: matchesPattern, negated: true },
  Bool: { compare: equalsIgnoreCase, negated: false },
};

/** Whether every operator and every key of the block is satisfied. */
export function conditionsMatch(block: ConditionBlock, context: ConditionContext): boolean {
  const folded = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(block).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) =>
      keyMatches(operator, folded.get(key.toLowerCase()), texts(expected)),
    ),
  );
}

function keyMatches(name: string, actual: string | string[] | undefined, expected: string[]): boolean {
  if (name === "Null") return expected.some((value) => value.toLowerCase() === String(actual === undefined));
  const { set, base, ifExists } = parts(name);
  const { compare, negated } = operatorNamed(base);
  const values = actual === undefined ? [] : [actual].flat();
  const passes = (value: string) => expected.some((candidate) => compare(candidate, value)) !== negated;
  if (set === "ForAllValues") return values.every(passes);
  if (set === "ForAnyValue") return values.length === 0 ? ifExists && actual === undefined : values.some(passes);
  if (actual === undefined) return ifExists || negated;
  return negated ? values.every(passes) : values.some(passes);
}

function parts(name: string): { set: string | undefined; base: string; ifExists: boolean } {
  const [before = "", after] = name.split(":");
  const rest = after ?? before;
  const ifExists = rest.endsWith("IfExists");
  return { set: after && before, base: ifExists ? rest.slice(0, -"IfExists".length) : rest, ifExists };
}

function operatorNamed(base: string): Operator {
  const operator = OPERATORS[base];
  if (operator === undefined) throw new Error(`The stand-in doesn't know the condition operator ${base}.`);
  return operator;
}

function texts(value: ConditionValue | ConditionValue[]): string[] {
  return [value].flat().map((one) => {
    const text = String(one);
    if (text.includes("${")) throw new Error(`The stand-in doesn't know policy variables: ${text}`);
    return text;
  });
}
