import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeIdToken, tellingClaims } from "../../../src/core/identity/index.ts";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = (claims: unknown) => `${part({ alg: "RS256" })}.${part(claims)}.c2lnbmF0dXJl`;

describe("decodeIdToken", () => {
  test("reads claims in any script", () => {
    const claims = { iss: "https://gitlab.example.com", ref: "fäature/日本" };
    expect(decodeIdToken(jwt(claims))).toEqual(claims);
  });

  test.each([
    ["glpat-0123", "a JWT has 3 parts between dots, this has 1"],
    ["a.b.c.d", "a JWT has 3 parts between dots, this has 4"],
    ["!.b.c", "its header can't be decoded"],
    [`${part({})}.${part("text")}.c2ln`, "its claims can't be decoded"],
    [`${part({})}.${part([1])}.c2ln`, "its claims can't be decoded"],
    [`${part({})}.${part({ iss: "x" })}.`, "it has no signature"],
    [jwt({}), "it has no iss claim"],
  ])("%j: %s", (token, reason) => {
    expect(() => decodeIdToken(token)).toThrow(
      expect.objectContaining({ code: "id-token-malformed", context: { reason } }),
    );
  });

  test("never shows any part of what it was given", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (text) => {
        try {
          decodeIdToken(text);
        } catch (error) {
          const { message, context, cause } = error as Error & { context: object };
          expect(JSON.stringify({ message, context, cause })).not.toContain(text);
        }
      }),
    );
  });
});

test("tellingClaims leaves everything personal out", () => {
  const claims = {
    sub: "s",
    user_email: "jane@example.com",
    user_login: "jane",
    user_id: "1",
    environment: null,
    ref: "main",
  };
  expect(tellingClaims(claims)).toEqual({ sub: "s", ref: "main" });
});
