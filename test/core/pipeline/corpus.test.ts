import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import {
  findLogins,
  newSchemaProblems,
  type PipelineChange,
  rewritePipeline,
} from "../../../src/core/pipeline/index.ts";

const folder = join(import.meta.dirname, "../../cases/pipelines");

/** What all files of the corpus are rewritten with. */
const change: PipelineChange = {
  component: "$CI_SERVER_FQDN/tools/gitlab-ecr/login@1.0.0",
  inputs: { role_arn: "arn:aws:iam::123456789012:role/gitlab-ecr-role", region: "eu-west-1" },
  phase: "dual",
};

const cases = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name, "pipeline.yml"), "utf8"),
  ...(JSON.parse(readFileSync(join(folder, name, "expected.json"), "utf8")) as {
    why: string;
    findings: unknown[];
    left: unknown[];
  }),
}));

test("the corpus has at least forty files", () => expect(cases.length).toBeGreaterThanOrEqual(40));

describe.each(cases)("$name", ({ name, text, why, findings, left }) => {
  test("has these logins, and no others", () => expect(findLogins(text), why).toEqual(findings));

  test("is rewritten like this", () => {
    const result = rewritePipeline(text, change);
    expect(result.text, why).toBe(rewrittenOf(name) ?? text);
    expect(result.changed).toBe(rewrittenOf(name) !== null);
    expect(result.left.map(({ line, reason }) => ({ line, reason }))).toEqual(left);
    expect(result.replaced.length + left.length).toBe(findings.length);
  });

  test("is YAML afterwards, which a second run leaves alone", () => {
    const { text: once } = rewritePipeline(text, change);
    for (const { errors } of parseAllDocuments(once, { uniqueKeys: false, logLevel: "silent" }))
      expect(errors).toEqual([]);
    expect(rewritePipeline(once, change)).toMatchObject({ text: once, changed: false, replaced: [] });
  });

  test("passes GitLab's schema as it did before", () => {
    expect(newSchemaProblems(text, rewritePipeline(text, change).text)).toEqual([]);
  });

  test("goes from one phase to the other and back", () => {
    const { text: dual } = rewritePipeline(text, change);
    const { text: alone } = rewritePipeline(dual, { ...change, phase: "oidc" });
    if (dual === text) return expect(alone).toBe(text);
    expect(alone).toContain("auth: oidc");
    expect(rewritePipeline(alone, change).text.split("\n").sort()).toEqual(dual.split("\n").sort());
  });
});

test("what GitLab's schema has against a change is told, what it had before isn't", () => {
  const before = "a: { script: [x], when: whenever }\n";
  expect(newSchemaProblems(before, before)).toEqual([]);
  expect(newSchemaProblems(before, "a: { script: [x], when: whenever, extends: 5 }\n").join()).toContain("/a/extends");
});

function rewrittenOf(name: string): string | null {
  try {
    return readFileSync(join(folder, name, "rewritten.yml"), "utf8");
  } catch {
    return null;
  }
}
