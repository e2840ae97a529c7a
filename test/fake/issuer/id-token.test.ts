import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { answer } from "../answer.ts";
import { exampleWorld, idToken, type World } from "../index.ts";

async function get(world: World, url: string): Promise<Record<string, unknown>> {
  const answered = await answer(world, new Request(url));
  return (await answered?.response.json()) as Record<string, unknown>;
}

test("a token verifies by the keys that the discovery document names", async () => {
  const { world } = exampleWorld();
  const { issuer, jwks_uri } = await get(world, "https://gitlab.example.com/.well-known/openid-configuration");
  const keys = (await get(world, String(jwks_uri))) as unknown as JSONWebKeySet;
  const { payload } = await jwtVerify(idToken(world), createLocalJWKSet(keys), {
    issuer: String(issuer),
    audience: "sts.amazonaws.com",
    algorithms: ["RS256"],
  });
  expect(payload.sub).toBe("project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:main");
  expect(keys.keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "e", "kid", "kty", "n", "use"]]);
});

test("claims are what GitLab sends: ids as strings, the runner's as a number", () => {
  const now = new Date("2026-11-01T00:00:00Z");
  const { world } = exampleWorld({ now: () => now });
  const token = idToken(world, { ref: "v1.2", refType: "tag", refProtected: false, environment: "production" });
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({
    iss: "https://gitlab.example.com",
    aud: "sts.amazonaws.com",
    sub: "project_path:org/team/cdk/aws-network-cdk:ref_type:tag:ref:v1.2",
    iat: 1793491200,
    exp: 1793494800,
    project_id: "20",
    runner_id: 1,
    ref_path: "refs/tags/v1.2",
    ref_protected: "false",
    namespace_path: "org/team/cdk",
    environment: "production",
  });
  expect(decodeProtectedHeader(token)).toEqual({ alg: "RS256", typ: "JWT", kid: "gitlab-key-1" });
});

test("claims are overridden and removed", () => {
  const { world } = exampleWorld();
  const token = idToken(world, { audience: ["a", "b"], claims: { project_id: "7", user_email: undefined } });
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({ aud: ["a", "b"], project_id: "7" });
  expect(claims).not.toHaveProperty("user_email");
});

test("an issuer that the world doesn't have isn't answered", async () => {
  const { world } = exampleWorld();
  const url = "https://gitlab.invalid/.well-known/openid-configuration";
  await expect(answer(world, new Request(url))).resolves.toBeUndefined();
});
