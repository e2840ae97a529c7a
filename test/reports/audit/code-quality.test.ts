import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, test } from "vitest";
import type { AuditReport } from "../../../src/core/audit/index.ts";
import { auditCodeQuality } from "../../../src/reports/audit/audit-code-quality.ts";
import { exampleReport } from "../../core/audit/example-report.ts";
import { hostileNames, hostileReport } from "./hostile-report.ts";

interface Degradation {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

let accepts: (value: unknown) => boolean;

beforeAll(async () => {
  const schema = new URL("../../schemas/gitlab-code-quality.json", import.meta.url);
  accepts = new Ajv().compile(JSON.parse(await readFile(schema, "utf8")));
});

const degradations = (report: AuditReport) => JSON.parse(auditCodeQuality(report)) as Degradation[];

describe("Code Quality", () => {
  test("is an array of what GitLab's parser takes, one for each finding", () => {
    const all = degradations(exampleReport);
    expect(all.every(accepts)).toBe(true);
    expect(accepts({ description: "no fingerprint" })).toBe(false);
    expect(all).toHaveLength(exampleReport.findings.length + exampleReport.unread.length);
    expect(all[0]).toMatchObject({
      check_name: exampleReport.findings[0]?.id,
      severity: "critical",
      location: { lines: { begin: 1 } },
    });
    expect(new Set(all.map(({ severity }) => severity))).toEqual(new Set(["critical", "major", "info"]));
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length);
  });

  test("says where: account, kind, name and place", () => {
    const old = degradations(exampleReport).find((one) => one.check_name === "key-too-old");
    expect(old?.location.path).toBe("aws/455931011959/user/gitlab-ci/AKIAIOSFODNN7EXAMPLE");
  });

  test("tells of a candidate without findings, too, and the same way each time", () => {
    const none = { ...exampleReport, findings: [], unread: [] };
    expect(degradations(none).map(({ check_name, severity }) => [check_name, severity])).toEqual([
      ["candidate", "info"],
      ["candidate", "info"],
    ]);
    expect(degradations(none)[0]?.description).toContain("Candidate user gitlab-ci: its name matches gitlab");
    expect(auditCodeQuality(none)).toBe(auditCodeQuality({ ...none, generatedAt: "2027-01-01T00:00:00.000Z" }));
    expect(degradations({ ...none, users: [], roles: [] })).toEqual([]);
  });

  test("says what wasn't read, so that an empty list means that nothing was found", () => {
    const unread = [
      {
        account: "455931011959",
        what: "access keys of gitlab-ci",
        action: "iam:ListAccessKeys",
        because: "AccessDenied.",
      },
      { account: null, what: "last use of keys", action: null, because: "The files don't hold it." },
    ];
    const told = degradations({ ...exampleReport, findings: [], users: [], roles: [], unread });
    expect(told.every(accepts)).toBe(true);
    expect(told.map(({ check_name, severity, location }) => [check_name, severity, location.path])).toEqual([
      ["not-read", "major", "aws/455931011959/not-read"],
      ["not-read", "major", "aws/not-read"],
    ]);
    expect(told[0]?.description).toBe("Not read: access keys of gitlab-ci: AccessDenied. Allow iam:ListAccessKeys.");
  });

  test.each(hostileNames)("stays on one line and in its folder with hostile %s", (_, name) => {
    for (const { description, location } of degradations(hostileReport(name))) {
      expect(description).not.toMatch(/[\u0000-\u001f\u202e\u2066]/);
      expect(description.length).toBeLessThanOrEqual(2000);
      expect(location.path.split("/")).not.toContain("..");
      expect(location.path).toMatch(/^aws\//);
      expect(location.path).not.toMatch(/[\s\u202e]/);
    }
  });
});
