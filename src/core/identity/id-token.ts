import { GitlabEcrError } from "../errors/index.ts";

/** What a token says, unverified: only its issuer's keys could prove it, and that is AWS's part. */
export type Claims = Readonly<Record<string, unknown>>;

const issuanceDisabled = /ID token issuance is disabled[^.\n]*/i;

/**
 * The claims of an ID token, not verified.
 *
 * Throws `id-token-malformed` for anything but a signed JWT, and `id-token-issuance-disabled` where the variable holds
 * GitLab's sentence that it issues none. The errors never hold any part of the token. Source: RFC 7519, RFC 7515.
 */
export function decodeIdToken(token: string): Claims {
  const disabled = issuanceDisabled.exec(token);
  if (disabled !== null) throw new GitlabEcrError("id-token-issuance-disabled", { reason: disabled[0] });

  const parts = token.split(".");
  if (parts.length !== 3) throw malformed(`a JWT has 3 parts between dots, this has ${parts.length}`);
  const [header = "", payload = "", signature = ""] = parts;
  if (objectOf(header) === null) throw malformed("its header can't be decoded");
  const claims = objectOf(payload);
  if (claims === null) throw malformed("its claims can't be decoded");
  if (signature === "") throw malformed("it has no signature");
  if (typeof claims.iss !== "string" || claims.iss === "") throw malformed("it has no iss claim");
  return claims;
}

/** The moment at which a token expires; null where it doesn't say, or names no moment. */
export function expiryOf(claims: Claims): Date | null {
  const expiry = typeof claims.exp === "number" ? new Date(claims.exp * 1000) : null;
  return expiry === null || Number.isNaN(expiry.getTime()) ? null : expiry;
}

function objectOf(part: string): Record<string, unknown> | null {
  if (!/^[\w-]+$/.test(part)) return null;
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    // The engine's message would quote the token.
    return null;
  }
}

function malformed(reason: string): GitlabEcrError {
  return new GitlabEcrError("id-token-malformed", { reason });
}
