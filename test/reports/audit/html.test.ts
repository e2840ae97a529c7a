import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  type AuditReport,
  applySuppressions,
  compareWithBaseline,
  namesOnly,
  readSuppressions,
} from "../../../src/core/audit/index.ts";
import { auditHtml } from "../../../src/reports/audit/audit-html.ts";
import { style, styleHash } from "../../../src/reports/audit/html/style.ts";
import { exampleReport } from "../../core/audit/example-report.ts";
import { hostileNames, hostileReport } from "./hostile-report.ts";

const page = (report: AuditReport) => auditHtml(report, "1.2.3");
const tagsOf = (html: string) => [...html.matchAll(/<\/?([a-zA-Z!][a-zA-Z0-9]*)/g)].map(([, name]) => name);
const attributesOf = (html: string) => new Set([...html.matchAll(/ ([a-z-]+)=/g)].map(([, name]) => name));
const textOf = (html: string) => html.slice(html.indexOf("</style>")).replace(/<[^>]*>/g, " ");

describe("the HTML report", () => {
  test("admits its own style, and nothing else from anywhere", () => {
    expect(styleHash).toBe(`sha256-${createHash("sha256").update(style).digest("base64")}`);
    const text = page(exampleReport);
    expect(text).toContain(
      `content="default-src 'none'; style-src '${styleHash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(text).not.toMatch(/<(?:script|img|link|iframe|object|embed|form|base)\b/i);
    expect(text).not.toMatch(/ (?:src|style|on[a-z]+|xlink:href)=/i);
    expect(text.replace(/href="#[\w-]+"/g, "")).not.toContain("href=");
    expect(style).not.toMatch(/url\(|@import/);
  });

  test("holds summary, what was read, picture, findings, principals, keys, providers and recommendation", () => {
    const text = page(exampleReport);
    const titles = [...text.matchAll(/<h2[^>]*>([^<]*)</g)].map(([, title]) => title);
    expect(titles).toEqual([
      "Summary",
      "What was read",
      "Who may push where",
      "Findings",
      "Users and roles",
      "Access keys",
      "Providers",
      "Repositories",
      "From keys to roles",
      "Review",
    ]);
    for (const { id } of exampleReport.findings) expect(text).toContain(`<code>${id}</code>`);
    expect(textOf(text)).toContain("This report is partial.");
    expect(textOf(text)).toContain("Create a role that trusts GitLab");
    expect(textOf(text)).toContain("whoever holds a key");
    expect(textOf(text)).toContain("1,044 days");
  });

  test("says in the picture, and in words beside it, who gets where", () => {
    const described = /<desc id="picture-text">([^<]*)</.exec(page(exampleReport))?.[1];
    expect(described).toBe(
      "user gitlab-ci, let in: key AKIAIOSFODNN7EXAMPLE of whoever holds a key; may push to every repository. " +
        "role GitLabOIDCRole, let in: jobs of project org/team/cdk/aws-network-cdk on any branch or tag of " +
        "gitlab.example.com; may pull from aws-network-cdk.",
    );
  });

  test("links only to places that it has, each once", () => {
    const text = page(exampleReport);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    for (const [, names = ""] of text.matchAll(/aria-labelledby="([^"]+)"/g)) {
      for (const name of names.split(" ")) expect(ids).toContain(name);
    }
  });

  test("tells what is new, known, gone and suppressed", () => {
    const rows = [{ finding: "key-too-old", resource: "user/*", reason: "moves in December", expires: "2026-12-31" }];
    const suppressed = applySuppressions(exampleReport, readSuppressions(JSON.stringify({ suppressions: rows }), "s"));
    const text = textOf(page(compareWithBaseline(suppressed, exampleReport)));
    expect(text).toMatch(/0 new findings/);
    expect(text).toContain("moves in December");
  });

  test("of an account with nothing says so, and has no empty picture", () => {
    const nothing = { users: [], roles: [], providers: [], repositories: [], findings: [], readiness: [], unread: [] };
    const text = page({ ...exampleReport, ...nothing });
    expect(textOf(text)).toContain("Nothing to mend.");
    expect(textOf(text)).toContain("Nothing was refused.");
    expect(text).not.toContain("<svg");
    expect(text).not.toContain("NaN");
    expect(text).not.toContain("Infinity");
  });

  test("never says that there is nothing where it couldn't read", () => {
    const unread = { ...exampleReport, findings: [] };
    expect(textOf(page(unread))).toContain("Nothing to mend in what could be read.");
  });

  test.each(hostileNames)("keeps its structure with hostile %s", (_, name) => {
    const text = page(hostileReport(name));
    const plain = page(exampleReport);
    const kinds = (html: string) => new Set(tagsOf(html));
    expect(kinds(text)).toEqual(kinds(plain));
    expect([...attributesOf(textOf(text) === "" ? "" : text.replace(/>[^<]*</g, "><"))]).toEqual([
      ...attributesOf(plain.replace(/>[^<]*</g, "><")),
    ]);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toContain("NaN");
    expect(text.length).toBeLessThan(1_000_000);
  });

  test("opens for ten thousand candidates: shows some in full, names all, and tells the rest by count", () => {
    const [user] = exampleReport.users;
    const [finding] = exampleReport.findings;
    if (user === undefined || finding === undefined) throw new Error("The example is empty.");
    const users = Array.from({ length: 10_000 }, (_, index) => {
      return { ...user, name: `gitlab-ci-${index}`, arn: `${user.arn}-${index}` };
    });
    const findings = users.map(({ arn, name }) => {
      return { ...finding, resource: arn, subject: { kind: "user" as const, name, account: null } };
    });
    const text = page({ ...exampleReport, users, findings });
    expect(text.length).toBeLessThan(6_000_000);
    for (const { name } of users) expect(text).toContain(`<code>${name}</code>`);
    expect(textOf(text)).toContain("And 9,950 more");
    expect(textOf(text)).toContain("9,985 further ones aren&#39;t drawn");
  });

  test("shows names alone where that was asked for", () => {
    const text = page(namesOnly(exampleReport));
    expect(text).not.toContain("455931011959");
    expect(textOf(text)).toContain("what its trust policy lets in");
    expect(text).not.toContain("org/team");
  });
});
