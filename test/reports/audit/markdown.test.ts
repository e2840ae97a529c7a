import { describe, expect, test } from "vitest";
import { type AuditReport, compareWithBaseline } from "../../../src/core/audit/index.ts";
import { auditMarkdown } from "../../../src/reports/audit/audit-markdown.ts";
import { exampleReport } from "../../core/audit/example-report.ts";
import { hostileNames, hostileReport } from "./hostile-report.ts";

/** The report without its code: spans and fences, in which GitLab reads nothing. */
function outsideCode(markdown: string): string {
  return markdown.replace(/^(`{3,})sh\n[\s\S]*?\n\1$/gm, "").replace(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, "CODE");
}

const rowsOf = (markdown: string) =>
  outsideCode(markdown)
    .split("\n")
    .filter((line) => line.startsWith("|"));

describe("Markdown", () => {
  test("begins with the answer, then what to do, then each finding with its remedy", () => {
    const text = auditMarkdown(exampleReport);
    expect(text).toMatch(
      /^## GitLab and ECR: access audit\n\nAccount 455931011959 \(network-prod\), 2026-11-24 09:00 UTC\.\n/,
    );
    expect(text).toContain('**Partial:** 1 thing couldn\'t be read, and nothing here means "none"');
    expect(text).toContain("```sh\ngitlab-ecr setup --gitlab-url https://gitlab.example.com --project GROUP/PROJECT");
    expect(text).toContain(
      "| `key-too-old` | user `gitlab-ci`, `AKIAIOSFODNN7EXAMPLE` | Key AKIAIOSFODNN7EXAMPLE is 1044 days old, more than 90. |",
    );
    for (const { id } of exampleReport.findings) expect(text).toContain(`| \`${id}\``);
  });

  test("has as many cells in each row as its head has", () => {
    const counts = rowsOf(auditMarkdown(exampleReport)).map((row) => row.split("|").length - 2);
    expect(new Set(counts)).toEqual(new Set([3, 4, 5, 6]));
  });

  test("marks what is known, and counts it", () => {
    const text = auditMarkdown(compareWithBaseline(exampleReport, exampleReport));
    expect(text).toContain(`0 new since 2026-11-24, ${exampleReport.findings.length} known, 0 gone`);
    expect(text).toContain("| `key-too-old` (known) |");
  });

  test("of an account with nothing says so", () => {
    const nothing: AuditReport = { ...exampleReport, users: [], roles: [], findings: [], unread: [], readiness: [] };
    expect(auditMarkdown(nothing)).toContain("### Findings\n\nNone.");
    expect(auditMarkdown(nothing)).not.toContain("Partial");
  });

  test.each(hostileNames)("says no more than the text does, with hostile %s", (_, name) => {
    const text = auditMarkdown(hostileReport(name));
    const outside = outsideCode(text);
    expect(outside).not.toMatch(/[<>]|\]\(|!\[|@|https?:|(?:^|\s)[#!~%&$]\d|javascript:/);
    expect(text.split("\n").some((line) => /^\s*\//.test(line))).toBe(false);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
    const cells = (markdown: string) => rowsOf(markdown).map((row) => row.split("|").length);
    expect(cells(text)).toEqual(cells(auditMarkdown(exampleReport)));
    const headings = (markdown: string) =>
      outsideCode(markdown)
        .split("\n")
        .filter((line) => line.startsWith("#"));
    expect(headings(text)).toEqual(headings(auditMarkdown(exampleReport)));
  });
});
