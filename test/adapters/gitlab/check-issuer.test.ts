import { describe, expect, test } from "vitest";
import { checkIssuer } from "../../../src/adapters/gitlab/index.ts";

type Get = Parameters<typeof checkIssuer>[0];
type Answers = Record<string, Partial<Awaited<ReturnType<Get>>>>;

const issuer = "https://gitlab.example.com";
const discovery = `${issuer}/.well-known/openid-configuration`;
const keys = `${issuer}/oauth/discovery/keys`;
const document = { issuer, jwks_uri: keys, id_token_signing_alg_values_supported: ["RS256"] };
const keySet = { keys: [{ kid: "a", kty: "RSA", alg: "RS256" }] };

/** Answers by address; every address that isn't named refuses the connection. */
function getFrom(answers: Answers, asked: string[] = []): Get {
  return async (url) => {
    asked.push(url.href);
    const answer = answers[url.href] ?? { kind: "failed", errorCode: "ECONNREFUSED", reason: "refused" };
    return { kind: "answer", status: 200, location: null, body: "", ...answer } as Awaited<ReturnType<Get>>;
  };
}

const good: Answers = { [discovery]: { body: JSON.stringify(document) }, [keys]: { body: JSON.stringify(keySet) } };

function check(answers: Answers, liveUrl: string | null = null, asked?: string[]) {
  return checkIssuer(getFrom(answers, asked), { issuer, liveUrl }, new AbortController().signal);
}

test("reads the document and the keys that it names", async () => {
  await expect(check(good)).resolves.toEqual({
    kind: "read",
    discoveryUrl: discovery,
    issuer,
    keysUrl: keys,
    algorithms: ["RS256"],
    keys: [{ id: "a", type: "RSA", algorithm: "RS256" }],
    liveKeyIds: null,
  });
});

describe("a discovery document that", () => {
  test.each<[string, Answers[string], string, string]>([
    ["nobody answers", { kind: "failed", errorCode: "ENOTFOUND", reason: "no such host" }, "network", "no such host"],
    [
      "comes with a certificate that isn't trusted",
      {
        kind: "failed",
        errorCode: "SELF_SIGNED_CERT_IN_CHAIN",
        reason: "self-signed certificate in certificate chain",
      },
      "tls",
      "self-signed certificate in certificate chain",
    ],
    [
      "is elsewhere",
      { status: 302, location: "/users/sign_in?secret=1" },
      "redirect",
      "HTTP 302 to https://gitlab.example.com/users/sign_in",
    ],
    ["isn't there", { status: 404 }, "status", "HTTP 404"],
    ["is a page", { body: "<html></html>" }, "content", "it isn't a JSON object, perhaps a login page"],
    ["is a list", { body: "[]" }, "content", "it isn't a JSON object, perhaps a login page"],
    ["names no keys", { body: JSON.stringify({ issuer }) }, "content", "it names no issuer or no jwks_uri"],
  ])("%s is a problem", async (_name, answer, problem, detail) => {
    await expect(check({ ...good, [discovery]: answer })).resolves.toEqual({
      kind: "failed",
      url: discovery,
      problem,
      detail,
    });
  });

  test("names keys without TLS is a problem, and nothing is fetched there", async () => {
    const asked: string[] = [];
    const plain = { ...document, jwks_uri: "http://gitlab.example.com/keys" };
    const report = await check({ ...good, [discovery]: { body: JSON.stringify(plain) } }, null, asked);
    expect(report).toMatchObject({ kind: "failed", url: plain.jwks_uri, problem: "content" });
    expect(asked).toEqual([discovery]);
  });
});

test("keys that can't be read are told with their own address", async () => {
  await expect(check({ ...good, [keys]: { status: 503 } })).resolves.toMatchObject({ url: keys, problem: "status" });
  await expect(check({ ...good, [keys]: { body: "{}" } })).resolves.toMatchObject({ url: keys, problem: "content" });
});

test("the instance's own keys are read beside, and nothing is wrong where it doesn't answer", async () => {
  const live = "https://gitlab.internal";
  const answers = { ...good, [`${live}/oauth/discovery/keys`]: { body: JSON.stringify({ keys: [{ kid: "b" }, {}] }) } };
  await expect(check(answers, live)).resolves.toMatchObject({ kind: "read", liveKeyIds: ["b"] });
  await expect(check(good, live)).resolves.toMatchObject({ kind: "read", liveKeyIds: null });
});
