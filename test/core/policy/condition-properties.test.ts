import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateCondition } from "../../../src/core/policy/conditions/evaluate-condition.ts";

/** What AWS's reference says of each base operator, written down as plainly as can be: the positive comparison. */
const positive: Readonly<Record<string, (expected: string, actual: string) => boolean>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringEqualsIgnoreCase: (expected, actual) => expected.toLowerCase() === actual.toLowerCase(),
  StringLike: (expected, actual) => naiveLike(expected, actual),
  NumericEquals: (expected, actual) => Number(expected) === Number(actual),
  NumericLessThan: (expected, actual) => Number(actual) < Number(expected),
  NumericLessThanEquals: (expected, actual) => Number(actual) <= Number(expected),
  NumericGreaterThan: (expected, actual) => Number(actual) > Number(expected),
  NumericGreaterThanEquals: (expected, actual) => Number(actual) >= Number(expected),
  Bool: (expected, actual) => expected === actual,
  IpAddress: (expected, actual) => naiveRange(expected, actual),
  ArnLike: (expected, actual) => naiveArn(expected, actual),
};

const negations: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  NumericNotEquals: "NumericEquals",
  NotIpAddress: "IpAddress",
  ArnNotLike: "ArnLike",
};

const text = fc.string({ unit: fc.constantFrom("a", "A", "b"), maxLength: 4 });
const glob = fc.string({ unit: fc.constantFrom("a", "A", "b", "*", "?"), maxLength: 5 });
const number = fc.integer({ min: -3, max: 3 }).map(String);
const octet = fc.constantFrom("0", "1", "128", "255");
const address = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
const range = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([host, bits]) => `${host}/${bits}`);
const part = fc.constantFrom("a", "b", "", "x/y");
const arn = fc
  .tuple(part, part, part, part, fc.constantFrom("r", "r:s", "r/s"))
  .map((parts) => `arn:${parts.join(":")}`);
const partGlob = fc.constantFrom("a", "*", "?", "", "x*", "a:b");
const arnGlob = fc.tuple(partGlob, partGlob, partGlob, partGlob, partGlob).map((parts) => `arn:${parts.join(":")}`);

/** Values of policy and request that suit an operator. */
function valuesFor(base: string): [fc.Arbitrary<string>, fc.Arbitrary<string>] {
  if (base.startsWith("Numeric")) return [number, number];
  if (base === "Bool") return [fc.constantFrom("true", "false"), fc.constantFrom("true", "false")];
  if (base.endsWith("IpAddress")) return [range, address];
  if (base.startsWith("Arn")) return [arnGlob, arn];
  return [glob, text];
}

const sample = fc.constantFrom(...Object.keys(positive), ...Object.keys(negations)).chain((base) => {
  const [expected, actual] = valuesFor(base);
  return fc.record({
    base: fc.constant(base),
    set: fc.constantFrom("", "ForAllValues:", "ForAnyValue:"),
    ifExists: fc.boolean(),
    expected: fc.array(expected, { maxLength: 3 }),
    actual: fc.option(
      fc.array(
        actual.filter((value) => value !== ""),
        { maxLength: 3 },
      ),
      { nil: null },
    ),
  });
});

describe("every operator, with every prefix and suffix", () => {
  test("agrees with a naive reading of AWS's reference", () => {
    fc.assert(
      fc.property(sample, ({ base, set, ifExists, expected, actual }) => {
        const operator = `${set}${base}${ifExists ? "IfExists" : ""}`;
        const context = { values: new Map([["k", actual]]), absentPrefixes: [], unknownPrefixes: [] };
        const condition = { operator, key: "k", values: expected, at: "" };
        const { matched } = evaluateCondition(condition, "2012-10-17", context);
        expect(matched).toBe(reference({ base, set, ifExists, expected, actual }));
      }),
      { numRuns: 5000 },
    );
  });

  test("a negation without a set prefix is the opposite, whatever the values", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.entries(negations)),
        fc.infiniteStream(fc.nat()),
        ([negated, base], seeds) => {
          const [expectedOf, actualOf] = valuesFor(base);
          const seed = seeds.next().value;
          const expected = fc.sample(expectedOf, { numRuns: 2, seed });
          const actual = fc.sample(actualOf, { numRuns: 2, seed: seed + 1 });
          const context = { values: new Map([["k", actual]]), absentPrefixes: [], unknownPrefixes: [] };
          const outcome = (operator: string) =>
            evaluateCondition({ operator, key: "k", values: expected, at: "" }, "2012-10-17", context).matched;
          expect(outcome(negated)).toBe(!outcome(base));
        },
      ),
    );
  });
});

interface Sample {
  readonly base: string;
  readonly set: string;
  readonly ifExists: boolean;
  readonly expected: readonly string[];
  readonly actual: readonly string[] | null;
}

function reference({ base, set, ifExists, expected, actual }: Sample): boolean {
  const opposite = negations[base];
  const compare = positive[opposite ?? base];
  if (compare === undefined) throw new Error(base);
  const matchesOne = (value: string) => expected.some((item) => compare(item, value));
  const holds = (value: string) => (opposite === undefined ? matchesOne(value) : !matchesOne(value));
  if (actual === null || actual.length === 0) {
    if (ifExists) return true;
    if (set === "ForAllValues:") return true;
    if (set === "ForAnyValue:") return false;
    return opposite !== undefined;
  }
  if (set === "ForAllValues:") return actual.every(holds);
  if (set === "ForAnyValue:") return actual.some(holds);
  return opposite === undefined ? actual.some(matchesOne) : !actual.some(matchesOne);
}

function naiveLike(pattern: string, value: string): boolean {
  const source = [...pattern].map((char) =>
    char === "*" ? "[^]*" : char === "?" ? "[^]" : `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
  return new RegExp(`^(?:${source.join("")})$`, "u").test(value);
}

function naiveArn(pattern: string, value: string): boolean {
  const split = (whole: string) => /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):([\s\S]*)$/.exec(whole)?.slice(1);
  const left = split(pattern);
  const right = split(value);
  return (
    left !== undefined && right !== undefined && left.every((piece, index) => naiveLike(piece, right[index] ?? ""))
  );
}

function naiveRange(expected: string, actual: string): boolean {
  const bits = (host: string) =>
    host
      .split(".")
      .map((piece) => Number(piece).toString(2).padStart(8, "0"))
      .join("");
  const [host = "", length = "32"] = expected.split("/");
  return bits(host).slice(0, Number(length)) === bits(actual).slice(0, Number(length));
}
