import { describe, expect, test } from "vitest";
import { isSessionOf, parseRoleArn, principalOf } from "../../../src/core/identity/index.ts";

const role = parseRoleArn("arn:aws:iam::455931011959:role/ci/deploy");

test.each([
  ["arn:aws:sts::455931011959:assumed-role/deploy/job-1", "arn:aws:iam::455931011959:role/deploy"],
  ["arn:aws-cn:sts::455931011959:assumed-role/deploy/job@1", "arn:aws-cn:iam::455931011959:role/deploy"],
  ["arn:aws:iam::455931011959:user/ci/gitlab", "arn:aws:iam::455931011959:user/ci/gitlab"],
])("a trust policy names %s as %s", (identity, principal) => {
  expect(principalOf(identity)).toBe(principal);
});

describe("isSessionOf", () => {
  test("knows a session by account, partition and name; the path doesn't show in it", () => {
    expect(isSessionOf("arn:aws:sts::455931011959:assumed-role/deploy/job-1", role)).toBe(true);
  });

  test.each([
    "arn:aws:sts::455931011959:assumed-role/deployer/job-1",
    "arn:aws:sts::455931011959:assumed-role/deploy",
    "arn:aws:sts::210987654321:assumed-role/deploy/job-1",
    "arn:aws-cn:sts::455931011959:assumed-role/deploy/job-1",
    "arn:aws:iam::455931011959:user/deploy/job-1",
  ])("%s is another identity", (identity) => {
    expect(isSessionOf(identity, role)).toBe(false);
  });
});
