import { describe, expect, test } from "vitest";
import { answer } from "../answer.ts";
import { exampleWorld } from "../index.ts";
import { type Authorization, signatureFor } from "./canonical-request.ts";

describe("a request by hand is refused with", () => {
  const form = "Action=GetCallerIdentity&Version=2011-06-15";

  async function send(over: {
    host?: string;
    body?: string;
    change?: (authorization: Authorization) => void;
    header?: (header: string) => string;
  }) {
    const example = exampleWorld();
    const [key] = example.user.accessKeys;
    if (key === undefined) throw new Error("The example's user has a key.");
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
      title: "another terminator",
      over: {
        change: (authorization) => {
          authorization.terminator = "aws5_request";
        },
      },
      code: "SignatureDoesNotMatch",
      message:
        "Credential should be scoped with a valid terminator: &#39;aws4_request&#39;, not &#39;aws5_request&#39;.",
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
