import { describe, expect, test } from "vitest";
import {
  type AuditReport,
  applySuppressions,
  compareWithBaseline,
  readSuppressions,
} from "../../../src/core/audit/index.ts";
import { auditJunit } from "../../../src/reports/audit/audit-junit.ts";
import { exampleReport } from "../../core/audit/example-report.ts";
import { parseXml } from "../parse-xml.ts";
import { hostileNames, hostileReport } from "./hostile-report.ts";

const suiteOf = (report: AuditReport) => parseXml(auditJunit(report)).children[0]!;
const outcomeOf = (one: { children: readonly { name: string }[] }) => one.children[0]?.name ?? "pass";

describe("JUnit", () => {
  test("fails for what is to mend, passes what is only to know, skips what wasn't read; and counts", () => {
    const { attributes, children } = suiteOf(exampleReport);
    const toMend = exampleReport.findings.filter(({ severity }) => severity !== "info").length;
    expect(attributes).toMatchObject({
      tests: String(exampleReport.findings.length + 1),
      failures: String(toMend),
      errors: "0",
      skipped: "1",
    });
    expect(children).toHaveLength(exampleReport.findings.length + 1);
    const old = children.find(({ attributes: { name } }) => name === "key-too-old (AKIAIOSFODNN7EXAMPLE)");
    expect(old?.attributes.classname).toBe("user gitlab-ci");
    expect(old?.children[0]).toMatchObject({ name: "failure", attributes: { type: "dangerous" } });
    expect(old?.children[0]?.text).toContain("What to do:\nRotate it now");
    const info = children.find(({ attributes: { name } }) => name === "mutable-tags");
    expect(info?.children[0]?.name).toBe("system-out");
  });

  test("names no two cases alike: GitLab would take them for one", () => {
    const twice = { ...exampleReport, findings: exampleReport.findings.flatMap((finding) => [finding, finding]) };
    const names = suiteOf(twice).children.map(({ attributes: { classname, name } }) => `${classname} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("passes for a candidate with nothing to mend, and for an account with nothing at all", () => {
    const clean = { ...exampleReport, findings: [], unread: [] };
    expect(suiteOf(clean).children.map(({ attributes }) => attributes.classname)).toEqual([
      "user gitlab-ci",
      "role GitLabOIDCRole",
    ]);
    expect(suiteOf({ ...clean, users: [], roles: [] }).children.map(outcomeOf)).toEqual(["pass"]);
  });

  test("skips what is suppressed or known, with the reason", () => {
    const rows = [{ finding: "key-too-old", resource: "user/*", reason: "moves in December", expires: "2026-12-31" }];
    const suppressed = applySuppressions(exampleReport, readSuppressions(JSON.stringify({ suppressions: rows }), "s"));
    const { attributes, children } = suiteOf(compareWithBaseline(suppressed, exampleReport));
    expect(attributes.failures).toBe("0");
    const old = children.find(({ attributes: { name } }) => name?.startsWith("key-too-old"));
    expect(old?.children[0]).toMatchObject({
      name: "skipped",
      attributes: { message: "suppressed until 2026-12-31: moves in December" },
    });
  });

  test.each(hostileNames)("stays XML with hostile %s", (_, name) => {
    const { children } = suiteOf(hostileReport(name));
    expect(children).toHaveLength(suiteOf(exampleReport).children.length);
    for (const { attributes } of children) expect(attributes.name).not.toMatch(/[\u0000-\u001f\u202e\u2066]/);
  });
});
