import { expect, test } from "vitest";
import { judgeAccounts, namesOnly } from "../../../src/core/audit/index.ts";
import { now } from "../../core/audit/account-json.ts";
import { everyFinding } from "../../core/audit/every-finding.ts";
import { everyFormat } from "./every-format.ts";

const golden = new URL("../../cases/audit/", import.meta.url).pathname;
const { report: judged } = judgeAccounts([everyFinding()], { now });

// Each finding once; text and json, with all of them, are beside these by the test of core/audit.
const seen = new Set<string>();
const findings = judged.findings.filter(({ id }) => !seen.has(id) && seen.add(id));
const report = { ...judged, findings };

test.each([
  ["markdown", "every-finding.markdown"],
  ["junit", "every-finding.xml"],
  ["codequality", "every-finding.codequality.json"],
  ["sarif", "every-finding.sarif"],
])("an account with everything that an audit finds is reported as %s as it was last looked at", async (name, file) => {
  const text = everyFormat[name]?.(report) ?? "";
  const readable = text.startsWith("{") || text.startsWith("[") ? JSON.stringify(JSON.parse(text), null, 2) : text;
  await expect(readable).toMatchFileSnapshot(golden + file);
});

test("with names alone, too", async () => {
  await expect(everyFormat.markdown?.(namesOnly(report))).toMatchFileSnapshot(
    `${golden}every-finding-names-only.markdown`,
  );
});
