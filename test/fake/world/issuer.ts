import { generateKeyPairSync } from "node:crypto";
import type { Issuer, SigningKey } from "./world.ts";

/** The self-managed GitLab of the examples. */
export const exampleGitlabUrl = "https://gitlab.example.com";

/** A fresh RS256 key pair. */
export function signingKey(kid: string): SigningKey {
  return { kid, ...generateKeyPairSync("rsa", { modulusLength: 2048 }) };
}

// Made once: it takes a tenth of a second, and nothing ever changes it.
const defaultKey = signingKey("gitlab-key-1");

/** An issuer that AWS can reach; all issuers share a key pair unless given another. */
export function issuer(over: Partial<Issuer> = {}): Issuer {
  return { url: exampleGitlabUrl, reachable: true, keys: [defaultKey], ...over };
}
