import { RegoEngine } from "@aws/cloudformation-validate";
import { parseToObject } from "hcl2-parser";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { filesOfReadme, includeBlock, setupDocument, setupFiles } from "../../../src/reports/index.ts";
import { examplePlans } from "./example-plans.ts";

const fileOf = (plan: (typeof examplePlans)[number]["plan"], format: Parameters<typeof setupFiles>[1], name: string) =>
  setupFiles(plan, format).find((file) => file.name === name)?.text ?? "";

describe("cloudformation", { timeout: 60_000 }, () => {
  const engine = new RegoEngine();
  afterAll(() => engine.free());

  // W1001 doesn't see that Fn::If asks for the same condition; W9013 would have the ARN of a boundary without account.
  test.each(examplePlans)("$name: AWS's own linter finds no error", ({ plan }) => {
    const text = fileOf(plan, "cloudformation", "template.yaml");
    const template = { path: "template.yaml", readBytes: () => new TextEncoder().encode(text) };
    const { diagnostics } = engine.validateStandard(template);
    const telling = diagnostics.filter(({ severity }) => severity !== "INFO" && severity !== "DEBUG");
    expect(telling.filter(({ ruleId }) => !["W1001", "W9013"].includes(ruleId))).toEqual([]);
  });

  test("repositories stay when the stack goes", () => {
    const { plan } = examplePlans[1]!;
    const { Resources } = parse(fileOf(plan, "cloudformation", "template.yaml"));
    const repositories = Object.values<Record<string, unknown>>(Resources).filter(
      (one) => one.Type === "AWS::ECR::Repository",
    );
    expect(repositories).toHaveLength(2);
    for (const one of repositories) expect([one.DeletionPolicy, one.UpdateReplacePolicy]).toEqual(["Retain", "Retain"]);
  });
});

describe("terraform", () => {
  test.each(examplePlans)("$name: every file parses, and what is referred to is there", ({ plan }) => {
    const files = setupFiles(plan, "terraform").filter(({ name }) => name.endsWith(".tf"));
    const parsed = files.map(({ text }) => parseToObject(text)[0]);
    expect(parsed).not.toContain(null);
    const all = Object.assign({}, ...parsed);
    const text = files.map((file) => file.text).join("\n");
    const variables = new Set([...text.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name));
    expect(new Set(Object.keys(all.variable))).toEqual(variables);
    for (const [, type = "", name = ""] of text.matchAll(/(?<![."\w])(aws_\w+)\.(\w+)/g)) {
      expect(all.resource[type]?.[name] ?? all.data?.[type]?.[name]).toBeDefined();
    }
  });

  test("the parser refuses what isn't HCL", () => {
    expect(parseToObject('resource "x" { a = ')[0]).toBeNull();
  });
});

describe("every format", () => {
  test.each(examplePlans)("$name: README.md knows the files beside it and holds the block to paste", ({ plan }) => {
    for (const format of ["plan", "json", "cloudformation", "terraform", "cdk", "aws-cli"] as const) {
      const files = setupFiles(plan, format);
      const text = fileOf(plan, format, "README.md");
      expect(filesOfReadme(text)).toEqual(files.map(({ name }) => name));
      expect(text).toContain(includeBlock(plan));
    }
  });

  test.each(examplePlans)(
    "$name: the block to paste is YAML, and keeps jobs off refs that the role refuses",
    ({ plan }) => {
      const jobs = parse(includeBlock(plan));
      const rules = Object.values<{ rules?: { if: string }[] }>(jobs).flatMap((job) => job.rules ?? []);
      const { branches = [], tags = [] } = plan.gitlab ?? {};
      expect(rules).toHaveLength(branches.length + tags.length);
      for (const rule of rules) expect(rule.if).toMatch(/^\$CI_COMMIT_(BRANCH|TAG) (== "|=~ \/\^)/);
    },
  );

  test.each(examplePlans)("$name: ARNs are of one partition, and no secret is in it", ({ plan }) => {
    const text = (["json", "cloudformation", "terraform", "cdk", "aws-cli"] as const)
      .flatMap((format) => setupFiles(plan, format).map((file) => file.text))
      .join("\n");
    const partitions = new Set([...text.matchAll(/arn:(aws[a-z-]*):/g)].map(([, partition]) => partition));
    expect(partitions).toEqual(new Set([plan.partition]));
    expect(text).not.toMatch(/AKIA[A-Z2-7]{16}|secret_?access_?key"?\s*[:=]/i);
    expect(text).not.toMatch(/aws_iam_access_key|CfnAccessKey|AWS::IAM::AccessKey/);
  });

  test("one document goes to standard output, a script with its files doesn't", () => {
    const { plan } = examplePlans[0]!;
    expect(setupDocument(plan, "cloudformation")).toBe(fileOf(plan, "cloudformation", "template.yaml"));
    expect(parseToObject(setupDocument(plan, "terraform") ?? "")[0].output).toHaveProperty("role_arn");
    expect(JSON.parse(setupDocument(plan, "json") ?? "")).toHaveProperty(["trust-policy.json", "Statement"]);
    expect(setupDocument(plan, "aws-cli")).toBeNull();
  });
});
