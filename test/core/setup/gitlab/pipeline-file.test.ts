import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { addToPipeline } from "../../../../src/core/setup/index.ts";

const block = `include:
  - component: $CI_SERVER_FQDN/org/gitlab-ecr/push@1.2.0
    inputs:
      role_arn: arn:aws:iam::123456789012:role/gitlab-ecr-role
      repository: app

ecr-push:
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
`;
const item = (parse(block) as { include: unknown[] }).include[0];

function edit(file: string | null) {
  const edited = addToPipeline(file, block);
  if (edited.kind !== "write") throw new Error(JSON.stringify(edited));
  return { ...edited, values: parse(edited.text, { logLevel: "silent" }) as Record<string, unknown> };
}

const files: Record<string, string> = {
  "no include": "# The pipeline\nstages: [test]  # all\n\ntest:\n  script: [make test]\n",
  "no line end at the end": "test:\n  script: [make test]",
  "a list":
    "include:\n  - local: /a.yml   # first\n  # a comment at the end\n  - template: b.yml\n\ntest:\n  script: [x]\n",
  "a list that isn't indented":
    "include:\n- local: /a.yml\n- remote: https://example.com/x.yml\ntest: { script: [x] }\n",
  "a list of texts at the end": "test: { script: [x] }\ninclude:\n    - /a.yml\n    - /b.yml",
  "a list in brackets": "include: [ /a.yml, { local: /b.yml } ] # two\ntest: { script: [x] }\n",
  "an empty list in brackets": "include: []\ntest: { script: [x] }\n",
  "one text": "include: /a.yml # one\ntest: { script: [x] }\n",
  "one quoted text": "include: '/a.yml'\n",
  "two documents": "spec:\n  inputs:\n    x:\n---\ntest:\n  script: [x]\n",
  "Windows' line ends": "# x\r\ninclude:\r\n  - local: /a.yml\r\n\r\ntest:\r\n  script: [x]\r\n",
  "tags of GitLab's": "a: &a { script: [x] }\nb:\n  <<: *a\n  before_script:\n    - !reference [a, script]\n",
  "only a comment": "# nothing yet\n",
  "a block text at the end": "include:\n  - local: /a.yml\ntest:\n  script:\n    - |\n      echo a\n      echo b\n",
};

describe.each(Object.entries(files))("a pipeline with %s", (_, file) => {
  test("gets the block, and keeps every line that it had, in order", () => {
    const { text, added } = edit(file);
    expect(added).toEqual(["include", "ecr-push"]);
    const lines = text.split("\n");
    let at = -1;
    for (const line of file.split("\n").filter((one) => one.trim() !== "" && !/^include: [^\s]/.test(one))) {
      at = lines.findIndex((one, index) => index > at && one.replace(/\r$/, "") === line.replace(/\r$/, ""));
      expect(at, line).toBeGreaterThanOrEqual(0);
    }
    if (file.includes("\r\n")) expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  test("has it as its last entry, and the second run changes nothing", () => {
    const { text } = edit(file);
    expect(addToPipeline(text, block)).toEqual({ kind: "keep" });
    const documents = text.split("---\n");
    const values = parse(documents.at(-1) ?? "", { logLevel: "silent" }) as { include: unknown[] };
    expect(values.include.at(-1)).toEqual(item);
  });
});

test("a file that isn't there is the block", () => {
  expect(edit(null).text).toBe(block);
  expect(edit("\n").text).toBe(block);
});

describe("what contradicts is told, and nothing is written", () => {
  test.each([
    ["another version", "include:\n  - component: gitlab.com/org/gitlab-ecr/push@1.0.0\n", "gitlab-ecr/push@1.0.0"],
    [
      "other inputs",
      "include:\n  - component: $CI_SERVER_FQDN/org/gitlab-ecr/push@1.2.0\n    inputs: { region: x }\n",
      "other inputs",
    ],
    ["a job of that name", "ecr-push:\n  script: [x]\n", "It has ecr-push already"],
    ["what isn't YAML", "a: [\n", "YAML"],
    ["a list of all", "- a\n", "mapping"],
    ["a key twice", "a: { script: [x] }\na: { script: [y] }\n", "YAML"],
    [
      "a mapping as include over several lines",
      "include:\n  local: /a.yml\n  rules: [{ if: $A }]\n",
      "can't be edited safely",
    ],
  ])("%s", (_, file, words) => {
    expect(addToPipeline(file, block)).toMatchObject({ kind: "conflict", reasons: [expect.stringContaining(words)] });
  });
});

test("whatever the file holds, it is edited as meant or left alone", () => {
  const value = fc.constantFrom(
    "/a.yml",
    "[ /a.yml ]",
    "\n  - /a.yml",
    "\n- local: /a.yml",
    " # nothing",
    "\n  local: /a.yml",
    "&x [/a.yml]",
    ">\n  folded",
  );
  const line = fc.constantFrom(
    "# comment",
    "",
    "job: { script: [x] }",
    "other:\n  script:\n    - |\n      a",
    "variables: { A: b }",
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(line),
      value,
      fc.uniqueArray(line),
      fc.constantFrom("\n", "\r\n"),
      (before, at, after, end) => {
        const keys = [...before, ...after.filter((one) => !before.includes(one))];
        const file = [...keys.slice(0, before.length), `include: ${at}`, ...keys.slice(before.length), ""]
          .join("\n")
          .replaceAll("\n", end);
        const edited = addToPipeline(file, block);
        if (edited.kind === "conflict") return;
        if (edited.kind === "keep") throw new Error("it lacks the block");
        const [old, now] = [file, edited.text].map((text) => parse(text) as Record<string, unknown>);
        const { include, "ecr-push": job, ...rest } = now ?? {};
        const { include: oldInclude, ...oldRest } = old ?? {};
        expect(rest).toEqual(oldRest);
        expect(job).toBeDefined();
        expect(include).toEqual([...(oldInclude === null ? [] : [oldInclude].flat()), item]);
      },
    ),
  );
});
