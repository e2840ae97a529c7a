import { describe, expect, test } from "vitest";
import { lintPermissionPolicies } from "../../../src/core/policy/index.ts";
import { authToken, full, policy, pullActions, pushActions, pushPull, repository } from "./ecr-policy.ts";

describe("lintPermissionPolicies", () => {
  const found = (...documents: unknown[]) =>
    Object.fromEntries(lintPermissionPolicies(documents).findings.map(({ id, severity }) => [id, severity]));

  test("the guide's policy (S7) has nothing wrong with it", () => {
    expect(lintPermissionPolicies([full])).toEqual({ grade: "safe", findings: [] });
  });

  /** Beside what a push needs, a statement about the repository, with what a test changes. */
  const besides = (changes: object) =>
    policy(authToken, pushPull, { Effect: "Allow", Resource: repository, ...changes });

  test.each([
    [
      "everything",
      policy({ Effect: "Allow", Action: "*", Resource: "*" }),
      { "admin-star": "dangerous", "push-all-repositories": "caution" },
    ],
    [
      "ecr:* on all",
      policy({ Effect: "Allow", Action: "ecr:*", Resource: "*" }),
      { "ecr-star": "caution", "push-all-repositories": "caution" },
    ],
    [
      "push on every repository",
      policy(authToken, { ...pushPull, Resource: "arn:aws:ecr:*:455931011959:repository/*" }),
      { "push-all-repositories": "caution" },
    ],
    [
      "the token with an ARN",
      policy({ ...authToken, Resource: repository }, pushPull),
      { "auth-token-resource": "caution", "missing-auth-token": "caution" },
    ],
    ["no token", policy(pushPull), { "missing-auth-token": "caution" }],
    [
      "no PutImage",
      policy(authToken, {
        ...pushPull,
        Action: [...pushActions.filter((action) => action !== "ecr:PutImage"), "ecr:GetDownloadUrlForLayer"],
      }),
      { "missing-push-action": "caution" },
    ],
    ["no pull", policy(authToken, { ...pushPull, Action: pushActions }), { "missing-pull-action": "caution" }],
    [
      "delete rights",
      policy(authToken, pushPull, { Effect: "Allow", Action: "ecr:BatchDeleteImage", Resource: repository }),
      { "delete-rights": "caution" },
    ],
    [
      "iam:*",
      policy(authToken, pushPull, { Effect: "Allow", Action: "iam:*", Resource: "*" }),
      { "iam-wildcard": "dangerous" },
    ],
    [
      "sts:* on all",
      policy(authToken, pushPull, { Effect: "Allow", Action: "sts:*", Resource: "*" }),
      { "sts-wildcard": "dangerous" },
    ],
    [
      "one role to assume",
      policy(authToken, pushPull, { Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::1:role/x" }),
      {},
    ],
    [
      "NotAction",
      policy(authToken, pushPull, { Effect: "Allow", NotAction: "iam:*", Resource: repository }),
      { "not-action": "dangerous" },
    ],
    ["everything, written long", besides({ Action: "*:*" }), { "admin-star": "dangerous" }],
    ["everything of ECR, in capitals", besides({ Action: "ECR:**" }), { "ecr-star": "caution" }],
    [
      "roles by wildcard",
      besides({ Action: "sts:AssumeRole", Resource: "arn:aws:iam::1:role/*" }),
      { "sts-wildcard": "caution" },
    ],
    [
      "actions of STS by wildcard on a role",
      besides({ Action: "sts:Assume*", Resource: "arn:aws:iam::1:role/x" }),
      { "sts-wildcard": "caution" },
    ],
    [
      "a role to assume, or any",
      besides({ Action: "sts:AssumeRole", Resource: ["arn:aws:iam::1:role/x", "*"] }),
      { "sts-wildcard": "dangerous" },
    ],
    [
      "every role but one",
      besides({ Action: "sts:AssumeRole", NotResource: "arn:aws:iam::1:role/x", Resource: undefined }),
      { "sts-wildcard": "dangerous" },
    ],
    ["who am I, on all", besides({ Action: "sts:GetCallerIdentity", Resource: "*" }), {}],
    ["Deny statements", besides({ Effect: "Deny", Action: ["*", "iam:*", "ecr:Delete*"], Resource: "*" }), {}],
    ["a token that is denied", policy({ ...authToken, Effect: "Deny" }, pushPull), { "missing-auth-token": "caution" }],
    [
      "actions that are denied",
      policy(authToken, { ...pushPull, Effect: "Deny" }),
      { "missing-push-action": "caution", "missing-pull-action": "caution" },
    ],
    [
      "every repository but one",
      policy(authToken, { ...pushPull, Resource: undefined, NotResource: repository }),
      { "push-all-repositories": "caution" },
    ],
    ["no Resource", policy(authToken, { ...pushPull, Resource: undefined }), { "push-all-repositories": "caution" }],
    ["the token without Resource", policy({ ...authToken, Resource: undefined }, pushPull), {}],
    [
      "the token on all but something",
      policy({ ...authToken, Resource: undefined, NotResource: repository }, pushPull),
      {},
    ],
    [
      "the token on nothing",
      policy({ ...authToken, Resource: undefined, NotResource: "*" }, pushPull),
      { "auth-token-resource": "caution", "missing-auth-token": "caution" },
    ],
    [
      "one repository, and others by wildcard",
      policy(authToken, { ...pushPull, Resource: [repository, "arn:aws:ecr:*:*:repository/app-?"] }),
      { "push-all-repositories": "caution" },
    ],
    ["two stars", policy(authToken, { ...pushPull, Resource: "**" }), { "push-all-repositories": "caution" }],
    ["another service's wildcard", policy(authToken, { ...pushPull, Resource: [repository, "arn:aws:s3:::b*"] }), {}],
    ["reading IAM", policy(authToken, pushPull, { Effect: "Allow", Action: "iam:Get*", Resource: "*" }), {}],
  ])("%s", (_name, document, expected) => {
    expect(found(document)).toEqual(expected);
  });

  test("leaves no placeholder in any text", () => {
    const documents = [
      policy({ Effect: "Allow", Action: ["*", "ecr:*", "iam:*", "sts:*", "ecr:Delete*"], Resource: "*" }),
      policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }),
      policy({ Effect: "Allow", Action: ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"], Resource: repository }),
      policy(),
    ];
    for (const document of documents) {
      for (const { message, remedy, at } of lintPermissionPolicies([document]).findings) {
        expect(`${message} ${remedy}`).not.toMatch(/\{[a-zA-Z]+\}|undefined/);
        expect(at).toMatch(/^Statement(\[\d\]\.(Action|NotAction|Resource))?$/);
      }
    }
  });

  test("the token beside other actions on a repository never works; on * among others it does", () => {
    const together = { ...pushPull, Action: ["ecr:GetAuthorizationToken", ...pushPull.Action] };
    expect(found(policy(together))).toEqual({ "auth-token-resource": "caution", "missing-auth-token": "caution" });
    expect(found(policy({ ...authToken, Resource: [repository, "*"] }, pushPull))).toEqual({});
    expect(lintPermissionPolicies([policy(together)]).findings.map(({ at }) => at)).toContain("Statement[0].Resource");
  });

  test.each([
    ["ecr:BatchDeleteImage", "delete-rights"],
    ["ecr:DeleteRepository", "delete-rights"],
    ["ecr:DeleteRepositoryPolicy", "delete-rights"],
    ["ecr:DeleteLifecyclePolicy", "delete-rights"],
    ["ecr:DeleteRegistryPolicy", "delete-rights"],
    ["ecr:*Delete*", "delete-rights"],
    ["iam:AttachRolePolic?", "iam-wildcard"],
    ["iam:AttachUserPolic?", "iam-wildcard"],
    ["iam:CreateAccessKe?", "iam-wildcard"],
    ["iam:CreatePolicyVersio?", "iam-wildcard"],
    ["iam:PassRol?", "iam-wildcard"],
    ["iam:PutRolePolic?", "iam-wildcard"],
    ["iam:PutUserPolic?", "iam-wildcard"],
    ["iam:UpdateAssumeRolePolic?", "iam-wildcard"],
  ])("%s beside what a push needs: %s", (Action, id) => {
    expect(Object.keys(found(besides({ Action })))).toEqual([id]);
  });

  test("what one policy lacks another may allow", () => {
    expect(found(policy(authToken), policy(pushPull))).toEqual({});
    expect(found(policy(pushPull), policy(authToken))).toEqual({});
  });

  test("shows lists as lists, and where they stand", () => {
    const [notAction] = lintPermissionPolicies([besides({ NotAction: ["iam:*", "s3:*"] })]).findings;
    expect(notAction?.message).toContain("everything but iam:*, s3:*");
    const several = [repository, "arn:aws:ecr:*:*:repository/*"];
    const [push] = lintPermissionPolicies([policy(authToken, { ...pushPull, Resource: several })]).findings;
    expect(push?.message).toContain(several.join(", "));
    const { NotResource, ...rest } = { ...pushPull, Resource: undefined, NotResource: repository };
    const [but] = lintPermissionPolicies([policy(authToken, { ...rest, NotResource })]).findings;
    expect(but).toMatchObject({ at: "Statement[1].NotResource" });
    const [open] = lintPermissionPolicies([policy(authToken, rest)]).findings;
    expect(open).toMatchObject({ at: "Statement[1].Resource", message: expect.stringContaining("on *,") });
  });

  test("a pull asks for what a pull needs", () => {
    const { findings } = lintPermissionPolicies([policy(authToken)], { access: "pull" });
    expect(findings.map(({ id, message }) => [id, message.split(" ")[0]])).toEqual(
      pullActions.map((action) => ["missing-pull-action", action]),
    );
  });

  test("pull on every repository is info", () => {
    const pull = { Effect: "Allow", Action: pullActions, Resource: "*" };
    const { findings } = lintPermissionPolicies([policy(authToken, pull)], { access: "pull" });
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([["pull-all-repositories", "info"]]);
  });

  test("says what fails without an action, and where the place is among several policies", () => {
    const { findings } = lintPermissionPolicies([policy(authToken), policy({ ...pushPull, Action: "ecr:*" })]);
    expect(findings[0]).toMatchObject({ id: "ecr-star", at: "Policy[1].Statement[0].Action" });
    const [missing] = lintPermissionPolicies([policy(pushPull)]).findings;
    expect(missing?.message).toContain("Logging in fails");
  });
});
