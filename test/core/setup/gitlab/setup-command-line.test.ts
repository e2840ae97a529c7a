import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { setupCommandLine } from "../../../../src/core/setup/index.ts";

test("options, several values and switches", () => {
  expect(
    setupCommandLine([
      ["project", ["org/app", "org/api"]],
      ["tag", ["v*"]],
      ["apply", []],
    ]),
  ).toBe("gitlab-ecr setup --project org/app --project org/api --tag 'v*' --apply");
});

test("a shell reads every value back as it was", () => {
  const value = fc.string({ minLength: 1, unit: "grapheme-ascii" }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
      const words = setupCommandLine([["tag", values]]).replace("gitlab-ecr setup", "printf '%s\\0'");
      const read = execFileSync("sh", ["-c", words], { encoding: "utf8" }).split("\0").slice(0, -1);
      expect(read).toEqual(values.flatMap((text) => ["--tag", text]));
    }),
    { numRuns: 30 },
  );
});
