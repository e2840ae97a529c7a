import { readFile } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { plainStyle } from "../../../src/cli/ansi-style.ts";
import {
  type AuditReport,
  auditFindings,
  judgeAccounts,
  namesOnly,
  type PrincipalReport,
  principalReport,
  reportFindings,
} from "../../../src/core/audit/index.ts";
import { auditText, principalText, type Style } from "../../../src/reports/index.ts";
import { now } from "./account-json.ts";
import { everyFinding } from "./every-finding.ts";
import { exampleReport } from "./example-report.ts";

const golden = new URL("../../cases/audit/", import.meta.url).pathname;
const judged = judgeAccounts([everyFinding()], { now });
const { report } = judged;

// What takes another run of the command, or other facts, than an account's.
const elsewhere = ["suppression-expired", "suppression-unused"];

describe("an account with everything that an audit finds", () => {
  test("has every finding", () => {
    const found = new Set(report.findings.map(({ id }) => id));
    const missing = Object.keys(reportFindings).filter((id) => !found.has(id) && !elsewhere.includes(id));
    expect(missing).toEqual([]);
    expect([...found].filter((id) => !(id in reportFindings))).toEqual([]);
    expect(Object.keys(auditFindings).filter((id) => !(id in reportFindings))).toEqual([]);
  });

  test("is reported as it was last looked at", async () => {
    await expect(`${JSON.stringify(report, null, 2)}\n`).toMatchFileSnapshot(`${golden}every-finding.json`);
    await expect(auditText(report, plainStyle)).toMatchFileSnapshot(`${golden}every-finding.txt`);
  });

  test.each([
    ["user", "gitlab-ci"],
    ["user", "ecr-bound"],
    ["role", "gitlab-ecr-role"],
    ["role", "gitlab-open-ref"],
  ] as const)("explains %s %s as it was last looked at", async (kind, name) => {
    const one = principalReport(judged, kind, name, { documents: name === "ecr-bound" });
    await expect(principalText(one, plainStyle)).toMatchFileSnapshot(`${golden}${kind}-${name}.txt`);
  });

  test("never leaves a placeholder in a text", () => {
    const texts = report.findings.flatMap(({ id, message, remedy }) => [`${id}: ${message}`, `${id}: ${remedy}`]);
    expect(texts.filter((text) => /\{[a-zA-Z]+\}/.test(text))).toEqual([]);
  });

  const one = (kind: "user" | "role", name: string) => principalReport(judged, kind, name, { documents: true });
  test.each([
    ["the report", (style: Style) => auditText(report, style)],
    ["the example", (style: Style) => auditText(exampleReport, style)],
    ["names only", (style: Style) => auditText(namesOnly(report), style)],
    ["one user", (style: Style) => principalText(one("user", "deploy-wide"), style)],
    ["one role", (style: Style) => principalText(one("role", "gitlab-long"), style)],
  ])("fits terminals of 60, 80 and 120 columns, but for words that are longer: %s", (_, text) => {
    const tooWide = [60, 80, 120].flatMap((width) =>
      text({ ...plainStyle, width })
        .split("\n")
        .filter((line) => line.length > width && line.replace(/^ *(?:-> |- )?(?:--[a-z-]+ )?/, "").includes(" ")),
    );
    expect(tooWide).toEqual([]);
  });
});

describe("the published schemas", () => {
  test("describe the report, field by field", async () => {
    const validate = await validator("audit.schema.json");
    const reports: AuditReport[] = [report, exampleReport, namesOnly(report)];
    for (const one of reports) expect(validate(JSON.parse(JSON.stringify(one)))).toEqual([]);
    expect(validate({ ...report, users: undefined })).not.toEqual([]);
    expect(validate({ ...report, findings: [{ ...report.findings[0], extra: 1 }] })).not.toEqual([]);
  });

  test("describe one user and one role", async () => {
    const validate = await validator("audit-principal.schema.json");
    const ones: PrincipalReport[] = [
      principalReport(judged, "user", "gitlab-ci", { documents: true }),
      principalReport(judged, "role", "gitlab-ecr-role", { documents: false }),
    ];
    for (const one of ones) expect(validate(JSON.parse(JSON.stringify(one)))).toEqual([]);
    expect(validate({ ...ones[0], verdict: undefined })).not.toEqual([]);
  });
});

/** What a schema finds wrong, and fields that it doesn't know: whoever adds one adds it there, too. */
async function validator(file: string): Promise<(value: unknown) => unknown[]> {
  const text = await readFile(new URL(`../../../docs/schemas/${file}`, import.meta.url), "utf8");
  const schema: unknown = JSON.parse(text, (_, value: unknown) =>
    typeof value === "object" && value !== null && "properties" in value && "type" in value
      ? { ...value, additionalProperties: false }
      : value,
  );
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema as object);
  return (value) => (validate(value) ? [] : (validate.errors ?? []));
}
