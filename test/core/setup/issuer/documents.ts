import { generateKeyPairSync } from "node:crypto";
import type { JsonObject } from "../../../../src/core/setup/index.ts";

export const gitlabUrl = "https://gitlab.example.com";
export const issuer = "https://example-gitlab-oidc.s3.ap-northeast-1.amazonaws.com";

/** GitLab's discovery document, as far as it matters. */
export function discovery(over: JsonObject = {}): JsonObject {
  return {
    issuer: gitlabUrl,
    authorization_endpoint: `${gitlabUrl}/oauth/authorize`,
    token_endpoint: `${gitlabUrl}/oauth/token`,
    jwks_uri: `${gitlabUrl}/oauth/discovery/keys`,
    id_token_signing_alg_values_supported: ["RS256"],
    claims_supported: ["iss", "sub", "aud", "exp", "iat"],
    ...over,
  };
}

/** The modulus and exponent of a fresh key. */
function material(bits: number): JsonObject {
  const { kty, n, e } = generateKeyPairSync("rsa", { modulusLength: bits }).publicKey.export({ format: "jwk" });
  return { kty, n, e };
}

const shared = material(2048);

/** A public key as GitLab publishes it. */
export function jwk(kid: string, over: JsonObject = {}): JsonObject {
  return { ...shared, kid, use: "sig", alg: "RS256", ...over };
}

/** A key of so many bits that zeros before its modulus make look longer. */
export function paddedJwk(kid: string, bits: number): JsonObject {
  const { n, ...rest } = material(bits);
  const modulus = Buffer.concat([Buffer.alloc(128), Buffer.from(String(n), "base64url")]);
  return jwk(kid, { ...rest, n: modulus.toString("base64url") });
}

/** The same with another number of bits. */
export function jwkOfBits(kid: string, bits: number): JsonObject {
  return jwk(kid, material(bits));
}
