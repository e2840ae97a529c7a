import { createHmac, sign } from "node:crypto";
import { signingKey } from "../world/issuer.ts";
import type { Issuer, SigningKey, World } from "../world/world.ts";
import { type Claims, type Job, jobClaims } from "./claims.ts";

/** How a token differs from what GitLab mints for the example project's branch main. */
export interface IdTokenOptions extends Partial<Job> {
  /** The issuer's URL; default: the world's first issuer. */
  issuer?: string;
  audience?: string | string[];
  /** Seconds from now; negative for a token that has expired. */
  expiresIn?: number;
  /** Claims to set on top; undefined removes one. */
  claims?: Claims;
  /** `kid` in the header, instead of the signing key's. */
  kid?: string;
  /** What is wrong with the signature; default: nothing. */
  signature?: "valid" | "other-key" | "damaged" | "none" | "hmac";
}

/**
 * Mints an ID token as GitLab would, RS256 and with all claims, or a broken
 * one. Signed with node:crypto, while the fake STS verifies with jose: two
 * implementations that have to agree.
 */
export function idToken(world: World, options: IdTokenOptions = {}): string {
  const issuer = issuerFor(world, options.issuer);
  const [key] = issuer.keys;
  if (key === undefined) throw new Error(`The issuer ${issuer.url} has no key to sign with.`);
  const claims = claimsOf(issuer, world.now(), options);
  const signature = options.signature ?? "valid";
  const algorithm = { none: "none", hmac: "HS256" }[signature as "none" | "hmac"] ?? "RS256";
  const input = `${encode({ alg: algorithm, typ: "JWT", kid: options.kid ?? key.kid })}.${encode(claims)}`;
  return `${input}.${signatureOf(input, key, signature)}`;
}

function issuerFor(world: World, url: string | undefined): Issuer {
  const found = url === undefined ? world.issuers[0] : world.issuers.find((issuer) => issuer.url === url);
  if (found === undefined) throw new Error(`The world has no issuer ${url ?? "at all"}.`);
  return found;
}

function claimsOf(issuer: Issuer, now: Date, options: IdTokenOptions): Claims {
  const claims: Claims = { ...jobClaims(issuer.url, now, options), iss: issuer.tokenIssuer ?? issuer.url };
  if (options.audience !== undefined) claims.aud = options.audience;
  if (options.expiresIn !== undefined) claims.exp = Math.floor(now.getTime() / 1000) + options.expiresIn;
  return { ...claims, ...options.claims };
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function signatureOf(input: string, key: SigningKey, kind: NonNullable<IdTokenOptions["signature"]>): string {
  const rs256 = (by: SigningKey) => sign("RSA-SHA256", Buffer.from(input), by.privateKey);
  switch (kind) {
    case "valid":
      return rs256(key).toString("base64url");
    case "other-key":
      return rs256(signingKey(key.kid)).toString("base64url");
    case "damaged": {
      const bytes = rs256(key);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return bytes.toString("base64url");
    }
    case "none":
      return "";
    case "hmac":
      // The classic confusion: the public key, which everybody knows, taken as the HMAC secret.
      return createHmac("sha256", key.publicKey.export({ type: "spki", format: "pem" }))
        .update(input)
        .digest("base64url");
  }
}
