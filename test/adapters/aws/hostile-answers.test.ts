import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAws } from "../../../src/adapters/aws/index.ts";
import { codeOfFailure } from "../../../src/core/diagnosis/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";

const clock = { random: () => 0, wait: async () => undefined };
const secret = "the-token-of-the-job";

let server: Server;
let answer: (response: ServerResponse, request: IncomingMessage) => void;
let requests: string[];
let bytes: number;

beforeEach(async () => {
  [requests, bytes] = [[], 0];
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("latin1").on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      requests.push(`${request.method} ${request.url} ${body.includes(secret) ? "with the token" : ""}`);
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A session from a server that stands in STS's place, and what came of it. */
async function exchange(variables: Record<string, string> = {}) {
  const { port } = server.address() as AddressInfo;
  const aws = createAws({ AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`, ...variables }, clock);
  const request = {
    region: "eu-west-1",
    roleArn: "arn:aws:iam::123456789012:role/x",
    sessionName: "job-1",
    idToken: new Secret(secret),
    durationSeconds: 900,
  };
  try {
    const outcome = await aws.assumeRoleWithWebIdentity(request, AbortSignal.timeout(60_000));
    return outcome.ok
      ? { code: "ok", shown: "" }
      : { code: codeOfFailure(outcome.failure), shown: JSON.stringify(outcome.failure) };
  } finally {
    aws.close();
  }
}

const xml = (response: ServerResponse, status: number, body: string) =>
  response.writeHead(status, { "content-type": "text/xml" }).end(body);

describe("what answers in AWS's place", () => {
  test.each(["text/xml", "application/x-amz-json-1.1", "text/plain"])(
    "sends no more than 64 MB of an answer without end: %s",
    async (type) => {
      answer = (response) => {
        response.writeHead(200, { "content-type": type });
        const part = Buffer.alloc(1024 * 1024, "a");
        const write = () => {
          while (!response.destroyed && response.write(part)) bytes += part.length;
          bytes += part.length;
        };
        response.on("drain", write).on("error", () => undefined);
        write();
      };
      const { code, shown } = await exchange();
      expect([code, shown]).toEqual(["answer-invalid", expect.stringContaining("longer than 64 MB")]);
      // What was sent until the other side was gone: once, and little more than it took.
      expect(requests).toHaveLength(1);
      expect(bytes).toBeLessThan(128 * 1024 * 1024);
    },
  );

  test("has nothing unpacked, however small it is made", async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024, "a"));
    answer = (response) => {
      response.writeHead(200, { "content-type": "text/xml", "content-encoding": "gzip" }).end(bomb);
    };
    const before = process.memoryUsage().rss;
    expect((await exchange()).code).toBe("answer-invalid");
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
  });

  test.each([301, 302, 303, 307, 308])("sends the token nowhere else by a redirect %i", async (status) => {
    answer = (response) => {
      response
        .writeHead(status, { location: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stolen` })
        .end();
    };
    expect((await exchange()).code).toBe("answer-invalid");
    expect(requests).toEqual(["POST / with the token"]);
  });

  const entities = [..."bcdefghijklmnop"].map(
    (one, index) => `<!ENTITY ${one} "${`&${"abcdefghijklmnop"[index]};`.repeat(10)}">`,
  );
  test.each([
    ["entities of entities", `<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">${entities.join("")}]><a>&p;</a>`],
    ["a file of this machine", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    ["elements without end", "<a>".repeat(500_000)],
    ["elements in elements", `${"<a>".repeat(200_000)}${"</a>".repeat(200_000)}`],
    ["attributes", `<a ${"b='c' ".repeat(200_000)}/>`],
    ["an open comment", `<a><!-- ${"-".repeat(1_000_000)}`],
    ["names of JavaScript's own", "<__proto__><polluted>1</polluted></__proto__>"],
  ])("can't make more of %s than an answer that isn't one", async (_, text) => {
    for (const [open, close] of [
      ["", ""],
      ["<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>", ""],
    ]) {
      answer = (response) => void xml(response, 200, `${open}${text}${close}`);
      const { code, shown } = await exchange();
      expect(code).toBe("answer-invalid");
      expect(shown).not.toContain("root:");
      expect(shown.length).toBeLessThan(2000);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "ExpiredTokenException__proto__"])(
    "names %s as its error and gets that of an error that nobody foresaw",
    async (name) => {
      answer = (response) =>
        void xml(
          response,
          400,
          `<ErrorResponse><Error><Code>${name}</Code><Message>constructor</Message></Error></ErrorResponse>`,
        );
      expect((await exchange()).code).toBe("aws-refused");
    },
  );
});
