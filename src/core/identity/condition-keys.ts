import { type IssuerProfile, issuerProfiles, standardClaims } from "./condition-keys-table.ts";

/** Claims of an ID token, as decoded JSON. `iss` is needed; all others are optional here. */
export interface TokenClaims {
  readonly iss: string;
  readonly [claim: string]: unknown;
}

/** What AWS knows of one issuer. */
export interface IssuerView {
  /** Prefix of its condition keys: the issuer's URL without `https://`. */
  readonly prefix: string;
  readonly profile: IssuerProfile;
  /** Claims that become condition keys; everything else in the token is invisible to policies. */
  readonly claims: readonly string[];
}

/**
 * The claims of a token that AWS turns into condition keys: lower-case key to values. What isn't in it is absent.
 *
 * A value that is a list becomes a multi-valued key; numbers and booleans become text; objects and null are absent.
 * Source: IAM User Guide, "IAM and AWS STS condition context keys", available keys for AWS OIDC federation.
 */
export function conditionKeysOf(claims: TokenClaims): ReadonlyMap<string, readonly string[]> {
  const issuer = issuerView(claims.iss);
  const keys = new Map<string, readonly string[]>();
  for (const claim of issuer.claims) {
    const values = claimValues(claims, claim);
    if (values !== null) keys.set(`${issuer.prefix}:${claim}`.toLowerCase(), values);
  }
  return keys;
}

/** Prefix, profile and exposed claims of an issuer URL, or of a provider's name without `https://`. */
export function issuerView(issuer: string): IssuerView {
  const prefix = conditionKeyPrefix(issuer);
  const host = prefix.toLowerCase();
  const profile = issuerProfiles.find((candidate) => matches(candidate, host)) ?? unlisted;
  return { prefix, profile, claims: [...standardClaims, ...profile.claims] };
}

/**
 * Prefix of an issuer's condition keys and last part of its provider's ARN: the URL without its scheme. A trailing
 * slash belongs to it where the issuer has one.
 */
export function conditionKeyPrefix(issuer: string): string {
  return issuer.replace(/^https?:\/\//i, "");
}

/** The values of one claim as text; null where the token lacks it. */
export function claimValues(claims: TokenClaims, claim: string): readonly string[] | null {
  if (!Object.hasOwn(claims, claim)) return null;
  const value = claims[claim];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => asText(item) ?? []);
  const text = asText(value);
  return text === null ? null : [text];
}

const unlisted: IssuerProfile = { name: "an unlisted issuer", kind: "unlisted", hosts: [], claims: [] };

function matches(profile: IssuerProfile, host: string): boolean {
  return profile.hosts.some((pattern) => (typeof pattern === "string" ? pattern === host : pattern.test(host)));
}

function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return null;
}
