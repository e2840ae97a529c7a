import { describe, expect, test } from "vitest";
import { countTests, verdictOf } from "../../scripts/test/verdict.ts";

const report = (...files: readonly [status: string, ...tests: string[]][]) =>
  JSON.stringify({
    testResults: files.map(([status, ...tests]) => ({
      status,
      assertionResults: tests.map((state) => ({ status: state })),
    })),
  });

describe("tests are counted", () => {
  test("by how they ended", () => {
    const text = report(["failed", "passed", "failed"], ["passed", "passed", "skipped", "todo"]);
    expect(countTests(text)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  test("with a file that fails before its tests as one failure", () => {
    expect(countTests(report(["failed"], ["passed", "passed"]))).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test("as none where Vitest wrote nothing", () => {
    expect(countTests(null)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

describe("a run", () => {
  const green = { passed: 2, failed: 0, skipped: 0 };
  const skipping = { passed: 2, failed: 0, skipped: 1 };
  const byHand = { status: 0, ci: false, everything: true };

  test("passes where all passed", () => {
    expect(verdictOf(green, byHand).failed).toBe(false);
  });

  test("fails where Vitest failed", () => {
    expect(verdictOf(green, { ...byHand, status: 1 }).failed).toBe(true);
  });

  test("fails where no test ran", () => {
    expect(verdictOf({ passed: 0, failed: 0, skipped: 3 }, byHand).failed).toBe(true);
  });

  test("may skip by hand, and in CI only where a part was asked for", () => {
    expect(verdictOf(skipping, byHand).failed).toBe(false);
    expect(verdictOf(skipping, { ...byHand, ci: true, everything: false }).failed).toBe(false);
    expect(verdictOf(skipping, { ...byHand, ci: true }).failed).toBe(true);
  });
});
