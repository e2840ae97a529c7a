import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { plainStyle } from "../../../src/cli/ansi-style.ts";
import { setupFiles, setupText } from "../../../src/reports/index.ts";
import { examplePlans } from "./example-plans.ts";

const golden = new URL("../../cases/setup/", import.meta.url).pathname;
const formats = ["plan", "json", "cloudformation", "terraform", "cdk", "aws-cli"] as const;
const shown = examplePlans.filter(({ name }) => ["usual", "everything", "user"].includes(name));
const cases = shown.flatMap(({ name, plan }) => formats.map((format) => ({ name, plan, format })));

// `vitest -u` writes them anew; new folders need a second run.
describe("the files of every format are as they were last looked at", () => {
  test.each(cases)("$name as $format", async ({ name, plan, format }) => {
    const folder = `${golden}${name}/${format}/`;
    const files = setupFiles(plan, format);
    for (const file of files) await expect(file.text).toMatchFileSnapshot(`${folder}${file.name}`);
    if (format === "plan") await expect(setupText(plan, plainStyle)).toMatchFileSnapshot(`${golden}${name}/plan.txt`);
    expect((await readdir(folder)).sort()).toEqual(files.map((file) => file.name).sort());
  });

  test.each([
    ["json", ["README.md", "permissions-policy.json", "provider.json", "trust-policy.json"]],
    ["cloudformation", ["README.md", "template.yaml"]],
    ["terraform", ["README.md", "main.tf", "outputs.tf", "variables.tf"]],
    ["cdk", ["README.md", "stack.ts"]],
  ] as const)("%s writes these names and no others", (format, names) => {
    expect(
      setupFiles(examplePlans[0]!.plan, format)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names);
  });
});
