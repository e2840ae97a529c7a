import { expect, test } from "vitest";
import { pipelineRisks, rewritePipeline } from "../../../src/core/pipeline/index.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const change = {
  component: "gitlab.example.com/tools/gitlab-ecr/login@1",
  phase: "dual",
  inputs: { registries: host },
} as const;

test.each([
  ["names none", "", "", true],
  ["has that of all jobs", "default:\n  image: node:24\n", "", false],
  ["doesn't inherit that of all jobs", "default:\n  image: node:24\n", "  inherit: { default: false }\n", true],
  ["inherits other keywords alone", "default:\n  image: node:24\n", "  inherit: { default: [tags] }\n", true],
])("a job that %s runs in the component's image, which is told", (_, common, own, isTold) => {
  const login = `    - aws ecr get-login-password | docker login -u AWS --password-stdin ${host}\n`;
  const text = `${common}push:\n${own}  script:\n${login}    - docker push ${host}/app\n`;
  const { replaced } = rewritePipeline(text, change);
  expect(replaced).toHaveLength(1);
  const messages = pipelineRisks(text, replaced, change).map(({ message }) => message);
  expect(messages.some((message) => message.includes("names no image"))).toBe(isTold);
});
