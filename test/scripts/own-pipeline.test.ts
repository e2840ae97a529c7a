import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { newSchemaProblems } from "../../src/core/pipeline/index.ts";

const text = await readFile(new URL("../../.gitlab-ci.yml", import.meta.url), "utf8");
const jobs = parse(text, { logLevel: "silent" });

test("the project's own pipeline is one by GitLab's schema", () => {
  expect(newSchemaProblems("", text)).toEqual([]);
});

test("what publishes a release runs on tags that are versions alone, and on none that begins like one", () => {
  const [{ if: condition }] = jobs[".release"].rules;
  const pattern = new RegExp(/^\$CI_COMMIT_TAG =~ \/(.*)\/$/.exec(condition)?.[1] ?? "never");
  expect(["1.2.3", "1.2.3-rc.1", "1.2.3x", "v1.2.3", "1.2"].filter((tag) => pattern.test(tag))).toEqual([
    "1.2.3",
    "1.2.3-rc.1",
  ]);
  const publishing = Object.entries<{ stage?: string; extends?: string | string[] }>(jobs).filter(
    ([, { stage }]) => stage === "publish" || stage === "release",
  );
  expect(publishing.length).toBeGreaterThan(5);
  for (const [name, job] of publishing) expect([job.extends].flat(), name).toContain(".release");
});

test("every job that a release needs is there on its tag, too", () => {
  for (const [name, job] of Object.entries<{ needs?: string[]; extends?: string | string[] }>(jobs)) {
    if (![job.extends].flat().includes(".release")) continue;
    for (const needed of job.needs ?? [])
      expect([jobs[needed].extends].flat(), `${name} needs ${needed}`).toContain(".release");
  }
});
