import { describe, expect, test } from "vitest";
import { countTests, failedTests, verdictOf } from "../../scripts/test/verdict.ts";

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

describe("failed tests are named", () => {
  test("with their file and the first line of what went wrong", () => {
    const failing = { status: "failed", fullName: "a job logs in", failureMessages: ["expected 1\nto be 2"] };
    const passing = { status: "passed", fullName: "a job logs out", failureMessages: [] };
    const file = { name: "/p/test/job.test.ts", status: "failed", assertionResults: [failing, passing] };
    const text = JSON.stringify({ testResults: [file] });
    expect(failedTests(text, "/p/")).toEqual(["test/job.test.ts > a job logs in: expected 1"]);
  });

  test("by their file where it failed before them", () => {
    const file = { name: "/p/test/job.test.ts", status: "failed", message: "no such module\nat", assertionResults: [] };
    expect(failedTests(JSON.stringify({ testResults: [file] }), "/p/")).toEqual(["test/job.test.ts: no such module"]);
  });

  test("not at all where Vitest wrote nothing", () => {
    expect(failedTests(null, "/p/")).toEqual([]);
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
