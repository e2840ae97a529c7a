import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesPattern, patternOf, patternText } from "../../../src/core/policy/wildcard.ts";

const matches = (pattern: string, text: string): boolean => matchesPattern(patternOf(pattern), text);

describe("matchesPattern", () => {
  test.each([
    ["*", "", true],
    ["*", "a/b:c", true],
    ["?", "", false],
    ["?", "a", true],
    ["?", "ab", false],
    ["??", "ab", true],
    ["a*", "a", true],
    ["*a", "ba", true],
    ["*a", "ab", false],
    ["a*c", "abc", true],
    ["a*c", "abcd", false],
    ["a**c", "ac", true],
    ["a?c", "ac", false],
    ["*?*", "x", true],
    ["*?*", "", false],
    ["", "", true],
    ["", "a", false],
    ["a", "A", false],
    ["ab*ab", "ab", false],
    ["ab*ab", "abab", true],
    ["?", "😀", true],
    [".*", "abc", false],
    ["[a]", "a", false],
  ])("%j against %j is %j", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test("agrees with a naive reference on every pattern and text", () => {
    const small = fc.string({ unit: fc.constantFrom("a", "b", ":", "*", "?"), maxLength: 9 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", ":"), maxLength: 9 });
    fc.assert(
      fc.property(small, text, (pattern, value) => {
        expect(matches(pattern, value)).toBe(naive(pattern, value));
      }),
      { numRuns: 3000 },
    );
  });

  test("a text always matches itself and itself with wildcards put in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), fc.nat(), (text, at) => {
        const plain = text.replace(/[*?]/g, "");
        const points = [...plain];
        const cut = at % (points.length + 1);
        expect(matches(plain, plain)).toBe(true);
        expect(matches(`${points.slice(0, cut).join("")}*${points.slice(cut).join("")}`, plain)).toBe(true);
        expect(patternText(patternOf(text))).toBe(text);
      }),
    );
  });

  test.each([
    ["many stars", `${"*a".repeat(1000)}b`, "a".repeat(20_000)],
    ["a long tail", `${"*".repeat(2000)}x`, "a".repeat(20_000)],
    ["a needle that almost fits everywhere", `*${"a".repeat(200)}b`, "a".repeat(2000)],
    ["stars and question marks", `${"*?".repeat(500)}b`, "a".repeat(20_000)],
  ])("a hostile pattern stays cheap: %s", (_name, pattern, text) => {
    const started = performance.now();
    expect(matches(pattern, text)).toBe(false);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

/** Straight from the definition, exponential. */
function naive(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const rest = pattern.slice(1);
  if (pattern[0] === "*") return naive(rest, text) || (text !== "" && naive(pattern, text.slice(1)));
  return text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && naive(rest, text.slice(1));
}
