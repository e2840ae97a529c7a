import { describe, expect, test } from "vitest";
import {
  type AuditFinding,
  type AuditReport,
  compareWithBaseline,
  countedFindings,
  namesOnly,
  readBaseline,
} from "../../../src/core/audit/index.ts";
import { exampleReport } from "./example-report.ts";

const { findings } = exampleReport;
const compared = (now: readonly AuditFinding[], before: AuditReport) =>
  compareWithBaseline({ ...exampleReport, findings: now }, readBaseline(JSON.stringify(before), "earlier.json"));

describe("a baseline", () => {
  test("leaves only what it hadn't for --fail-on, and counts the rest", () => {
    const before = { ...exampleReport, generatedAt: "2026-11-01T00:00:00.000Z", findings: findings.slice(2) };
    const report = compared(findings.slice(0, -1), before);
    expect(countedFindings(report)).toEqual(findings.slice(0, 2));
    expect(report.baseline).toEqual({
      generatedAt: "2026-11-01T00:00:00.000Z",
      new: 2,
      known: findings.length - 3,
      gone: 1,
    });
    expect(report.findings).toHaveLength(findings.length - 1);
  });

  test("knows a finding again whose key got older", () => {
    const older = findings.map((finding) => ({ ...finding, message: `${finding.message} Tomorrow.` }));
    expect(countedFindings(compared(older, exampleReport))).toEqual([]);
  });

  test("takes another key of the same user for new", () => {
    const old = findings.find(({ id }) => id === "key-too-old");
    if (old === undefined) throw new Error("The example has no old key.");
    const second = { ...old, at: "AKIAI44QH8DHBEXAMPLE" };
    expect(countedFindings(compared([...findings, second], exampleReport))).toEqual([second]);
  });

  test("counts what stands twice as two", () => {
    const [first] = findings;
    if (first === undefined) throw new Error("The example has no finding.");
    expect(countedFindings(compared([first, first], { ...exampleReport, findings: [first] }))).toEqual([first]);
  });

  test("can be a report of names only", () => {
    const report = compared(findings, namesOnly(exampleReport));
    expect(countedFindings(report)).toEqual([]);
    expect(report.baseline?.gone).toBe(0);
  });

  test("that was compared with one itself marks nothing", () => {
    const known = compared(findings, exampleReport);
    expect(countedFindings(compared(known.findings, { ...exampleReport, findings: [] }))).toHaveLength(findings.length);
  });

  test("without one every finding counts", () => {
    expect(countedFindings(exampleReport)).toEqual(findings);
    expect(exampleReport.baseline).toBeUndefined();
  });
});

test.each([
  ["{", "isn't JSON"],
  ["null", "isn't a report"],
  ['{"ok":false,"error":{}}', "isn't a report"],
  ['{"ok":true,"generatedAt":"2026-11-01T00:00:00Z","findings":[{"id":"x"}]}', "holds a finding without"],
])("what isn't a report is one clear error: %s", (text, problem) => {
  const read = () => readBaseline(text, "earlier.json");
  expect(read).toThrow(`The baseline earlier.json ${problem}`);
  expect(read).toThrow(expect.objectContaining({ code: "input-invalid" }));
});
