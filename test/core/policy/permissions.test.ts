import { describe, expect, test } from "vitest";
import {
  checkPermissions,
  evaluatePermissions,
  lintPermissionPolicies,
  parsePolicy,
} from "../../../src/core/policy/index.ts";

const repository = "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk";

const authToken = { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: "*" };

const pushActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:InitiateLayerUpload",
  "ecr:UploadLayerPart",
  "ecr:CompleteLayerUpload",
  "ecr:PutImage",
  "ecr:BatchGetImage",
];

const pullActions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

const pushPull = { Effect: "Allow", Action: [...pushActions, "ecr:GetDownloadUrlForLayer"], Resource: repository };

function policy(...Statement: object[]) {
  return { Version: "2012-10-17", Statement };
}

const full = policy(authToken, pushPull);

describe("checkPermissions", () => {
  test.each([
    ["login, push and pull on the repository", full, "allow", "allow", []],
    ["the same as JSON text", JSON.stringify(full), "allow", "allow", []],
    ["AdministratorAccess", policy({ Effect: "Allow", Action: "*", Resource: "*" }), "allow", "allow", []],
    [
      "ecr:* on the repository only",
      policy({ Effect: "Allow", Action: "ecr:*", Resource: repository }),
      "deny",
      "deny",
      ["ecr:GetAuthorizationToken"],
    ],
    [
      "the token on the repository",
      policy({ ...authToken, Resource: repository }, pushPull),
      "deny",
      "deny",
      ["ecr:GetAuthorizationToken"],
    ],
    // Amazon ECR User Guide, "IAM permissions for pushing an image to an Amazon ECR private repository"
    [
      "AWS's example for a push",
      policy(authToken, { Effect: "Allow", Action: pushActions, Resource: repository }),
      "allow",
      "deny",
      ["ecr:GetDownloadUrlForLayer"],
    ],
    // AWS Managed Policy Reference, AmazonEC2ContainerRegistryPullOnly
    [
      "AmazonEC2ContainerRegistryPullOnly",
      policy({
        Effect: "Allow",
        Action: ["ecr:GetAuthorizationToken", ...pullActions, "ecr:BatchImportUpstreamImage"],
        Resource: "*",
      }),
      "deny",
      "allow",
      [
        "ecr:BatchCheckLayerAvailability",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:PutImage",
      ],
    ],
    ["another repository", policy(authToken, { ...pushPull, Resource: `${repository}-x` }), "deny", "deny", undefined],
    [
      "repositories by wildcard",
      policy(authToken, { ...pushPull, Resource: "arn:aws:ecr:*:*:repository/aws-*" }),
      "allow",
      "allow",
      [],
    ],
    [
      "an explicit deny of one action",
      policy(authToken, pushPull, { Effect: "Deny", Action: "ecr:Put*", Resource: "*" }),
      "deny",
      "allow",
      ["ecr:PutImage"],
    ],
    [
      "NotAction without it",
      policy({ Effect: "Allow", NotAction: "ecr:PutImage", Resource: "*" }),
      "deny",
      "allow",
      ["ecr:PutImage"],
    ],
    [
      "NotResource that spares it",
      policy({ Effect: "Allow", Action: "ecr:*", NotResource: "arn:aws:ecr:*:*:repository/secret" }),
      "allow",
      "allow",
      [],
    ],
    [
      "NotResource that names it",
      policy(authToken, { Effect: "Allow", Action: "ecr:*", NotResource: repository }),
      "deny",
      "deny",
      undefined,
    ],
    [
      "a condition that isn't known",
      policy(authToken, { ...pushPull, Condition: { StringEquals: { "aws:RequestedRegion": "ap-northeast-1" } } }),
      "unknown",
      "unknown",
      [],
    ],
    [
      "a deny that isn't known",
      policy(authToken, pushPull, {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
      "unknown",
      "unknown",
      [],
    ],
    ["nothing", policy(), "deny", "deny", undefined],
  ] as const)("%s", (_name, document, push, pull, missing) => {
    const result = checkPermissions([document], { repository });
    expect(result).toMatchObject({ push, pull });
    if (missing !== undefined) expect(result.missing).toEqual(missing);
  });

  test("policies hold together: inline, attached and group", () => {
    expect(checkPermissions([policy(authToken), policy(pushPull)], { repository })).toMatchObject({ push: "allow" });
  });

  test("pull asks for less", () => {
    const pullOnly = policy(authToken, { Effect: "Allow", Action: pullActions, Resource: repository });
    expect(checkPermissions([pullOnly], { repository, access: "pull" }).missing).toEqual([]);
  });

  test("without a repository, rights on some repositories are unknown, on all they are known", () => {
    expect(checkPermissions([full])).toMatchObject({ push: "unknown", pull: "unknown" });
    const onAll = policy(authToken, { ...pushPull, Resource: "arn:aws:ecr:*:*:repository/*" });
    expect(checkPermissions([onAll])).toMatchObject({ push: "allow", pull: "allow" });
  });

  test("a region that is given decides", () => {
    const onlyTokyo = policy({
      Effect: "Allow",
      Action: "ecr:*",
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": "ap-northeast-1" } },
    });
    const context = (region: string) => ({ repository, context: { "aws:RequestedRegion": region } });
    expect(checkPermissions([onlyTokyo], context("ap-northeast-1")).push).toBe("allow");
    expect(checkPermissions([onlyTokyo], context("eu-west-1")).push).toBe("deny");
  });

  test("a repository that isn't an ECR repository's ARN is refused", () => {
    expect(() => checkPermissions([full], { repository: "aws-network-cdk" })).toThrow(
      "isn't the ARN of an ECR repository",
    );
  });
});

/** IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic". */
describe("boundary, session and repository policies", () => {
  const roleArn = "arn:aws:iam::455931011959:role/gitlab-ecr-role";
  const sessionArn = "arn:aws:sts::455931011959:assumed-role/gitlab-ecr-role/job-1";
  const onlyPull = policy(authToken, { Effect: "Allow", Action: pullActions, Resource: "*" });
  const grant = (Principal: unknown, Action: unknown = "ecr:*") => policy({ Effect: "Allow", Principal, Action });
  const identity = [policy(authToken)];
  const named = { roleArn, sessionName: "job-1" };

  test.each([
    ["a boundary limits", { identity: [full], boundary: onlyPull }, "deny", "allow"],
    ["a boundary alone grants nothing", { identity: [], boundary: full }, "deny", "deny"],
    ["a session policy limits", { identity: [full], session: [onlyPull] }, "deny", "allow"],
    ["session policies add up", { identity: [full], session: [policy(authToken), policy(pushPull)] }, "allow", "allow"],
    ["a session without a policy isn't limited", { identity: [full] }, "allow", "allow"],
    [
      "a deny in the boundary strikes",
      {
        identity: [full],
        boundary: policy(
          { Effect: "Allow", Action: "*", Resource: "*" },
          { Effect: "Deny", Action: "ecr:PutImage", Resource: "*" },
        ),
      },
      "deny",
      "allow",
    ],
    [
      "the repository names the role",
      { identity, ...named, repositoryPolicy: grant({ AWS: roleArn }) },
      "allow",
      "allow",
    ],
    [
      "the repository names the session, past the boundary",
      { identity, ...named, boundary: policy(authToken), repositoryPolicy: grant({ AWS: sessionArn }) },
      "allow",
      "allow",
    ],
    [
      "the repository names the role, within the boundary",
      { identity, ...named, boundary: policy(authToken), repositoryPolicy: grant({ AWS: roleArn }) },
      "deny",
      "deny",
    ],
    [
      "the repository names the account only: identity decides",
      { identity, ...named, repositoryPolicy: grant({ AWS: "455931011959" }) },
      "deny",
      "deny",
    ],
    ["the repository names everyone", { identity, ...named, repositoryPolicy: grant("*") }, "allow", "allow"],
    [
      "the repository names another role",
      { identity, ...named, repositoryPolicy: grant({ AWS: `${roleArn}-2` }) },
      "deny",
      "deny",
    ],
    [
      "the repository denies the role",
      {
        identity: [full],
        ...named,
        repositoryPolicy: policy({ Effect: "Deny", Principal: { AWS: roleArn }, Action: "ecr:PutImage" }),
      },
      "deny",
      "allow",
    ],
    [
      "the repository denies all but the role",
      {
        identity: [full],
        ...named,
        repositoryPolicy: policy({
          Effect: "Deny",
          NotPrincipal: { AWS: [roleArn, "arn:aws:iam::455931011959:root"] },
          Action: "ecr:*",
        }),
      },
      "allow",
      "allow",
    ],
    [
      "the repository denies all but another",
      {
        identity: [full],
        ...named,
        repositoryPolicy: policy({
          Effect: "Deny",
          NotPrincipal: { AWS: "arn:aws:iam::455931011959:role/other" },
          Action: "ecr:*",
        }),
      },
      "deny",
      "deny",
    ],
  ])("%s", (_name, documents, push, pull) => {
    expect(checkPermissions(documents, { repository })).toMatchObject({ push, pull });
  });

  test("whether a repository policy names a role that wasn't given is unknown", () => {
    const byRole = { identity, repositoryPolicy: grant({ AWS: roleArn }) };
    expect(checkPermissions(byRole, { repository })).toMatchObject({ push: "unknown", pull: "unknown" });
    const bySession = { identity, roleArn, repositoryPolicy: grant({ AWS: sessionArn }) };
    expect(checkPermissions(bySession, { repository }).push).toBe("unknown");
    const denied = {
      identity: [full],
      repositoryPolicy: policy({ Effect: "Deny", Principal: { AWS: roleArn }, Action: "ecr:*" }),
    };
    expect(checkPermissions(denied, { repository }).push).toBe("unknown");
    const elsewhere = { identity, repositoryPolicy: grant({ AWS: "arn:aws:iam::111122223333:role/x" }) };
    expect(checkPermissions(elsewhere, { repository }).push).toBe("deny");
  });

  test.each([
    ["neither side", [policy(authToken)], undefined, "deny"],
    ["identity side only", [full], undefined, "deny"],
    ["repository side only", [policy(authToken)], { AWS: "111122223333" }, "deny"],
    ["both sides, by account", [full], { AWS: "arn:aws:iam::111122223333:root" }, "allow"],
    ["both sides, by role", [full], { AWS: "arn:aws:iam::111122223333:role/ci" }, "allow"],
  ])("across accounts: %s", (_name, policies, principal, push) => {
    const documents = {
      identity: policies,
      roleArn: "arn:aws:iam::111122223333:role/ci",
      ...(principal === undefined ? {} : { repositoryPolicy: grant(principal) }),
    };
    expect(checkPermissions(documents, { repository }).push).toBe(push);
  });
});

describe("evaluatePermissions", () => {
  const all = parsePolicy(policy({ Effect: "Allow", Action: "*", Resource: "*" }));
  const none = parsePolicy(policy());
  const denied = parsePolicy(policy({ Effect: "Deny", Action: "*", Resource: "*" }));
  const byUser = parsePolicy(
    policy({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::455931011959:user/ci" }, Action: "*" }),
  );
  const request = {
    action: "ecr:PutImage",
    resource: { kind: "arn", arn: repository },
    principal: { kind: "aws", account: "455931011959", arn: "arn:aws:iam::455931011959:user/ci", sessionArn: "none" },
    context: { values: new Map(), absentPrefixes: [], unknownPrefixes: [] },
  } as const;
  const foreign = { ...request, principal: { ...request.principal, account: "111122223333" } };
  const base = { identity: [all], boundary: null, session: null, resource: null };

  test.each([
    ["allowed-by-identity", base, request],
    ["allowed-by-resource", { ...base, identity: [], resource: byUser }, request],
    ["allowed-by-resource", { ...base, identity: [], boundary: none, resource: byUser }, request],
    ["explicit-deny", { ...base, boundary: denied }, request],
    ["explicit-deny", { ...base, session: [denied] }, request],
    ["explicit-deny", { ...base, resource: denied }, request],
    ["identity", { ...base, identity: [none] }, request],
    ["boundary", { ...base, boundary: none }, request],
    ["session", { ...base, session: [none] }, request],
    ["session", { ...base, session: [] }, request],
    ["resource", base, foreign],
    ["resource", { ...base, resource: none }, foreign],
  ] as const)("%s decides", (because, policies, asked) => {
    const verdict = because.startsWith("allowed") ? "allow" : "deny";
    expect(evaluatePermissions(policies, asked)).toEqual({ verdict, because });
  });

  test("a user that the resource policy names isn't held by the boundary; a role's session is", () => {
    const policies = { ...base, identity: [], boundary: none, resource: byUser };
    const session = {
      ...request,
      principal: { ...request.principal, sessionArn: "arn:aws:sts::455931011959:assumed-role/ci/1" },
    };
    expect(evaluatePermissions(policies, session).verdict).toBe("deny");
  });
});

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
