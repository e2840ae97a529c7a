import { afterAll, beforeAll, expect, test } from "vitest";
import { importProblems } from "../../scripts/check/import-direction.ts";
import { type PlantedTree, plantTree, repository } from "./planted-tree.ts";

/** What each file imports, and whether it may. */
const forbidden: readonly (readonly [rule: string, file: string, source: string])[] = [
  ["bin knows no commands", "src/bin.ts", 'import "./commands/login.ts";'],
  ["bin knows no adapters", "src/bin.ts", 'import "./adapters/aws/index.ts";'],
  ["index doesn't reach into the cli", "src/index.ts", 'import "./cli/cli.ts";'],
  ["index knows no adapters", "src/index.ts", 'export * from "./adapters/aws/index.ts";'],
  ["cli enters core by its doors", "src/cli/a.ts", 'import "../core/policy/parse.ts";'],
  ["cli enters adapters by their doors", "src/cli/b.ts", 'import "../adapters/aws/client.ts";'],
  ["cli enters reports by the door", "src/cli/c.ts", 'import "../reports/text.ts";'],
  ["cli uses no SDK", "src/cli/d.ts", 'import "@aws-sdk/client-sts";'],
  ["cli uses no module of Node's", "src/cli/e.ts", 'import "node:fs";'],
  ["commands know no cli", "src/commands/a.ts", 'import "../cli/cli.ts";'],
  [
    "commands know no adapters, not even types",
    "src/commands/b.ts",
    'import type { A } from "../adapters/aws/index.ts";',
  ],
  ["commands know no reports", "src/commands/c.ts", 'import "../reports/index.ts";'],
  ["commands use no module of Node's", "src/commands/d.ts", 'import "node:fs";'],
  ["core knows no commands", "src/core/setup/a.ts", 'import "../../commands/login.ts";'],
  ["core knows no adapters", "src/core/setup/b.ts", 'import "../../adapters/system/index.ts";'],
  ["core knows no reports", "src/core/setup/c.ts", 'import "../../reports/index.ts";'],
  ["core uses no module of Node's", "src/core/setup/d.ts", 'import "node:crypto";'],
  ["core uses no module of Node's by its old name", "src/core/setup/e.ts", 'import "path";'],
  ["core uses no package", "src/core/diagnosis/f.ts", 'import "yaml";'],
  ["core's audit uses no package but those that read its files", "src/core/audit/a.ts", 'import "diff";'],
  ["core uses no SDK, not even types", "src/core/setup/g.ts", 'import type { A } from "@aws-sdk/client-ecr";'],
  ["core loads nothing late", "src/core/setup/h.ts", 'export const a = () => import("node:fs");'],
  ["core names no type of Node's", "src/core/setup/i.ts", 'export type A = import("node:fs").Stats;'],
  ["errors come first", "src/core/errors/a.ts", 'import "../identity/index.ts";'],
  ["errors know no secret", "src/core/errors/b.ts", 'import "../secret/index.ts";'],
  ["registry comes before identity", "src/core/registry/a.ts", 'import "../identity/index.ts";'],
  ["identity comes before policy", "src/core/identity/a.ts", 'import "../policy/index.ts";'],
  ["policy comes before diagnosis", "src/core/policy/a.ts", 'export * from "../diagnosis/index.ts";'],
  ["diagnosis comes before setup", "src/core/diagnosis/a.ts", 'import "../setup/index.ts";'],
  ["setup comes before audit", "src/core/setup/j.ts", 'import "../audit/index.ts";'],
  ["pipeline knows no setup", "src/core/pipeline/a.ts", 'import "../setup/index.ts";'],
  ["pipeline and rotation are strangers", "src/core/rotation/a.ts", 'import "../pipeline/index.ts";'],
  ["nobody imports a sibling's inside", "src/core/diagnosis/b.ts", 'import "../policy/parse.ts";'],
  ["nobody imports a sibling's subfolder", "src/core/diagnosis/c.ts", 'import "../policy/trust/lint.ts";'],
  ["reports know no commands", "src/reports/a.ts", 'import "../commands/login.ts";'],
  ["reports know no adapters", "src/reports/b.ts", 'import "../adapters/gitlab/index.ts";'],
  ["reports use no module of Node's", "src/reports/c.ts", 'import "node:util";'],
  ["adapters know no commands", "src/adapters/aws/a.ts", 'import type { A } from "../../commands/login.ts";'],
  ["adapters know no cli", "src/adapters/aws/b.ts", 'import "../../cli/cli.ts";'],
  ["adapters know no other adapter", "src/adapters/aws/c.ts", 'import "../containers/index.ts";'],
  ["adapters enter system by its door", "src/adapters/aws/d.ts", 'import "../system/file.ts";'],
  ["only system starts processes", "src/adapters/containers/a.ts", 'import "node:child_process";'],
  ["only system uses execa", "src/adapters/containers/b.ts", 'import "execa";'],
  ["only aws uses the SDK", "src/adapters/containers/c.ts", 'import "@aws-sdk/client-ecr";'],
  ["only aws uses the SDK's parts", "src/adapters/system/a.ts", 'import "@smithy/node-http-handler";'],
  ["only the cli parses arguments", "src/commands/b.ts", 'import "node:util";'],
  ["only bin and index touch the process", "src/adapters/system/c.ts", 'import process from "node:process";'],
  ["src knows no tests", "src/adapters/system/d.ts", 'import "../../../test/fake/index.ts";'],
  ["src knows no scripts", "src/cli/f.ts", 'import "../../scripts/build.ts";'],
  ["every file of src has its place", "src/elsewhere/a.ts", 'import "../version.ts"; import "./b.ts";'],
  ["scripts enter core by its doors", "scripts/a.ts", 'import "../src/core/policy/parse.ts";'],
  ["tests enter the stand-in by its door", "test/e2e/a.ts", 'import "../fake/sts/sts.ts";'],
  ["nothing imports itself", "src/core/audit/a.ts", 'import "./b.ts";'],
  ["nothing imports itself, not even types", "src/core/audit/c.ts", 'import type { D } from "./d.ts";'],
  ["what is imported can be told", "src/cli/g.ts", "export const a = (name: string) => import(name);"],
];

