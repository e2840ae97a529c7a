import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const page = await readFile(new URL("docs/compared.md", root), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| ") && !/^\| (?:---|\|)/.test(line));
const cells = rows.map((row) => row.split(" | ").at(-1)?.replace(/ \|$/, "") ?? "");
const claims = cells.filter((cell) => !cell.startsWith("gitlab-ecr, by"));

test("the page compares a good deal, and each row names a test", () => {
  expect(claims.length).toBeGreaterThan(40);
  expect(claims.filter((cell) => namedTest(cell) === null)).toEqual([]);
});

describe("the test that backs a row is there", () => {
  test.each(claims)("%s", async (cell) => {
    const { file, title } = namedTest(cell) ?? { file: "", title: "" };
    expect(titlesIn(await readFile(new URL(file, root), "utf8"))).toContain(title);
  });
});

function namedTest(cell: string): { file: string; title: string } | null {
  const [, file = "", title = ""] = /^`(test\/[\w./-]+\.ts)`: (.+)$/.exec(cell) ?? [];
  return file === "" ? null : { file, title };
}

/** The titles of a file's tests, as they are written: those of a table hold its placeholders. */
function titlesIn(source: string): string[] {
  const titles = source.matchAll(/(?:\btest\(|\)\()\s*"((?:[^"\\]|\\.)+)"/g);
  return [...titles].map(([, title = ""]) => JSON.parse(`"${title}"`) as string);
}
