import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFile(new URL(path, root), "utf8");
const { dependencies, devDependencies } = JSON.parse(await read("package.json"));
const [atRunTime = "", forDevelopment = ""] = (await read("docs/dependencies.md")).split("## For development");

test.each(Object.keys(dependencies))(
  "%s stands with its purpose, its licence, its size and what else there is",
  async (name) => {
    const row = atRunTime.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? "";
    const { license } = JSON.parse(await read(`node_modules/${name}/package.json`));
    expect(row.split(" | ")).toHaveLength(5);
    expect(row.split(" | ")[2]).toBe(license);
  },
);

test.each(Object.keys(devDependencies))("%s stands among what development takes", (name) => {
  expect(forDevelopment).toMatch(new RegExp(`^\\|.*(\`|\\b)${name}(\`|\\b)`, "m"));
});

test("nothing stands in the table that isn't there any more", () => {
  const named = [...atRunTime.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(Object.keys(dependencies).sort());
});
