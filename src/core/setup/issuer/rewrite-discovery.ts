import { documentUrl } from "./issuer-paths.ts";
import type { JsonObject } from "./json-value.ts";

/** The discovery document for the public address: issuer and the keys' address are new, all else is as it was. */
export function rewriteDiscovery(discovery: JsonObject, issuer: string): JsonObject {
  return { ...discovery, issuer, jwks_uri: documentUrl(issuer, "keys") };
}

/** Whether a published document was made from another instance's: its other addresses lead elsewhere. */
export function isOfAnotherInstance(published: JsonObject, own: JsonObject): boolean {
  return ["token_endpoint", "authorization_endpoint", "userinfo_endpoint"].some((name) => {
    const [theirs, ours] = [originOf(published[name]), originOf(own[name])];
    return theirs !== null && ours !== null && theirs !== ours;
  });
}

function originOf(address: unknown): string | null {
  return typeof address === "string" ? (/^https?:\/\/[^/?#]+/.exec(address)?.[0].toLowerCase() ?? null) : null;
}
