import { setTimeout as sleep } from "node:timers/promises";
import { GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { callsOf, exampleWorld, type Fault, handlers, idToken, inject, startFake, type World } from "../index.ts";
import { type ClientOptions, ecrClient, refusalOf, stsClient } from "../sdk-clients.ts";

vi.mock("node:timers/promises", () => ({ setTimeout: vi.fn(async () => undefined) }));

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "bypass" }));
afterAll(() => server.close());

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  server.resetHandlers();
  for (const close of closers.splice(0)) await close();
});

/** How a client reaches the world through a door: the endpoints of STS and ECR. */
type Door = (world: World) => Promise<{ sts: ClientOptions; ecr: ClientOptions }>;

const msw: Door = async (world) => {
  server.use(...handlers(world));
  return { sts: {}, ecr: {} };
};

const http: Door = async (world) => {
  const fake = await startFake(world);
  closers.push(fake.close);
  return { sts: { endpoint: fake.endpoints.sts }, ecr: { endpoint: fake.endpoints.ecr } };
};

const httpWithRegion: Door = async (world) => {
  const fake = await startFake(world);
  closers.push(fake.close);
  return {
    sts: { endpoint: `${fake.endpoints.sts}/ap-northeast-1` },
    ecr: { endpoint: `${fake.endpoints.ecr}/ap-northeast-1` },
  };
};

const httpForAll: Door = async (world) => {
  const fake = await startFake(world);
  closers.push(fake.close);
  return { sts: { endpoint: fake.url }, ecr: { endpoint: fake.url } };
};

const doors: [string, Door][] = [
  ["MSW", msw],
  ["HTTP", http],
  ["HTTP with the region in its path", httpWithRegion],
  ["HTTP with one address for all", httpForAll],
];

describe.each(doors)("through %s", (_name, open) => {
  test("a job gets a password", async () => {
    const { world, role } = exampleWorld();
    const { sts, ecr } = await open(world);
    const { Credentials } = await stsClient(sts).send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: role.arn,
        RoleSessionName: "job",
        WebIdentityToken: idToken(world),
      }),
    );
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    await expect(stsClient({ ...sts, credentials }).send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Arn: "arn:aws:sts::455931011959:assumed-role/gitlab-ecr-push/job",
    });
    const answered = await ecrClient({ ...ecr, credentials }).send(new GetAuthorizationTokenCommand({}));
    expect(answered.authorizationData?.[0]?.proxyEndpoint).toBe(
      "https://455931011959.dkr.ecr.ap-northeast-1.amazonaws.com",
    );
    expect(world.calls.map(({ operation, region, status }) => ({ operation, region, status }))).toEqual([
      { operation: "sts:AssumeRoleWithWebIdentity", region: "ap-northeast-1", status: 200 },
      { operation: "sts:GetCallerIdentity", region: "ap-northeast-1", status: 200 },
      { operation: "ecr:GetAuthorizationToken", region: "ap-northeast-1", status: 200 },
    ]);
  });

  test("another secret is refused", async () => {
    const { world, user } = exampleWorld();
    const { ecr } = await open(world);
    const credentials = { accessKeyId: user.accessKeys[0]?.accessKeyId ?? "", secretAccessKey: "another" };
    const call = ecrClient({ ...ecr, credentials }).send(new GetAuthorizationTokenCommand({}));
    await expect(refusalOf(call)).resolves.toMatchObject({ code: "InvalidSignatureException", status: 400 });
  });

  const faults: [string, Fault, Partial<Awaited<ReturnType<typeof refusalOf>>>][] = [
    ["an internal failure", { kind: "server-error" }, { code: "InternalFailure", status: 500 }],
    ["an unavailable service", { kind: "server-error", status: 503 }, { code: "ServiceUnavailable", status: 503 }],
    ["throttling", { kind: "throttling" }, { code: "Throttling", status: 400, message: "Rate exceeded" }],
    [
      "the provider out of reach",
      { kind: "idp-communication-error" },
      { code: "IDPCommunicationErrorException", status: 400 },
    ],
    [
      "any error",
      { kind: "error", code: "IDPRejectedClaim", message: "revoked", status: 403 },
      { code: "IDPRejectedClaimException", status: 403, message: "revoked" },
    ],
    ["a page of HTML as an error", { kind: "html", status: 502 }, { status: 502 }],
    ["a reset", { kind: "reset" }, { status: undefined }],
    ["half an answer", { kind: "truncated" }, {}],
  ];

  test.each(faults)("STS fails with %s, once", async (_title, fault, expected) => {
    const { world, role } = exampleWorld();
    const { sts } = await open(world);
    const assume = () =>
      stsClient(sts).send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: role.arn,
          RoleSessionName: "job",
          WebIdentityToken: idToken(world),
        }),
      );
    inject(world, "sts:AssumeRoleWithWebIdentity", fault, 1);
    await expect(refusalOf(assume())).resolves.toMatchObject(expected);
    await expect(assume()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    expect(callsOf(world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(2);
  });

  test("STS answers with nothing, a page of HTML, or without the secret", async () => {
    const { world, role } = exampleWorld();
    const { sts } = await open(world);
    const assume = () =>
      stsClient(sts).send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: role.arn,
          RoleSessionName: "job",
          WebIdentityToken: idToken(world),
        }),
      );
    inject(world, "sts:AssumeRoleWithWebIdentity", { kind: "without", fields: ["SecretAccessKey"] }, 1);
    const { Credentials } = await assume();
    expect(Credentials?.AccessKeyId).toBeDefined();
    expect(Credentials?.SecretAccessKey).toBeUndefined();
    // The SDK takes both for answers: whoever calls it must look for the credentials.
    for (const kind of ["empty", "html"] as const) {
      inject(world, "sts:AssumeRoleWithWebIdentity", { kind }, 1);
      expect((await assume()).Credentials).toBeUndefined();
    }
  });

  test("ECR is throttled in its own words, always", async () => {
    const { world, user } = exampleWorld();
    const { ecr } = await open(world);
    const [credentials] = user.accessKeys;
    inject(world, "ecr:GetAuthorizationToken", { kind: "throttling" });
    for (const _time of [1, 2, 3]) {
      const call = ecrClient({ ...ecr, ...(credentials && { credentials }) }).send(
        new GetAuthorizationTokenCommand({}),
      );
      await expect(refusalOf(call)).resolves.toMatchObject({ code: "ThrottlingException", status: 400 });
    }
    expect(callsOf(world, "ecr:GetAuthorizationToken").map(({ status }) => status)).toEqual([400, 400, 400]);
  });

  test("ECR leaves fields out", async () => {
    const { world, user } = exampleWorld();
    const { ecr } = await open(world);
    const [credentials] = user.accessKeys;
    inject(world, "ecr:GetAuthorizationToken", { kind: "without", fields: ["authorizationToken", "expiresAt"] });
    const { authorizationData } = await ecrClient({ ...ecr, ...(credentials && { credentials }) }).send(
      new GetAuthorizationTokenCommand({}),
    );
    expect(authorizationData?.map((data) => Object.keys(data))).toEqual([["proxyEndpoint"]]);
  });
});

