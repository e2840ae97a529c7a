import fc from "fast-check";
import { expect, test } from "vitest";
import { isSessionName, parseRoleArn, sessionName } from "../../../src/core/identity/index.ts";

test("names project, pipeline and job", () => {
  expect(sessionName({ projectPath: "org/team/app", pipelineId: "815", jobId: "4711" })).toBe("org-team-app-815-4711");
});

test("keeps the end of a long path, and the ids whole", () => {
  const name = sessionName({ projectPath: `${"group/".repeat(20)}app`, pipelineId: "815", jobId: "4711" });
  expect(name).toHaveLength(64);
  expect(name).toMatch(/group-app-815-4711$/);
});

test("has a name outside of jobs, too", () => {
  expect(sessionName({ projectPath: null, pipelineId: null, jobId: null })).toBe("gitlab-ecr");
});

test("is always one that STS takes", () => {
  const maybe = fc.option(fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(maybe, maybe, maybe, (projectPath, pipelineId, jobId) => {
      expect(sessionName({ projectPath, pipelineId, jobId })).toSatisfy(isSessionName);
    }),
  );
});

test.each([
  [
    "arn:aws:iam::012345678901:role/gitlab-ecr-role",
    { partition: "aws", accountId: "012345678901", roleName: "gitlab-ecr-role" },
  ],
  ["arn:aws-cn:iam::012345678901:role/ci/push/r", { partition: "aws-cn", accountId: "012345678901", roleName: "r" }],
])("parseRoleArn(%s)", (arn, parts) => {
  expect(parseRoleArn(arn)).toEqual({ arn, ...parts });
});

test.each([
  "gitlab-ecr-role",
  "arn:aws:iam::12345678901:role/x",
  "arn:aws:iam::012345678901:user/x",
  "arn:aws:sts::012345678901:assumed-role/x/y",
  "arn:moon:iam::012345678901:role/x",
  "arn:aws:iam::012345678901:role/",
  " arn:aws:iam::012345678901:role/x",
  "arn:aws:iam::012345678901:role/x\n",
])("parseRoleArn refuses %j", (arn) => {
  expect(() => parseRoleArn(arn)).toThrow(expect.objectContaining({ code: "role-arn-invalid" }));
});
