import { describe, expect, test } from "vitest";
import { parseTarget } from "../../../src/core/rotation/index.ts";

describe("a target", () => {
  test.each([
    ["gitlab-project:org/app", { kind: "gitlab-project", path: "org/app" }],
    ["gitlab-project:org/team.x/app_1-2", { kind: "gitlab-project", path: "org/team.x/app_1-2" }],
    ["gitlab-project:4242", { kind: "gitlab-project", path: "4242" }],
    ["gitlab-group:org", { kind: "gitlab-group", path: "org" }],
    ["gitlab-group:org/team", { kind: "gitlab-group", path: "org/team" }],
    ["secretsmanager:ci/ecr", { kind: "secretsmanager", secretId: "ci/ecr" }],
    [
      "secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:ci/ecr-a1B2c3",
      { kind: "secretsmanager", secretId: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ci/ecr-a1B2c3" },
    ],
    ["gitlab-instance", { kind: "gitlab-instance" }],
    ["stdout", { kind: "stdout" }],
  ])("%s", (text, spec) => {
    expect(parseTarget(text)).toEqual({ ...spec, name: text });
  });

  test.each([
    "",
    "gitlab-project:",
    "gitlab-project:app",
    "gitlab-project:/org/app",
    "gitlab-project:org//app",
    "gitlab-project:org/app/",
    "gitlab-project:org/app?x=1",
    "gitlab-project:org/app\n",
    "gitlab-group:org/",
    "gitlab-instance:",
    "gitlab-instance:x",
    "secretsmanager:",
    "secretsmanager:a b",
    "STDOUT",
    "stdout:x",
  ])("isn't %j", (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  });
});
