import { GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { accessKey, account, type Example, exampleWorld, handlers, user } from "../index.ts";
import { type ClientOptions, ecrClient, refusalOf, stsClient } from "../sdk-clients.ts";
import { issueSession } from "../sts/session.ts";
import type { AccessKey, Session } from "../world/world.ts";
import { type Authorization, signatureFor } from "./canonical-request.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

function keyOf({ user: { accessKeys } }: Example): AccessKey {
  const [key] = accessKeys;
  if (key === undefined) throw new Error("The example's user has a key.");
  return key;
}

function sessionOf({ world, account: owner, role }: Example): Session {
  return issueSession(world, {
    account: owner,
    role,
    name: "job-1",
    seconds: 3600,
    sessionPolicies: undefined,
    region: "us-east-1",
  });
}

// AWS's Signature Version 4 test suite.
test.each([
  ["get-vanilla", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  [
    "get-vanilla-query-order-key-case",
    "?Param2=value2&Param1=value1",
    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  ],
])("computes the signature that AWS publishes: %s", (_name, query, signature) => {
  const authorization: Authorization = {
    accessKeyId: "AKIDEXAMPLE",
    date: "20150830",
    region: "us-east-1",
    service: "service",
    terminator: "aws4_request",
    signedHeaders: ["host", "x-amz-date"],
    signature: "",
  };
  const request = {
    place: { service: "sts" as const, region: undefined, partition: undefined, issuer: undefined },
    method: "GET",
    url: new URL(`https://example.amazonaws.com/${query}`),
    headers: { host: "example.amazonaws.com", "x-amz-date": "20150830T123600Z" },
    body: Buffer.alloc(0),
  };
  expect(signatureFor(request, authorization, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")).toBe(signature);
});

describe("who signed", () => {
  test("is the user of the key", async () => {
    const example = exampleWorld();
    server.use(...handlers(example.world));
    await expect(
      stsClient({ credentials: keyOf(example) }).send(new GetCallerIdentityCommand({})),
    ).resolves.toMatchObject({
      Account: "455931011959",
      Arn: "arn:aws:iam::455931011959:user/gitlab-ci",
      UserId: example.user.id,
    });
  });

  test("is the session of its credentials", async () => {
    const example = exampleWorld();
    server.use(...handlers(example.world));
    await expect(
      stsClient({ credentials: sessionOf(example) }).send(new GetCallerIdentityCommand({})),
    ).resolves.toMatchObject({
      Account: "455931011959",
      Arn: "arn:aws:sts::455931011959:assumed-role/gitlab-ecr-push/job-1",
      UserId: `${example.role.id}:job-1`,
    });
  });
});

test("STS tells nobody who it is in a region where it isn't active", async () => {
  const example = exampleWorld();
  example.account.disabledRegions = ["ap-east-1"];
  server.use(...handlers(example.world));
  const call = stsClient({ region: "ap-east-1", credentials: keyOf(example) }).send(new GetCallerIdentityCommand({}));
  await expect(refusalOf(call)).resolves.toMatchObject({ code: "RegionDisabledException", status: 403 });
});

interface Case {
  title: string;
  credentials: (example: Example) => NonNullable<ClientOptions["credentials"]>;
  codes: { sts: string; ecr: string };
  message: RegExp;
}

const unknown = { sts: "InvalidClientTokenId", ecr: "UnrecognizedClientException" };
const mismatch = { sts: "SignatureDoesNotMatch", ecr: "InvalidSignatureException" };
const isInvalid = /^The security token included in the request is invalid\.$/;

const cases: Case[] = [
  {
    title: "a key that nobody has",
    credentials: () => accessKey(),
    codes: unknown,
    message: isInvalid,
  },
  {
    title: "a key that was switched off",
    credentials: (example) => {
      const key = keyOf(example);
      key.active = false;
      return key;
    },
    codes: unknown,
    message: isInvalid,
  },
  {
    title: "a key of another partition",
    credentials: (example) => {
      const chinese = user({ partition: "aws-cn" });
      example.world.accounts.push(account({ partition: "aws-cn", users: [chinese] }));
      const [key] = chinese.accessKeys;
      if (key === undefined) throw new Error("A user has a key.");
      return key;
    },
    codes: unknown,
    message: isInvalid,
  },
  {
    title: "another secret",
    credentials: (example) => ({ ...keyOf(example), secretAccessKey: "not this one" }),
    codes: mismatch,
    message: /^The request signature we calculated does not match the signature you provided\./,
  },
  {
    title: "a session without its token",
    credentials: (example) => {
      const { accessKeyId, secretAccessKey } = sessionOf(example);
      return { accessKeyId, secretAccessKey };
    },
    codes: unknown,
    message: isInvalid,
  },
  {
    title: "a session with another one's token",
    credentials: (example) => ({ ...sessionOf(example), sessionToken: sessionOf(example).sessionToken }),
    codes: unknown,
    message: isInvalid,
  },
  {
    title: "a user's key with a session's token",
    credentials: (example) => ({ ...keyOf(example), sessionToken: sessionOf(example).sessionToken }),
    codes: unknown,
    message: isInvalid,
  },
  {
    title: "a session that has expired",
    credentials: (example) => {
      const session = sessionOf(example);
      session.expiresAt = new Date(Date.now() - 1);
      return session;
    },
    codes: { sts: "ExpiredToken", ecr: "ExpiredTokenException" },
    message: /^The security token included in the request is expired$/,
  },
  {
    title: "a clock that is 16 minutes slow",
    credentials: (example) => {
      example.world.now = () => new Date(Date.now() + 16 * 60_000);
      return keyOf(example);
    },
    codes: mismatch,
    message: /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/,
  },
  {
    title: "a clock that is 16 minutes fast",
    credentials: (example) => {
      example.world.now = () => new Date(Date.now() - 16 * 60_000);
      return keyOf(example);
    },
    codes: mismatch,
    message: /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 15 min\.\)$/,
  },
];

describe("a signature is refused with", () => {
  test.each(cases)("$title, by STS", async ({ credentials, codes, message }) => {
    const example = exampleWorld();
    server.use(...handlers(example.world));
    const call = stsClient({ credentials: credentials(example) }).send(new GetCallerIdentityCommand({}));
    const refusal = await refusalOf(call);
    // The SDK's model knows this one, and names it so.
    expect(refusal.code.replace(/^ExpiredTokenException$/, "ExpiredToken")).toBe(codes.sts);
    expect(refusal).toMatchObject({ status: 403, message: expect.stringMatching(message) });
  });

  test.each(cases)("$title, by ECR", async ({ credentials, codes, message }) => {
    const example = exampleWorld();
    server.use(...handlers(example.world));
    const call = ecrClient({ credentials: credentials(example) }).send(new GetAuthorizationTokenCommand({}));
    await expect(refusalOf(call)).resolves.toEqual({
      code: codes.ecr,
      status: 400,
      message: expect.stringMatching(message),
    });
    expect(example.world.passwords).toEqual([]);
  });
});