test("a late answer is late by what was asked for", async () => {
  const { world } = exampleWorld();
  await msw(world);
  inject(world, "issuer:Keys", { kind: "latency", milliseconds: 1234 });
  const answered = await fetch("https://gitlab.example.com/oauth/discovery/keys");
  expect(answered.status).toBe(200);
  expect(sleep).toHaveBeenCalledWith(1234, undefined, { ref: false });
});

test("faults of one operation come one after the other and leave the others alone", async () => {
  const { world } = exampleWorld();
  await msw(world);
  inject(world, "issuer:Keys", { kind: "server-error", status: 503 }, 1);
  inject(world, "issuer:Keys", { kind: "html" }, 1);
  const statusOf = async (path: string) => {
    const answered = await fetch(`https://gitlab.example.com${path}`);
    return `${answered.status} ${answered.headers.get("content-type")?.split(";")[0]}`;
  };
  expect(await statusOf("/.well-known/openid-configuration")).toBe("200 application/json");
  expect(await statusOf("/oauth/discovery/keys")).toBe("503 application/json");
  expect(await statusOf("/oauth/discovery/keys")).toBe("200 text/html");
  expect(await statusOf("/oauth/discovery/keys")).toBe("200 application/json");
});

test("a fault in one region leaves the others alone", async () => {
  const { world, user } = exampleWorld();
  await msw(world);
  const [credentials] = user.accessKeys;
  inject(world, { operation: "ecr:GetAuthorizationToken", region: "us-east-1" }, { kind: "server-error" });
  const call = (region: string) =>
    ecrClient({ region, ...(credentials && { credentials }) }).send(new GetAuthorizationTokenCommand({}));
  await expect(refusalOf(call("us-east-1"))).resolves.toMatchObject({ status: 500 });
  await expect(call("eu-central-1")).resolves.toMatchObject({
    authorizationData: [{ proxyEndpoint: "https://455931011959.dkr.ecr.eu-central-1.amazonaws.com" }],
  });
});
