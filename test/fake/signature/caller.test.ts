import { GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { answer } from "../answer.ts";
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
  return issueSession(world, { account: owner, role, name: "job-1", seconds: 3600, sessionPolicies: undefined });
}

test("computes the signature of AWS's published example", () => {
  // AWS's Signature Version 4 test suite, case get-vanilla.
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
    url: new URL("https://example.amazonaws.com/"),
    headers: { host: "example.amazonaws.com", "x-amz-date": "20150830T123600Z" },
    body: Buffer.alloc(0),
  };
  expect(signatureFor(request, authorization, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")).toBe(
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  );
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

describe("a request by hand is refused with", () => {
  const form = "Action=GetCallerIdentity&Version=2011-06-15";

  async function send(over: {
    host?: string;
    body?: string;
    change?: (authorization: Authorization) => void;
    header?: (header: string) => string;
  }) {
    const example = exampleWorld();
    const key = keyOf(example);
    const date = `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
    const url = new URL(`https://${over.host ?? "sts.ap-northeast-1.amazonaws.com"}/`);
    const headers = { host: url.host, "x-amz-date": date, "content-type": "application/x-www-form-urlencoded" };
    const authorization: Authorization = {
      accessKeyId: key.accessKeyId,
      date: date.slice(0, 8),
      region: "ap-northeast-1",
      service: "sts",
      terminator: "aws4_request",
      signedHeaders: ["content-type", "host", "x-amz-date"],
      signature: "",
    };
    over.change?.(authorization);
    const place = { service: "sts" as const, region: undefined, partition: undefined, issuer: undefined };
    const signed = { place, method: "POST", url, headers, body: Buffer.from(form) };
    const signature = signatureFor(signed, authorization, key.secretAccessKey);
    const { accessKeyId, date: day, region, service, terminator, signedHeaders } = authorization;
    const header = `AWS4-HMAC-SHA256 Credential=${[accessKeyId, day, region, service, terminator].join("/")}, SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`;
    const answered = await answer(
      example.world,
      new Request(url, {
        method: "POST",
        headers: { ...headers, authorization: over.header?.(header) ?? header },
        body: over.body ?? form,
      }),
    );
    return { status: answered?.response.status, text: (await answered?.response.text()) ?? "" };
  }

  test("nothing, where nothing is wrong", async () => {
    expect(await send({})).toMatchObject({ status: 200 });
  });

  const wrong: { title: string; over: Parameters<typeof send>[0]; code: string; message: string }[] = [
    {
      title: "a body that was changed on the way",
      over: { body: `${form}&Extra=1` },
      code: "SignatureDoesNotMatch",
      message: "does not match the signature you provided",
    },
    {
      title: "no authorization",
      over: { header: () => "" },
      code: "MissingAuthenticationToken",
      message: "Request is missing Authentication Token",
    },
    {
      title: "an authorization without a signature",
      over: { header: (header) => header.replace(/, Signature=.*/, "") },
      code: "IncompleteSignature",
      message: "Authorization header requires &#39;Signature&#39; parameter.",
    },
    {
      title: "another region's scope",
      over: {
        change: (authorization) => {
          authorization.region = "us-east-1";
        },
      },
      code: "SignatureDoesNotMatch",
      message: "Credential should be scoped to a valid region.",
    },
    {
      title: "another service's scope",
      over: {
        change: (authorization) => {
          authorization.service = "ecr";
        },
      },
      code: "SignatureDoesNotMatch",
      message: "Credential should be scoped to correct service: &#39;sts&#39;.",
    },
    {
      title: "another day's scope",
      over: {
        change: (authorization) => {
          authorization.date = "20200101";
        },
      },
      code: "SignatureDoesNotMatch",
      message: "Date in Credential scope does not match YYYYMMDD",
    },
    {
      title: "a host that isn't signed",
      over: {
        change: (authorization) => {
          authorization.signedHeaders = ["x-amz-date"];
        },
      },
      code: "SignatureDoesNotMatch",
      message: "&#39;Host&#39; or &#39;:authority&#39; must be a &#39;SignedHeader&#39;",
    },
  ];

  test.each(wrong)("$title", async ({ over, code, message }) => {
    const { status, text } = await send(over);
    expect(status).toBe(403);
    expect(text).toContain(`<Code>${code}</Code>`);
    expect(text).toContain(message);
  });
});
