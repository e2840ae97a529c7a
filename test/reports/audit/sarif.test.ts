import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type AuditReport,
  applySuppressions,
  compareWithBaseline,
  namesOnly,
  readSuppressions,
} from "../../../src/core/audit/index.ts";
import { auditSarif } from "../../../src/reports/audit/audit-sarif.ts";
import { exampleReport } from "../../core/audit/example-report.ts";
import { hostileNames, hostileReport } from "./hostile-report.ts";

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [
    { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } },
  ];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly object[];
  readonly baselineState?: string;
}

let problemsOf: (sarif: string) => unknown;

beforeAll(async () => {
  const schema = JSON.parse(await readFile(new URL("../../schemas/sarif-2.1.0.json", import.meta.url), "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  problemsOf = (sarif) => (validate(JSON.parse(sarif)) ? [] : validate.errors);
});

const runOf = (report: AuditReport) => JSON.parse(auditSarif(report, "1.2.3")).runs[0];
const resultsOf = (report: AuditReport) => runOf(report).results as Result[];

describe("SARIF", () => {
  test("keeps to the published schema", () => {
    expect(problemsOf(auditSarif(exampleReport, "1.2.3"))).toEqual([]);
    expect(problemsOf(auditSarif({ ...exampleReport, users: [], roles: [], findings: [], unread: [] }, "0"))).toEqual(
      [],
    );
    expect(problemsOf("{}")).not.toEqual([]);
  });

  test.each(hostileNames)("keeps to it with hostile %s, and to GitLab's limits", (_, name) => {
    const report = hostileReport(name);
    expect(problemsOf(auditSarif(report, "1.2.3"))).toEqual([]);
    for (const { message, locations } of resultsOf(report)) {
      expect(message.text.length).toBeLessThanOrEqual(1024);
      expect(message.text).not.toMatch(/[\u0000-\u001f\u202e\u2066]/);
      expect(locations[0].physicalLocation.artifactLocation.uri).toMatch(/^aws\/[^/]+(\/[^/]+){0,3}$/);
      expect(locations[0].physicalLocation.artifactLocation.uri.split("/")).not.toContain("..");
    }
  });

  test("has a result for each finding, with its level and the rule that explains it", () => {
    const { results, tool } = runOf(exampleReport);
    expect(results).toHaveLength(exampleReport.findings.length);
    for (const [index, { ruleId, ruleIndex, level }] of (results as Result[]).entries()) {
      const finding = exampleReport.findings[index]!;
      expect(ruleId).toBe(finding.id);
      expect(level).toBe({ dangerous: "error", caution: "warning", info: "note" }[finding.severity]);
      const rule = tool.driver.rules[ruleIndex];
      expect(rule.id).toBe(finding.id);
      expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.help.text).toContain("What to do: ");
    }
  });

  test("names no two results alike: GitLab takes those of one rule, path and line for one", () => {
    const twice = { ...exampleReport, findings: exampleReport.findings.flatMap((finding) => [finding, finding]) };
    const places = resultsOf(twice).map(({ ruleId, locations: [{ physicalLocation }] }) => {
      return `${ruleId} ${physicalLocation.artifactLocation.uri} ${physicalLocation.region.startLine}`;
    });
    expect(new Set(places).size).toBe(places.length);
    const prints = resultsOf(twice).map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
    expect(new Set(prints).size).toBe(prints.length);
  });

  test("gives the same fingerprint in another run, whatever the message says by then", () => {
    const later = {
      ...exampleReport,
      generatedAt: "2027-01-01T00:00:00.000Z",
      findings: exampleReport.findings.toReversed().map((one) => ({ ...one, message: `${one.message} Older.` })),
    };
    const prints = (report: AuditReport) =>
      resultsOf(report).map((one) => one.partialFingerprints["gitlabEcrAudit/v1"]);
    expect(prints(later).toReversed()).toEqual(prints(exampleReport));
  });

  test("says in its own words what is suppressed and what is known", () => {
    const rows = [{ finding: "key-too-old", resource: "user/*", reason: "moves in December", expires: "2026-12-31" }];
    const suppressed = applySuppressions(exampleReport, readSuppressions(JSON.stringify({ suppressions: rows }), "s"));
    const report = compareWithBaseline(suppressed, { ...exampleReport, findings: exampleReport.findings.slice(3) });
    expect(problemsOf(auditSarif(report, "1.2.3"))).toEqual([]);
    const result = resultsOf(report).find(({ ruleId }) => ruleId === "key-too-old");
    expect(result?.suppressions).toEqual([
      { kind: "external", status: "accepted", justification: "moves in December" },
    ]);
    expect(new Set(resultsOf(report).map(({ baselineState }) => baselineState))).toEqual(new Set(["new", "unchanged"]));
  });

  test("tells what wasn't read, and lists every candidate", () => {
    const run = runOf(exampleReport);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain("MFA devices of gitlab-ci");
    expect(run.logicalLocations.map(({ name }: { name: string }) => name)).toEqual(["gitlab-ci", "GitLabOIDCRole"]);
  });

  test("keeps to the schema with names alone", () => {
    expect(problemsOf(auditSarif(namesOnly(exampleReport), "1.2.3"))).toEqual([]);
  });
});
