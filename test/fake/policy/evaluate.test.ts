import { describe, expect, test } from "vitest";
import type { ConditionBlock } from "./conditions.ts";
import { decide, type Statement } from "./evaluate.ts";
import { matchesPattern } from "./pattern.ts";

const providerArn = "arn:aws:iam::455931011959:oidc-provider/gitlab.example.com";
const context = { "gitlab.example.com:sub": "a:b", "gitlab.example.com:aud": ["one", "two"], "x:empty": [] };

function trust(over: Partial<Statement>) {
  const statement: Statement = {
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    ...over,
  };
  return decide([{ Statement: statement }], {
    action: "sts:AssumeRoleWithWebIdentity",
    principal: { federated: providerArn },
    context,
  });
}

describe("conditions", () => {
  const cases: [boolean, ConditionBlock][] = [
    [true, { StringEquals: { "gitlab.example.com:sub": "a:b" } }],
    [true, { StringEquals: { "GITLAB.example.com:SUB": ["x", "a:b"] } }],
    [false, { StringEquals: { "gitlab.example.com:sub": "A:B" } }],
    [false, { StringEquals: { "gitlab.example.com:sub": "a:*" } }],
    [true, { StringEqualsIgnoreCase: { "gitlab.example.com:sub": "A:B" } }],
    [true, { StringLike: { "gitlab.example.com:sub": "a*" } }],
    [true, { StringLike: { "gitlab.example.com:sub": "a:b*" } }],
    [true, { StringLike: { "gitlab.example.com:sub": "a?b" } }],
    [false, { StringLike: { "gitlab.example.com:sub": "a?" } }],
    [false, { StringNotEquals: { "gitlab.example.com:sub": ["x", "a:b"] } }],
    [true, { StringNotEquals: { "gitlab.example.com:sub": ["x", "y"] } }],
    [false, { StringNotLike: { "gitlab.example.com:sub": "a*" } }],
    [false, { StringEquals: { "gitlab.example.com:ref": "main" } }],
    [true, { StringEqualsIfExists: { "gitlab.example.com:ref": "main" } }],
    [true, { StringNotEquals: { "gitlab.example.com:ref": "main" } }],
    [true, { Null: { "gitlab.example.com:ref": "true" } }],
    [false, { Null: { "gitlab.example.com:sub": true } }],
    [true, { Null: { "gitlab.example.com:sub": "false" } }],
    [true, { StringEquals: { "gitlab.example.com:aud": "two" } }],
    [true, { "ForAnyValue:StringEquals": { "gitlab.example.com:aud": "two" } }],
    [false, { "ForAllValues:StringEquals": { "gitlab.example.com:aud": "two" } }],
    [true, { "ForAllValues:StringEquals": { "gitlab.example.com:aud": ["one", "two", "three"] } }],
    [false, { StringNotEquals: { "gitlab.example.com:aud": "two" } }],
    [true, { StringNotEquals: { "gitlab.example.com:aud": "three" } }],
    [true, { "ForAnyValue:StringEqualsIfExists": { "gitlab.example.com:ref": "main" } }],
    [false, { "ForAnyValue:StringEqualsIfExists": { "x:empty": "main" } }],
    [true, { "ForAllValues:StringLike": { "gitlab.example.com:ref": "x" } }],
    [true, { "ForAllValues:StringLike": { "x:empty": "x" } }],
    [false, { "ForAnyValue:StringLike": { "gitlab.example.com:ref": "*" } }],
    [false, { StringEquals: { "gitlab.example.com:sub": "a:b", "gitlab.example.com:aud": "three" } }],
    [false, { StringEquals: { "gitlab.example.com:sub": "a:b" }, StringLike: { "gitlab.example.com:aud": "x*" } }],
  ];
  test.each(cases)("%s: %j", (matches, Condition) => {
    expect(trust({ Condition })).toBe(matches ? "allow" : "implicit");
  });

  test.each([
    { DateLessThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } },
    { StringEquals: { "gitlab.example.com:sub": "${aws:PrincipalTag/x}" } },
  ])("throws on what it doesn't know: %j", (Condition) => {
    expect(() => trust({ Condition })).toThrow("The stand-in doesn't know");
  });
});

describe("statements", () => {
  const cases: ["allow" | "implicit", Partial<Statement>][] = [
    ["allow", {}],
    ["allow", { Principal: "*" }],
    ["allow", { Principal: { AWS: "*" } }],
    ["allow", { Principal: { Federated: ["x", providerArn] } }],
    ["implicit", { Principal: { Federated: `${providerArn}/other` } }],
    ["implicit", { Principal: { AWS: "arn:aws:iam::455931011959:root" } }],
    ["allow", { Action: ["STS:assumerolewithwebidentity"] }],
    ["allow", { Action: "sts:*" }],
    ["implicit", { Action: "sts:AssumeRole" }],
  ];
  test.each(cases)("%s: %j", (decision, statement) => {
    expect(trust(statement)).toBe(decision);
  });

  test("an identity policy's statement with a principal says nothing", () => {
    const statement: Statement = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
    expect(decide([{ Statement: statement }], { action: "ecr:PutImage", resource: "*", context: {} })).toBe("implicit");
  });

  test("NotPrincipal is more than it knows", () => {
    expect(() => trust({ NotPrincipal: "*" } as Partial<Statement>)).toThrow("The stand-in doesn't know NotPrincipal.");
  });

  test("a deny wins over any allow", () => {
    const allow: Statement = { Effect: "Allow", Action: "*", Resource: "*" };
    const deny: Statement = { Effect: "Deny", NotAction: "ecr:PutImage", Resource: "*" };
    const ask = (action: string) => decide([{ Statement: [deny, allow] }], { action, resource: "*", context: {} });
    expect(ask("ecr:GetAuthorizationToken")).toBe("deny");
    expect(ask("ecr:PutImage")).toBe("allow");
  });

  test("NotResource is everything else", () => {
    const statement: Statement = {
      Effect: "Allow",
      Action: "ecr:*",
      NotResource: "arn:aws:ecr:*:*:repository/secret*",
    };
    const ask = (name: string) =>
      decide([{ Statement: statement }], {
        action: "ecr:PutImage",
        resource: `arn:aws:ecr:eu-central-1:1:repository/${name}`,
        context: {},
      });
    expect(ask("secret-1")).toBe("implicit");
    expect(ask("open")).toBe("allow");
  });
});

test("patterns take all but * and ? as they are", () => {
  expect(matchesPattern("a.b", "axb")).toBe(false);
  expect(matchesPattern("[a](b)+", "[a](b)+")).toBe(true);
  expect(matchesPattern("a*", "a\nb/c:d")).toBe(true);
  expect(matchesPattern("a-b/*", "a-b/c")).toBe(true);
});
