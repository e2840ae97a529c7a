import { expect, test } from "vitest";
import { lockProblems } from "../../scripts/check/lock-file.ts";

test("a lock file that is whole and names no registry is right", () => {
  const locked = {
    "": { dependencies: { a: "1.0.0" } },
    "node_modules/a": { dependencies: { b: "2.0.0" }, optionalDependencies: { c: "3.0.0" } },
    "node_modules/a/node_modules/b": { dependencies: { a: "1.0.0", c: "3.0.0" } },
    "node_modules/c": {},
    "node_modules/own": { resolved: "tools/own", link: true },
    "tools/own": { dependencies: { c: "3.0.0" } },
  };
  expect(lockProblems(locked)).toEqual([]);
});

test("a registry's address, and what is missing, are told", () => {
  const locked = {
    "node_modules/a": { resolved: "https://registry.example.com/a.tgz", optionalDependencies: { "a-darwin": "1.0.0" } },
    "node_modules/b": { dependencies: { c: "3.0.0" } },
    "node_modules/a/node_modules/c": {},
  };
  expect(lockProblems(locked)).toEqual([
    "package-lock.json: node_modules/a is bound to https://registry.example.com/a.tgz",
    "package-lock.json: it lacks a-darwin 1.0.0, of node_modules/a",
    "package-lock.json: it lacks c 3.0.0, of node_modules/b",
  ]);
});
