import { describe, expect, test } from "vitest";
import { type AuditReport, applySuppressions, readSuppressions } from "../../../src/core/audit/index.ts";
import type { GitlabEcrError } from "../../../src/core/errors/index.ts";
import { exampleReport } from "./example-report.ts";

const row = {
  finding: "key-too-old",
  resource: "user/gitlab-ci",
  reason: "moves to the role in December",
  expires: "2026-12-31",
};
const file = (...rows: object[]) => JSON.stringify({ suppressions: rows });
const applied = (...rows: object[]) => applySuppressions(exampleReport, readSuppressions(file(...rows), "s.json"));
const idsOf = ({ findings }: Pick<AuditReport, "findings">) => findings.map(({ id }) => id);

describe("a suppression", () => {
  test("is read from YAML as from JSON", () => {
    const yaml = `
# Why these are accepted: see the ticket.
suppressions:
  - finding: key-too-old
    resource: user/gitlab-ci
    reason: moves to the role in December
    expires: 2026-12-31
`;
    expect(readSuppressions(yaml, "s.yml")).toEqual([{ ...row, at: null }]);
    expect(readSuppressions(yaml, "s.yml")).toEqual(readSuppressions(file(row), "s.json"));
  });

  test("sets its finding aside, with the reason and the last day, and no other", () => {
    const report = applied(row);
    expect(report.suppressed).toEqual([
      { ...exampleReport.findings.find(({ id }) => id === "key-too-old"), reason: row.reason, expires: row.expires },
    ]);
    expect(idsOf(report)).toEqual(idsOf(exampleReport).filter((id) => id !== "key-too-old"));
  });

  test.each([
    ["an ARN", "arn:aws:iam::455931011959:user/gitlab-ci", true],
    ["a pattern of one", "arn:aws:iam::*:user/gitlab-*", true],
    ["kind and name", "user/gitlab-ci", true],
    ["a ? for one character", "user/gitlab-c?", true],
    ["part of a name", "user/gitlab", false],
    ["another kind", "role/gitlab-ci", false],
    ["other capitals", "user/GitLab-CI", false],
    ["a regular expression", "user/.*", false],
  ])("takes %s: %s", (_, resource, matches) => {
    expect(idsOf(applied({ ...row, resource })).includes("key-too-old")).toBe(!matches);
  });

  test.each([
    ["AKIAIOSFODNN7EXAMPLE", false],
    ["AKIAI44QH8DHBEXAMPLE", true],
  ])("can be about the one key %s", (at, stays) => {
    expect(idsOf(applied({ ...row, at })).includes("key-too-old")).toBe(stays);
  });

  test("counts through its last day, and is a finding of its own the day after", () => {
    const day = exampleReport.generatedAt.slice(0, 10);
    expect(idsOf(applied({ ...row, expires: day }))).not.toContain("key-too-old");
    const expired = applied({ ...row, expires: "2026-11-23" });
    expect(idsOf(expired)).toContain("key-too-old");
    expect(expired.suppressed).toEqual([]);
    expect(expired.findings.find(({ at }) => at === "key-too-old user/gitlab-ci")).toMatchObject({
      id: "suppression-expired",
      severity: "caution",
      message: "The suppression of key-too-old on user/gitlab-ci expired on 2026-11-23: its findings count again.",
    });
  });

  test("that sets nothing aside is told, too", () => {
    const unused = applied({ ...row, resource: "user/nobody" });
    expect(unused.findings.find(({ at }) => at === "key-too-old user/nobody")?.id).toBe("suppression-unused");
  });

  test("keeps the worst findings first", () => {
    const severities = applied({ ...row, expires: "2020-01-01" }).findings.map(({ severity }) => severity);
    const rank = { dangerous: 0, caution: 1, info: 2 };
    expect(severities).toEqual([...severities].sort((left, right) => rank[left] - rank[right]));
  });
});

describe("a suppressions file that can't be used is one clear error", () => {
  test.each([
    ["no YAML", "suppressions: [", "isn't YAML"],
    [
      "an alias bomb",
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${"*a,".repeat(99)}*a]\nsuppressions: [${"*b,".repeat(99)}*b]`,
      "aliases",
    ],
    ["a list alone", JSON.stringify([row]), "has no list suppressions"],
    ["nothing", "", "has no list suppressions"],
    ["another field", JSON.stringify({ suppressions: [], more: 1 }), "has more, which isn't known"],
    ["text for a row", file(row, "key-too-old" as unknown as object), "something else than fields in row 2"],
    ["no reason", file({ ...row, reason: " " }), "has no reason in row 1"],
    ["no last day", file({ ...row, expires: undefined }), "has no expires in row 1"],
    ["a day that isn't", file({ ...row, expires: "2027-02-30" }), "has expires 2027-02-30"],
    ["a time", file({ ...row, expires: "2027-02-03T00:00:00Z" }), "which isn't a day"],
    ["a finding that isn't", file({ ...row, finding: "key-to-old" }), "names the finding key-to-old"],
    ["a finding of every object", file({ ...row, finding: "constructor" }), "names the finding constructor"],
    ["a misspelt field", file({ ...row, resuorce: "x" }), "has resuorce, which isn't known"],
    ["a number", file({ ...row, resource: 1 }), "has no resource in row 1"],
  ])("%s", (_, text, problem) => {
    const read = () => readSuppressions(text, "ci/suppressions.yml");
    expect(read).toThrow(problem);
    expect(read).toThrow("ci/suppressions.yml");
    expect(read).toThrow(expect.objectContaining({ code: "input-invalid" }) as GitlabEcrError);
  });
});
