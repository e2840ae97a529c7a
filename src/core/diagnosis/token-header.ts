/** What a JWT's header says of its signature; null where it doesn't say. */
export interface TokenHeader {
  readonly algorithm: string | null;
  readonly keyId: string | null;
}

/** The header of a token that was decoded before. Source: RFC 7515. */
export function tokenHeader(token: string): TokenHeader {
  const [header = ""] = token.split(".");
  try {
    const { alg, kid } = JSON.parse(atob(header.replaceAll("-", "+").replaceAll("_", "/"))) as Record<string, unknown>;
    return { algorithm: textOf(alg), keyId: textOf(kid) };
  } catch {
    // The engine's message would quote the token.
    return { algorithm: null, keyId: null };
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
