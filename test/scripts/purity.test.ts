import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runTool } from "../../scripts/check/run-tool.ts";
import { type PlantedTree, plantTree } from "./planted-tree.ts";

const impure = {
  "the time": "export const a = Date.now();",
  "the time, taken apart": "export const { now } = Date;",
  "the present date": "export const a = new Date();",
  "the present date without brackets": "export const a = new Date;",
  "the present date as text": "export const a = Date();",
  chance: "export const a = Math.random;",
  "a stopwatch": "export const a = performance.now();",
  "a timer": "setTimeout(() => undefined, 1);",
  "the process": "export const a = process.env;",
  "the process by way of globalThis": "export const a = globalThis.process;",
  "a Buffer": 'export const a = Buffer.from("a");',
  "the network": 'export const a = fetch("https://example.com");',
  "the console": 'console.log("a");',
  "Node's types": "export type A = NodeJS.Platform;",
  "random bytes": "export const a = crypto.randomUUID();",
};

const pure = 'export const a = [new Date(0), new Date("2026-01-01"), Date.parse("2026-01-01"), Math.max(1, 2)];';
const platform = 'export const a = [new URL("https://a"), atob("YQ=="), btoa("a"), new TextEncoder().encode("a")];';

const fileOf = (folder: string, index: number) => `src/${folder}/planted-${index}.ts`;
const pureFolders = ["core/policy", "reports"];

let tree: PlantedTree;
let lint: string;
let types: string;

beforeAll(async () => {
  const sources = Object.values(impure);
  const planted = [...pureFolders, "commands"].flatMap((folder) =>
    sources.map((source, index) => [fileOf(folder, index), `${source}\n`]),
  );
  tree = await plantTree({
    ...Object.fromEntries(planted),
    "src/core/policy/fine.ts": `${pure}\n`,
    "src/core/policy/platform.ts": `${platform}\n`,
  });
  const problems = async (command: string, ...args: string[]) =>
    (await runTool(command, args, { cwd: tree.root })).problems.join("\n");
  [lint, types] = await Promise.all([
    problems("biome", "lint", "--max-diagnostics=500", "--reporter=github", "."),
    problems("tsc", "-p", "tsconfig.pure.json"),
  ]);
});

afterAll(() => tree.remove());

describe.each(pureFolders)("src/%s has", (folder) => {
  test.each(Object.keys(impure).map((what, index) => [what, index] as const))("no %s", (_, index) => {
    expect(lint).toContain(fileOf(folder, index));
  });
});

test.each([
  "a stopwatch",
  "a timer",
  "the process",
  "a Buffer",
  "the network",
  "the console",
  "Node's types",
  "random bytes",
])("%s doesn't even compile there", (what) => {
  expect(types).toContain(fileOf("core/policy", Object.keys(impure).indexOf(what)));
});

test("dates of a value, and the web platform's own names, are welcome", () => {
  expect(lint + types).not.toMatch(/fine\.ts|platform\.ts/);
});

test("elsewhere the clock is allowed, the process isn't", () => {
  const lines = lint.split("\n").filter((line) => /Restricted|plugin/.test(line));
  const told = Object.keys(impure).filter((_, index) => lines.some((line) => line.includes(fileOf("commands", index))));
  expect(told).toEqual(["the process", "the process by way of globalThis", "the console"]);
});
