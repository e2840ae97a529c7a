import { expect, test } from "vitest";
import { rewritePipeline, surroundingsOf } from "../../../src/core/pipeline/index.ts";
import { host } from "./generated-pipeline.ts";

const pipeline = `include: /docker.yml
push:
  extends: .docker
  before_script:
    - aws ecr get-login-password | docker login -u AWS --password-stdin ${host}
  script: [docker push app]
`;
const change = { component: "gitlab.example.com/tools/gitlab-ecr/login@1", inputs: {}, phase: "dual" } as const;

test("stage and image may come from a job of another file", () => {
  const other = ".base:\n  image: docker:27\n.docker:\n  extends: .base\n  stage: deploy\n";
  const { text, left } = rewritePipeline(pipeline, change, surroundingsOf([other]));
  expect(left).toEqual([]);
  expect(text).toContain(
    "  extends: [.ecr-login, .docker]\n  before_script:\n    - !reference [.ecr-login, before_script]\n",
  );
});

test.each([".docker:\n  image: docker:27\n", ".other:\n  image: docker:27\n  stage: deploy\n"])(
  "a login stays where %j doesn't tell of both",
  (other) => {
    const { changed, left } = rewritePipeline(pipeline, change, surroundingsOf([other]));
    expect([changed, left.map(({ reason }) => reason)]).toEqual([
      false,
      ["Whether .docker has a stage and an image, this file doesn't tell."],
    ]);
  },
);
