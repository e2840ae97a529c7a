import { AssumeRoleWithWebIdentityCommand, type AssumeRoleWithWebIdentityCommandInput } from "@aws-sdk/client-sts";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Example, exampleWorld, handlers, idToken, issuer, provider, trustPolicy } from "../index.ts";
import { refusalOf, stsClient } from "../sdk-clients.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

type Input = AssumeRoleWithWebIdentityCommandInput;

function assume(example: Example, over: Partial<Input> = {}, region = "ap-northeast-1") {
  server.use(...handlers(example.world));
  return stsClient({ region }).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: example.role.arn,
      RoleSessionName: "job-1",
      WebIdentityToken: over.WebIdentityToken ?? idToken(example.world),
      ...over,
    }),
  );
}

interface Case {
  title: string;
  arrange: (example: Example) => Partial<Input>;
  region?: string;
  expected: { code: string; status: number; message: string | RegExp };
}

const notAuthorized = {
  code: "AccessDenied",
  status: 403,
  message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
};
const notValidated = { code: "InvalidIdentityToken", status: 400, message: /could not be validated by AWS/ };
const notAJwt = { code: "InvalidIdentityToken", status: 400, message: /^The ID Token provided is not a valid JWT\./ };
const noKey = {
  code: "InvalidIdentityToken",
  status: 400,
  message:
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
};
const validation = (message: string | RegExp) => ({ code: "ValidationError", status: 400, message });

const token = (options: Parameters<typeof idToken>[1]) => (example: Example) => ({
  WebIdentityToken: idToken(example.world, options),
});

