import { expect, test } from "vitest";
import { licenceProblems } from "../../scripts/check/licences.ts";

test("what users get may be under any licence that asks for no more than its text", () => {
  const locked = {
    "": { license: "UNLICENSED" },
    "node_modules/a": { version: "1.0.0", license: "MIT" },
    "node_modules/@scope/b": { version: "1.0.0", license: "(MPL-2.0 OR Apache-2.0)" },
    "node_modules/own": { link: true },
    "tools/own": { license: "UNLICENSED" },
    "node_modules/tool": { version: "1.0.0", license: "GPL-3.0-only", dev: true },
  };
  expect(licenceProblems(locked)).toEqual([]);
});

test("another one, or none, is told, wherever the package lies", () => {
  const locked = {
    "node_modules/a": { version: "1.0.0", license: "AGPL-3.0-only" },
    "node_modules/a/node_modules/@scope/b": { version: "2.0.0" },
    "node_modules/c": { version: "3.0.0", license: "MIT AND GPL-2.0-only" },
    "node_modules/d": { version: "4.0.0", license: "SEE LICENSE IN LICENSE" },
  };
  expect(licenceProblems(locked)).toEqual([
    "a 1.0.0 is under AGPL-3.0-only",
    "@scope/b 2.0.0 is under no licence",
    "c 3.0.0 is under MIT AND GPL-2.0-only",
    "d 4.0.0 is under SEE LICENSE IN LICENSE",
  ]);
});
