import { describe, expect, test } from "vitest";
import { GitlabEcrError } from "../../../src/core/errors/index.ts";
import { evaluateTrustPolicy } from "../../../src/core/policy/index.ts";
import { idToken, trustPolicy } from "./gitlab-token.ts";

describe("evaluateTrustPolicy", () => {
  test("tells for each statement and condition what was expected, what was there, and what it makes of it", () => {
    const policy = trustPolicy({
      StringLike: { "gitlab.com:sub": ["project_path:org/team/app:ref_type:branch:ref:*"] },
      StringEquals: { "gitlab.com:ref": "main", "gitlab.com:project_id": "1" },
      IpAddress: { "aws:SourceIp": "203.0.113.0/24" },
    });
    const { statements, verdict } = evaluateTrustPolicy(JSON.stringify(policy), idToken());
    expect(verdict).toBe("deny");
    expect(statements).toEqual([
      {
        index: 0,
        sid: null,
        effect: "Allow",
        applies: false,
        because: "condition",
        conditions: [
          {
            operator: "StringLike",
            key: "gitlab.com:sub",
            expected: ["project_path:org/team/app:ref_type:branch:ref:*"],
            actual: ["project_path:org/team/app:ref_type:branch:ref:main"],
            matched: true,
            note: null,
          },
          {
            operator: "StringEquals",
            key: "gitlab.com:ref",
            expected: ["main"],
            actual: [],
            matched: false,
            note: expect.stringContaining("doesn't turn this claim into a condition key"),
          },
          {
            operator: "StringEquals",
            key: "gitlab.com:project_id",
            expected: ["1"],
            actual: ["4242"],
            matched: false,
            note: null,
          },
          {
            operator: "IpAddress",
            key: "aws:SourceIp",
            expected: ["203.0.113.0/24"],
            actual: [],
            matched: null,
            note: expect.stringContaining("wasn't given"),
          },
        ],
      },
    ]);
  });

  test.each([
    ["principal", { Principal: { AWS: "arn:aws:iam::123456789012:root" } }],
    ["action", { Action: "sts:AssumeRole" }],
    ["condition", { Condition: { StringEquals: { "gitlab.com:sub": "x" } } }],
    ["unknown", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
    ["applies", { Condition: {} }],
  ])("says that %s decides", (because, changes) => {
    const [statement] = evaluateTrustPolicy(trustPolicy({}, changes), idToken()).statements;
    expect(statement?.because).toBe(because);
    expect(statement?.applies).toBe(because === "applies" ? true : because === "unknown" ? null : false);
  });

  test("personal claims are nowhere in the result unless a condition tests them", () => {
    const policy = trustPolicy({ StringLike: { "gitlab.com:sub": "*" } });
    expect(JSON.stringify(evaluateTrustPolicy(policy, idToken()))).not.toMatch(/sample-user/);
    const tested = trustPolicy({ StringEquals: { "gitlab.com:user_login": "sample-user" } });
    expect(evaluateTrustPolicy(tested, idToken()).statements[0]?.conditions[0]?.actual).toEqual(["sample-user"]);
  });

  test("session tags and source identity come from the token", () => {
    const claims = idToken({
      "https://aws.amazon.com/tags": { principal_tags: { team: ["blue"] }, transitive_tag_keys: ["team"] },
      "https://aws.amazon.com/source_identity": "sample",
    });
    const policy = trustPolicy({
      StringEquals: { "aws:RequestTag/team": "blue", "sts:SourceIdentity": "sample" },
      "ForAllValues:StringEquals": { "aws:TagKeys": ["team"], "sts:TransitiveTagKeys": ["team"] },
    });
    expect(evaluateTrustPolicy(policy, claims).verdict).toBe("allow");
  });

  test("has permissions only when permission policies are given", () => {
    expect(evaluateTrustPolicy(trustPolicy({}), idToken())).not.toHaveProperty("permissions");
    expect(evaluateTrustPolicy(trustPolicy({}), idToken(), { permissions: [] }).permissions).toMatchObject({
      push: "deny",
    });
  });

  test("a provider's ARN that is known must be the one", () => {
    const options = { providerArn: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" };
    expect(evaluateTrustPolicy(trustPolicy({}), idToken(), options).verdict).toBe("allow");
    const other = { providerArn: "arn:aws:iam::999999999999:oidc-provider/gitlab.com" };
    expect(evaluateTrustPolicy(trustPolicy({}), idToken(), other).verdict).toBe("deny");
  });

  test.each([
    ["no iss", { sub: "x" }],
    ["a number as iss", { iss: 1 }],
    ["text", "eyJ"],
    ["a list", []],
    ["null", null],
  ])("refuses claims that are %s", (_name, claims) => {
    expect(() => evaluateTrustPolicy(trustPolicy({}), claims)).toThrow(GitlabEcrError);
  });

  test("a policy without statements allows nobody", () => {
    expect(evaluateTrustPolicy({ Statement: [] }, idToken())).toMatchObject({ verdict: "deny", grade: "safe" });
  });

  /** IAM User Guide, "AWS JSON policy elements: Principal", federated principals. */
  test.each([
    ["arn:aws:iam::123456789012:oidc-provider/example.com/GitLab", "https://EXAMPLE.com/GitLab", "allow"],
    ["arn:aws:iam::123456789012:oidc-provider/Example.com/GitLab", "https://example.com/GitLab", "allow"],
    ["arn:aws:iam::123456789012:oidc-provider/example.com/GitLab", "https://example.com/gitlab", "deny"],
    ["arn:aws:iam::123456789012:oidc-provider/example.com/gitlab", "https://example.com", "deny"],
    ["arn:aws:iam::123456789012:oidc-provider/example.com", "https://other.com", "deny"],
    ["arn:aws:iam::1123456789012:oidc-provider/example.com", "https://example.com", "deny"],
    ["arn:aws:iam::1234567890123:oidc-provider/example.com", "https://example.com", "deny"],
    ["arn:aws:iam::123456789012:x-oidc-provider/example.com", "https://example.com", "deny"],
    ["arn:aws:iam::123456789012:saml-provider/example.com", "https://example.com", "deny"],
    ["accounts.google.com", "https://accounts.google.com", "allow"],
    ["cognito-identity.amazonaws.com", "https://cognito-identity.amazonaws.com", "allow"],
    ["www.amazon.com", "https://www.amazon.com", "allow"],
    ["graph.facebook.com", "https://graph.facebook.com", "allow"],
    ["graph.facebook.com", "https://accounts.google.com", "deny"],
    ["gitlab.com", "https://gitlab.com", "deny"],
  ])("%s and tokens of %s: %s", (Federated, iss, verdict) => {
    const policy = trustPolicy({}, { Principal: { Federated } });
    expect(evaluateTrustPolicy(policy, idToken({ iss })).verdict).toBe(verdict);
  });

  test("a name among principals of another kind trusts no provider", () => {
    const provider = "arn:aws:iam::123456789012:oidc-provider/gitlab.com";
    for (const kind of ["AWS", "Service", "CanonicalUser"]) {
      expect(evaluateTrustPolicy(trustPolicy({}, { Principal: { [kind]: provider } }), idToken()).verdict).toBe("deny");
    }
    expect(evaluateTrustPolicy(trustPolicy({}, { Principal: { Service: "*" } }), idToken()).verdict).toBe("deny");
  });

  test("four times the statements, allowing and denying, don't take eight times as long", () => {
    const allow = trustPolicy({ StringEquals: { "gitlab.com:sub": "x" } }).Statement;
    const deny = trustPolicy({ StringNotEquals: { "gitlab.com:sub": "y" } }, { Effect: "Deny" }).Statement;
    const policyOf = (pairs: number) => ({
      Version: "2012-10-17",
      Statement: Array.from({ length: pairs }, () => [...allow, ...deny]).flat(),
    });
    const [small, large] = [policyOf(40), policyOf(160)];
    const time = (policy: unknown) => {
      const started = performance.now();
      evaluateTrustPolicy(policy, idToken());
      return performance.now() - started;
    };
    time(large);
    const ratios = Array.from({ length: 5 }, () => time(large) / time(small));
    expect(Math.min(...ratios)).toBeLessThan(8);
  });
});
