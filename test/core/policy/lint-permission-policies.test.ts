import { describe, expect, test } from "vitest";
import { lintPermissionPolicies } from "../../../src/core/policy/index.ts";
import { authToken, full, policy, pullActions, pushActions, pushPull, repository } from "./ecr-policy.ts";

describe("lintPermissionPolicies", () => {
  const found = (...documents: unknown[]) =>
    Object.fromEntries(lintPermissionPolicies(documents).findings.map(({ id, severity }) => [id, severity]));

  test("the guide's policy (S7) has nothing wrong with it", () => {
    expect(lintPermissionPolicies([full])).toEqual({ grade: "safe", findings: [] });
  });

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
