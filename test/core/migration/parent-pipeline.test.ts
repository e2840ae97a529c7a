import { expect, test } from "vitest";
import { parse } from "yaml";
import { parentPipeline } from "../../../src/core/migration/index.ts";

test.each([1, 200, 201, 2000])("a parent pipeline has %d projects, each once, at most 200 to a job", (count) => {
  const projects = Array.from({ length: count }, (_, index) => `org/p-${index}`);
  const { stages, ...jobs } = parse(parentPipeline({ projects, variables: { A: "1: 'x'" } }, "/child.yml"));
  expect(stages).toEqual(["migrate"]);
  const all = Object.values(jobs).map((job) => (job as Job).parallel.matrix[0]?.GITLAB_ECR_PROJECT ?? []);
  expect(Math.max(...all.map(({ length }) => length))).toBeLessThanOrEqual(200);
  expect(all.flat()).toEqual(projects);
  expect(Object.values(jobs)).toMatchObject(all.map(() => ({ stage: "migrate", variables: { A: "1: 'x'" } })));
});

interface Job {
  parallel: { matrix: { GITLAB_ECR_PROJECT: string[] }[] };
}