const allowed: readonly (readonly [file: string, source: string])[] = [
  ["src/cli/fine.ts", 'import "node:util"; import "../commands/login.ts"; import "../core/policy/index.ts";'],
  ["src/cli/late.ts", 'export const a = () => import("../adapters/aws/index.ts");'],
  ["src/commands/fine.ts", 'import "../core/diagnosis/index.ts"; import "./login.ts";'],
  ["src/core/policy/fine.ts", 'import "./trust/lint.ts"; import "../identity/index.ts"; import "../errors/index.ts";'],
  ["src/core/audit/fine.ts", 'import "../setup/index.ts";'],
  ["src/reports/fine.ts", 'import type { A } from "../core/audit/index.ts";'],
  ["src/adapters/aws/fine.ts", 'import "@aws-sdk/client-sts"; import "node:fs/promises"; import "../system/index.ts";'],
  ["src/adapters/system/fine.ts", 'import "node:child_process"; import "execa"; import "./file.ts";'],
  ["test/core/policy/fine.ts", 'import "../../../src/core/policy/parse.ts"; import "../../fake/index.ts";'],
];

const coreFolders = "errors secret registry identity policy diagnosis setup audit pipeline rotation".split(" ");
const doors = [...coreFolders.map((name) => `core/${name}`), "reports", "adapters/aws", "adapters/containers"];
const targets = [
  ...[...doors, "adapters/gitlab", "adapters/system"].map((folder) => `src/${folder}/index.ts`),
  "src/core/policy/parse.ts",
  "src/core/policy/trust/lint.ts",
  "src/adapters/aws/client.ts",
  "src/adapters/system/file.ts",
  "src/reports/text.ts",
  "src/commands/login.ts",
  "src/cli/cli.ts",
  "src/version.ts",
  "src/elsewhere/b.ts",
  "scripts/build.ts",
  "test/fake/index.ts",
  "test/fake/sts/sts.ts",
];

let tree: PlantedTree;
let problems: readonly string[];

beforeAll(async () => {
  const files = new Map(targets.map((path) => [path, "export type A = string;\n"]));
  files.set("src/core/audit/b.ts", 'import "./a.ts";');
  files.set("src/core/audit/d.ts", 'import type { C } from "./c.ts"; export type D = C;');
  for (const [path, source] of allowed) files.set(path, source);
  for (const [, path, source] of forbidden) files.set(path, `${files.get(path) ?? ""}${source}\n`);
  tree = await plantTree(Object.fromEntries(files));
  problems = await importProblems(tree.root);
});

afterAll(() => tree.remove());

test.each(forbidden)("%s", (_, file, source) => {
  const target = /["']((?:\.\.?\/)+)?(?:node:)?([^"']+)["']/.exec(source)?.[2] ?? "a computed name";
  expect(problems.filter((problem) => problem.startsWith(`${file}: `))).toContainEqual(expect.stringContaining(target));
});

test.each(allowed)("%s imports what it may", (file) => {
  expect(problems.filter((problem) => problem.startsWith(`${file}: `))).toEqual([]);
});

test("nothing else is complained of", () => {
  const planted = new Set([...forbidden.map(([, file]) => file), "src/core/audit/b.ts", "src/core/audit/d.ts"]);
  expect(problems.filter((problem) => !planted.has(problem.slice(0, problem.indexOf(":"))))).toEqual([]);
});

test("this repository keeps to it", async () => {
  expect(await importProblems(repository)).toEqual([]);
});