const cases: Case[] = [
  { title: "a text that is no token", arrange: () => ({ WebIdentityToken: "$GITLAB_OIDC_TOKEN" }), expected: notAJwt },
  {
    title: "a token by another key of the same id",
    arrange: token({ signature: "other-key" }),
    expected: notValidated,
  },
  { title: "a damaged signature", arrange: token({ signature: "damaged" }), expected: notValidated },
  { title: "alg none", arrange: token({ signature: "none" }), expected: notValidated },
  { title: "an HMAC by the public key", arrange: token({ signature: "hmac" }), expected: notValidated },
  { title: "a key id that isn't published", arrange: token({ kid: "rotated-away" }), expected: noKey },
  { title: "a token without iss", arrange: token({ claims: { iss: undefined } }), expected: notAJwt },
  { title: "a token without exp", arrange: token({ claims: { exp: undefined } }), expected: notAJwt },
  {
    title: "an expired token",
    arrange: (example) => {
      const now = new Date("2026-11-01T00:00:00Z");
      example.world.now = () => now;
      return { WebIdentityToken: idToken(example.world, { expiresIn: -300 }) };
    },
    expected: {
      code: "ExpiredTokenException",
      status: 400,
      message: "Token expired: current date/time 1793491200 must be before the expiration date/time 1793490900",
    },
  },
  {
    title: "another audience than the provider's",
    arrange: token({ audience: "https://gitlab.example.com" }),
    expected: { code: "InvalidIdentityToken", status: 400, message: "Incorrect token audience" },
  },
  {
    title: "another authorised party than the provider's, whatever the audience",
    arrange: token({ claims: { azp: "somebody-else" } }),
    expected: { code: "InvalidIdentityToken", status: 400, message: "Incorrect token audience" },
  },
  {
    title: "a token of the future",
    arrange: (example) => {
      const now = new Date("2026-11-01T00:00:00Z");
      example.world.now = () => now;
      return { WebIdentityToken: idToken(example.world, { claims: { nbf: 1793491501 } }) };
    },
    expected: { code: "InvalidIdentityToken", status: 400, message: /^Token not yet valid: / },
  },
  {
    title: "an issuer that AWS can't reach",
    arrange: ({ world }) => {
      for (const each of world.issuers) each.reachable = false;
      return {};
    },
    expected: noKey,
  },
  {
    title: "an issuer without a provider",
    arrange: ({ account }) => {
      account.providers = account.providers.filter(({ url }) => url === "https://gitlab.com");
      return {};
    },
    expected: {
      code: "InvalidIdentityToken",
      status: 400,
      message: "No OpenIDConnect provider found in your account for https://gitlab.example.com",
    },
  },
  {
    title: "a provider of another account",
    arrange: () => ({ RoleArn: "arn:aws:iam::111122223333:role/gitlab-ecr-push" }),
    expected: {
      code: "InvalidIdentityToken",
      status: 400,
      message: "No OpenIDConnect provider found in your account for https://gitlab.example.com",
    },
  },
  {
    title: "an issuer with a path that the provider lacks",
    arrange: ({ world }) => {
      world.issuers.push(issuer({ url: "https://gitlab.example.com/sub" }));
      return { WebIdentityToken: idToken(world, { issuer: "https://gitlab.example.com/sub" }) };
    },
    expected: {
      code: "InvalidIdentityToken",
      status: 400,
      message: "No OpenIDConnect provider found in your account for https://gitlab.example.com/sub",
    },
  },
  { title: "another branch", arrange: token({ ref: "main-evil" }), expected: notAuthorized },
  { title: "a tag of the branch's name", arrange: token({ refType: "tag" }), expected: notAuthorized },
  { title: "another project", arrange: token({ projectPath: "org/team/cdk/other" }), expected: notAuthorized },
  {
    title: "a role that doesn't exist",
    arrange: () => ({ RoleArn: "arn:aws:iam::455931011959:role/nobody" }),
    expected: notAuthorized,
  },
  {
    title: "a trust policy for another provider",
    arrange: ({ role: given, account }) => {
      given.trustPolicy = trustPolicy(account.providers[1] ?? provider("https://gitlab.com"), {});
      return {};
    },
    expected: notAuthorized,
  },
  {
    title: "a trust policy for another action",
    arrange: ({ role: given }) => {
      for (const statement of [given.trustPolicy.Statement].flat()) statement.Action = "sts:AssumeRole";
      return {};
    },
    expected: notAuthorized,
  },
  {
    title: "an explicit deny beside the allow",
    arrange: ({ role: given }) => {
      const statements = [given.trustPolicy.Statement].flat();
      given.trustPolicy.Statement = [
        ...statements,
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sts:*",
          Condition: { StringLike: { "gitlab.example.com:sub": "*" } },
        },
      ];
      return {};
    },
    expected: notAuthorized,
  },
  {
    title: "a condition on a claim that AWS exposes for gitlab.com only",
    arrange: ({ role: given, account }) => {
      const [selfManaged] = account.providers;
      if (selfManaged === undefined) throw new Error("The example has a provider.");
      given.trustPolicy = trustPolicy(selfManaged, { StringEquals: { "gitlab.example.com:project_id": "20" } });
      return {};
    },
    expected: notAuthorized,
  },
  {
    title: "an empty role ARN",
    arrange: () => ({ RoleArn: "" }),
    expected: validation(
      "1 validation error detected: Value at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ),
  },
  {
    title: "an ARN of something else",
    arrange: () => ({ RoleArn: "arn:aws:iam::455931011959:user/gitlab-ci" }),
    expected: validation("Request ARN is invalid"),
  },
  {
    title: "an account id of eleven digits",
    arrange: () => ({ RoleArn: "arn:aws:iam::45593101195:role/gitlab-ecr-push" }),
    expected: validation("Request ARN is invalid"),
  },
  {
    title: "a role of another partition than the endpoint's",
    arrange: ({ role: given, account }) => {
      account.partition = "aws-cn";
      given.arn = given.arn.replace("arn:aws:", "arn:aws-cn:");
      return { RoleArn: given.arn };
    },
    expected: validation("Request ARN is invalid"),
  },
  {
    title: "a session name with a slash",
    arrange: () => ({ RoleSessionName: "org/team" }),
    expected: validation(
      "1 validation error detected: Value 'org/team' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ),
  },
  {
    title: "a session name and a duration out of bounds, told together",
    arrange: () => ({ RoleSessionName: "x".repeat(65), DurationSeconds: 899 }),
    expected: validation(
      /^2 validation errors detected: Value 'x+' at 'roleSessionName' .* 64; Value '899' at 'durationSeconds' .* greater than or equal to 900$/,
    ),
  },
  {
    title: "a duration above twelve hours",
    arrange: () => ({ DurationSeconds: 43_201 }),
    expected: validation(/less than or equal to 43200$/),
  },
  {
    title: "a duration above the role's",
    arrange: () => ({ DurationSeconds: 3601 }),
    expected: validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role."),
  },
  {
    title: "a token that is too long, without showing it",
    arrange: () => ({ WebIdentityToken: "x".repeat(20_001) }),
    expected: validation(
      "1 validation error detected: Value at 'webIdentityToken' failed to satisfy constraint: Member must have length less than or equal to 20000",
    ),
  },
  {
    title: "a session policy that is no JSON",
    arrange: () => ({ Policy: "{" }),
    expected: { code: "MalformedPolicyDocument", status: 400, message: "This policy contains invalid Json" },
  },
  {
    title: "a session policy without statements",
    arrange: () => ({ Policy: "{}" }),
    expected: { code: "MalformedPolicyDocument", status: 400, message: "Syntax errors in policy." },
  },
  {
    title: "a session policy with a principal",
    arrange: () => ({
      Policy: JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] }),
    }),
    expected: {
      code: "MalformedPolicyDocument",
      status: 400,
      message: "Policy document should not specify a principal.",
    },
  },
  {
    title: "a session policy of more than 2048 characters",
    arrange: () => ({ Policy: " ".repeat(2049) }),
    expected: validation(/at 'policy' .* less than or equal to 2048$/),
  },
  {
    title: "a managed session policy that doesn't exist",
    arrange: () => ({ PolicyArns: [{ arn: "arn:aws:iam::aws:policy/NoSuchPolicy" }] }),
    expected: validation(/NoSuchPolicy/),
  },
  {
    title: "eleven managed session policies",
    arrange: () => ({
      PolicyArns: Array.from({ length: 11 }, () => ({
        arn: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser",
      })),
    }),
    expected: validation(/at 'policyArns' .* less than or equal to 10$/),
  },
  {
    title: "a region where STS isn't active",
    arrange: ({ account }) => {
      account.disabledRegions = ["ap-east-1"];
      return {};
    },
    region: "ap-east-1",
    expected: {
      code: "RegionDisabledException",
      status: 403,
      message: /not activated in this region for account:455931011959\./,
    },
  },
];

describe("AssumeRoleWithWebIdentity refuses", () => {
  test.each(cases)("$title", async ({ arrange, region, expected }) => {
    const example = exampleWorld();
    const refusal = await refusalOf(assume(example, arrange(example), region));
    const message = expected.message instanceof RegExp ? expect.stringMatching(expected.message) : expected.message;
    // The SDK adds "Exception" to the names that its model knows.
    expect({ ...refusal, code: refusal.code.replace(/Exception$/, "") }).toEqual({
      ...expected,
      code: expected.code.replace(/Exception$/, ""),
      message,
    });
    expect(example.world.sessions).toEqual([]);
  });
});
