import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeWith } from "./require-tool.ts";

const page = join(import.meta.dirname, "../../docs/gitlab-ecr.1");

describeWith(["mandoc"], "the manual page", () => {
  test("is well-formed", () => {
    expect(execFileSync("mandoc", ["-T", "lint", "-W", "warning", page], { encoding: "utf8" })).toBe("");
  });

  test("shows commands, options with their dashes, and examples as they are typed", () => {
    const shown = execFileSync("mandoc", ["-T", "ascii", page], { encoding: "utf8" }).replace(/.\u0008/g, "");
    expect(shown).toContain("gitlab-ecr login [options] [REGISTRY...]");
    expect(shown).toMatch(/^ +--role-arn ARN$/m);
    expect(shown).toMatch(/^ +gitlab-ecr exec -- aws s3 sync public s3:\/\/bucket$/m);
  });
});
