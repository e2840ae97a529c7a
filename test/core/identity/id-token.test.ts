import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { admittingCondition, decodeIdToken, issuerPrefix, tellingClaims } from "../../../src/core/identity/index.ts";

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

describe("admittingCondition", () => {
  const claims = {
    iss: "https://gitlab.com",
    aud: "sts.amazonaws.com",
    sub: "project_path:g/p:ref_type:branch:ref:main",
    project_id: "7",
  };

  test("pins the project's id on gitlab.com, where AWS knows it", () => {
    expect(admittingCondition(claims)).toEqual({
      StringEquals: {
        "gitlab.com:aud": "sts.amazonaws.com",
        "gitlab.com:sub": claims.sub,
        "gitlab.com:project_id": "7",
      },
    });
  });

  test("uses only sub and aud elsewhere, with the issuer's host, port and path", () => {
    expect(admittingCondition({ ...claims, iss: "https://gitlab.example.com/git/" })).toEqual({
      StringEquals: { "gitlab.example.com/git:aud": "sts.amazonaws.com", "gitlab.example.com/git:sub": claims.sub },
    });
  });

  test("isn't fooled by an issuer that only begins like gitlab.com", () => {
    const condition = admittingCondition({ ...claims, iss: "https://gitlab.com.evil.example" });
    expect(Object.keys(condition?.StringEquals ?? {})).not.toContain("gitlab.com:project_id");
  });

  test("is null for a token without sub or aud", () => {
    expect(admittingCondition({ iss: claims.iss, aud: claims.aud })).toBeNull();
    expect(admittingCondition({ iss: claims.iss, sub: claims.sub })).toBeNull();
  });
});

test("issuerPrefix drops scheme and closing slash", () => {
  expect(issuerPrefix("https://gitlab.example.com/")).toBe("gitlab.example.com");
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
