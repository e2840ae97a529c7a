import { AssumeRoleWithWebIdentityCommand, type AssumeRoleWithWebIdentityCommandInput } from "@aws-sdk/client-sts";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { callsOf, type Example, exampleWorld, handlers, idToken, role, signingKey, trustPolicy } from "../index.ts";
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

describe("AssumeRoleWithWebIdentity", () => {
  test("gives a session to a token that the trust policy admits", async () => {
    const now = new Date("2026-11-01T00:00:00.500Z");
    const example = exampleWorld({ now: () => now });
    const { Credentials, AssumedRoleUser, Audience, Provider, SubjectFromWebIdentityToken } = await assume(example, {
      DurationSeconds: 900,
    });
    expect(AssumedRoleUser).toEqual({
      Arn: "arn:aws:sts::455931011959:assumed-role/gitlab-ecr-push/job-1",
      AssumedRoleId: `${example.role.id}:job-1`,
    });
    expect(Credentials?.Expiration).toEqual(new Date("2026-11-01T00:15:00Z"));
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect({ Audience, Provider, SubjectFromWebIdentityToken }).toEqual({
      Audience: "sts.amazonaws.com",
      Provider: "arn:aws:iam::455931011959:oidc-provider/gitlab.example.com",
      SubjectFromWebIdentityToken: "project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:main",
    });
    expect(example.world.sessions).toHaveLength(1);
  });

  test("is asked without a signature", async () => {
    const example = exampleWorld();
    await assume(example);
    const [call] = callsOf(example.world, "sts:AssumeRoleWithWebIdentity");
    expect(call?.headers.authorization).toBeUndefined();
    expect(call?.parameters).toMatchObject({ RoleSessionName: "job-1", RoleArn: example.role.arn });
    expect(call?.headers["user-agent"]).toContain("aws-sdk-js");
  });

  test("takes a token that expired less than five minutes ago", async () => {
    const example = exampleWorld();
    await expect(
      assume(example, { WebIdentityToken: idToken(example.world, { expiresIn: -290 }) }),
    ).resolves.toBeDefined();
  });

  test("takes the authorised party for the audience, for the provider and for the trust policy", async () => {
    const example = exampleWorld();
    const claims = { aud: "somebody-else", azp: "sts.amazonaws.com" };
    const WebIdentityToken = idToken(example.world, { claims });
    await expect(assume(example, { WebIdentityToken })).resolves.toMatchObject({ Audience: "sts.amazonaws.com" });
  });

  test("takes one of several audiences", async () => {
    const example = exampleWorld();
    const WebIdentityToken = idToken(example.world, { audience: ["vault.example.com", "sts.amazonaws.com"] });
    await expect(assume(example, { WebIdentityToken })).resolves.toMatchObject({ Audience: "sts.amazonaws.com" });
  });
});

describe("gitlab.com", () => {
  test("exposes project_id to the trust policy", async () => {
    const example = exampleWorld();
    const [, gitlabCom] = example.account.providers;
    if (gitlabCom === undefined) throw new Error("The example has a provider for gitlab.com.");
    const admitted = role({
      provider: gitlabCom,
      trustPolicy: trustPolicy(gitlabCom, { StringEquals: { "gitlab.com:project_id": "20" } }),
    });
    example.account.roles = [admitted];
    const WebIdentityToken = idToken(example.world, { issuer: "https://gitlab.com" });
    await expect(assume(example, { RoleArn: admitted.arn, WebIdentityToken })).resolves.toBeDefined();
    const other = idToken(example.world, { issuer: "https://gitlab.com", claims: { project_id: "21" } });
    await expect(refusalOf(assume(example, { RoleArn: admitted.arn, WebIdentityToken: other }))).resolves.toMatchObject(
      { code: "AccessDenied" },
    );
  });

  test("rotates its key: tokens by the old one pass while it is published", async () => {
    const example = exampleWorld();
    const WebIdentityToken = idToken(example.world);
    const [selfManaged] = example.world.issuers;
    if (selfManaged === undefined) throw new Error("The example has an issuer.");
    selfManaged.keys = [signingKey("gitlab-key-2"), ...selfManaged.keys];
    await expect(assume(example, { WebIdentityToken })).resolves.toBeDefined();
    selfManaged.keys = selfManaged.keys.slice(0, 1);
    await expect(refusalOf(assume(example, { WebIdentityToken }))).resolves.toMatchObject({
      code: "InvalidIdentityTokenException",
      message: expect.stringMatching(/^Couldn't retrieve verification key/),
    });
  });
});
