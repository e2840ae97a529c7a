import { describe, expect, test } from "vitest";
import { namesOnly } from "../../../src/core/audit/index.ts";
import { everyFormat } from "./every-format.ts";
import { hostileNames, hostileReport } from "./hostile-report.ts";

// JSON is for programs: its own escapes keep what a text may hold, and no terminal reads it.
const shown = Object.entries(everyFormat).filter(([name]) => name !== "json");

describe.each(shown)("hostile names in %s", (_, format) => {
  test.each(hostileNames)("%s: nothing of it moves a cursor, colours, reorders or hides", (_name, hostile) => {
    for (const report of [hostileReport(hostile), namesOnly(hostileReport(hostile))]) {
      const text = format(report);
      expect(text.length).toBeGreaterThan(100);
      expect(text).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/,
      );
    }
  });
});

test.each(hostileNames)("JSON with hostile %s is the report again", (_, hostile) => {
  const report = hostileReport(hostile);
  expect(JSON.parse(everyFormat.json?.(report) ?? "")).toEqual(report);
});
