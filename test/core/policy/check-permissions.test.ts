import { describe, expect, test } from "vitest";
import { checkPermissions } from "../../../src/core/policy/index.ts";
import { authToken, full, policy, pullActions, pushActions, pushPull, repository } from "./ecr-policy.ts";

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

  /** Amazon ECR User Guide, "IAM permissions for pushing an image …" and "… for pulling an image …". */
  test.each([
    ["ecr:GetAuthorizationToken", "deny", "deny", "Logging in fails"],
    ["ecr:BatchCheckLayerAvailability", "deny", "allow", "fails at its first layer"],
    ["ecr:InitiateLayerUpload", "deny", "allow", "fails at its first new layer"],
    ["ecr:UploadLayerPart", "deny", "allow", "fails while it uploads"],
    ["ecr:CompleteLayerUpload", "deny", "allow", "fails at the end of a layer"],
    ["ecr:PutImage", "deny", "allow", "fails at the tag"],
    ["ecr:BatchGetImage", "deny", "deny", "A pull fails at the manifest"],
    ["ecr:GetDownloadUrlForLayer", "allow", "deny", "A pull fails at its first layer"],
  ])("without %s push is %s, pull is %s: %s", (action, push, pull, without) => {
    const rest = policy(authToken, pushPull, { Effect: "Deny", Action: action, Resource: "*" });
    const result = checkPermissions([rest], { repository });
    expect(result).toMatchObject({ push, pull, missing: [action] });
    expect(result.findings.map(({ message }) => message)).toEqual([expect.stringContaining(without)]);
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

  test("variables in resources are filled in; without a value nothing matches, not given they are unknown", () => {
    const byTag = policy(authToken, {
      ...pushPull,
      Resource: "arn:aws:ecr:ap-northeast-1:455931011959:repository/${aws:PrincipalTag/repository}",
    });
    const given = (value: string | null) => ({ repository, context: { "aws:PrincipalTag/repository": value } });
    expect(checkPermissions([byTag], given("aws-network-cdk")).push).toBe("allow");
    expect(checkPermissions([byTag], given("other")).push).toBe("deny");
    expect(checkPermissions([byTag], given(null)).push).toBe("deny");
    expect(checkPermissions([byTag], { repository }).push).toBe("unknown");
    const tokenByTag = policy({ ...authToken, Resource: "${aws:PrincipalTag/any}" });
    expect(checkPermissions([tokenByTag], { repository }).missing).toContain("ecr:GetAuthorizationToken");
  });

  test("its findings tell what is missing, and nothing where all is allowed", () => {
    expect(checkPermissions([full], { repository }).findings).toEqual([]);
    const { findings } = checkPermissions([policy(pushPull)], { repository });
    expect(findings.map(({ id }) => id)).toEqual(["missing-auth-token"]);
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
    const others = ["aws-network-cdk", "arn:aws:ecr:eu-west-1:1:registry/x", "arn:aws:s3:eu-west-1:1:repository/x"];
    for (const other of others) {
      expect(() => checkPermissions([full], { repository: other })).toThrow("isn't the ARN of an ECR repository");
    }
  });
});
