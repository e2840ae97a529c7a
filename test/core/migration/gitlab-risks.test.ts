import { describe, expect, test } from "vitest";
import { type ConcernedVariable, gitlabRisks, type ProjectCircumstances } from "../../../src/core/migration/index.ts";

const calm: ProjectCircumstances = {
  version: "18.7.1-ee",
  defaultBranch: "main",
  defaultProtected: true,
  sharedWith: [],
};

function variable(over: Partial<ConcernedVariable>): ConcernedVariable {
  return {
    key: "AWS_ACCESS_KEY_ID",
    level: "project",
    path: "org/app",
    environmentScope: "*",
    type: "env_var",
    protected: true,
    masked: false,
    hidden: false,
    raw: false,
    concern: "key",
    why: "",
    fate: "",
    ...over,
  };
}

const messages = (
  over: Partial<ProjectCircumstances>,
  variables: readonly ConcernedVariable[] = [],
  inputs: readonly string[] = [],
) => gitlabRisks({ ...calm, ...over }, variables, new Set(inputs)).map(({ message }) => message);

describe("GitLab's version", () => {
  test.each([
    ["15.6.8", /no ID tokens before 15\.7/],
    ["15.7.0", /the component needs 17\.0/],
    ["16.11.10-ee", /the component needs 17\.0/],
    ["17.0.0", null],
    ["18.7.1-ee", null],
    ["a dev build", null],
    [null, null],
  ])("%s", (version, wanted) => {
    expect(messages({ version })).toEqual(wanted === null ? [] : [expect.stringMatching(wanted)]);
  });
});

describe("the default branch", () => {
  test.each([
    ["main", false, 1],
    ["main", true, 0],
    ["main", null, 0],
    [null, null, 0],
  ] as const)("%s, protected: %s", (defaultBranch, defaultProtected, count) => {
    expect(messages({ defaultBranch, defaultProtected })).toHaveLength(count);
  });
});

test.each([
  [50, "Owner"],
  [40, "Maintainer"],
  [30, "Developer"],
  [20, null],
  [10, null],
])("a group that it is shared with at level %i", (level, name) => {
  const found = messages({ sharedWith: [{ path: "guests", level }] });
  expect(found).toEqual(name === null ? [] : [expect.stringContaining(`the group guests (${name})`)]);
});

describe("keys", () => {
  test.each<[string, Partial<ConcernedVariable>, RegExp[]]>([
    ["that are protected", {}, [/^AWS_ACCESS_KEY_ID: protected, .*gitlab-ecr setup --protected/]],
    ["that aren't", { protected: false }, [/^AWS_ACCESS_KEY_ID: not protected/]],
    ["of one environment", { environmentScope: "prod" }, [/: protected/, /for jobs of the environment prod alone/]],
    [
      "of a group",
      { level: "group", path: "org" },
      [/: protected/, /^AWS_ACCESS_KEY_ID \(of the group org\): retiring .*plan --group org\)/],
    ],
    ["of the instance", { level: "instance", path: null }, [/: protected/, /\(of the instance\): retiring /]],
    ["that are none", { concern: "docker-config" }, []],
  ])("%s", (_, over, wanted) => {
    expect(messages({}, [variable(over)])).toEqual(wanted.map((one) => expect.stringMatching(one)));
  });

  test("of both kinds are told apart, each name once", () => {
    const scopes = [variable({ environmentScope: "*" }), variable({ key: "ECR_PASSWORD", concern: "password" })];
    const found = messages({}, [...scopes, ...scopes, variable({ key: "OPEN", protected: false })]);
    expect(found).toEqual([
      expect.stringMatching(/^AWS_ACCESS_KEY_ID, ECR_PASSWORD: protected/),
      expect.stringMatching(/^OPEN: not protected/),
    ]);
  });
});

describe("what decides for the component", () => {
  const input = (key: string, over: Partial<ConcernedVariable> = {}) => variable({ key, concern: "input", ...over });
  test.each<[string, ConcernedVariable, string[], RegExp | null]>([
    [
      "wins over an input that is given",
      input("GITLAB_ECR_REGION"),
      ["region"],
      /^GITLAB_ECR_REGION \(of the project\) wins/,
    ],
    ["wins over one that isn't", input("GITLAB_ECR_REGION"), [], null],
    [
      "wins over the job's folder",
      input("DOCKER_CONFIG", { level: "group", path: "org" }),
      [],
      /^DOCKER_CONFIG \(of the group org\)/,
    ],
    ["gives the role to protected refs alone", input("AWS_ROLE_ARN"), [], /is protected: jobs on other/],
    ["gives the role to all", input("AWS_ROLE_ARN", { protected: false }), [], null],
    ["gives no role where the input does", input("AWS_ROLE_ARN"), ["role_arn"], null],
  ])("%s", (_, one, inputs, wanted) => {
    expect(messages({}, [one], inputs)).toEqual(wanted === null ? [] : [expect.stringMatching(wanted)]);
  });
});
