import type { IssuerReport, PublishedKey } from "../../core/diagnosis/index.ts";
import { type Get, isObject, problem, readIssuerDocument } from "./issuer-document.ts";

/**
 * Reads an issuer's discovery document and keys as AWS does, from here. `liveUrl` is the GitLab instance's own address,
 * where that isn't the issuer: its keys are read to compare. Source: OpenID Connect Discovery 1.0, section 4.
 */
export async function checkIssuer(
  get: Get,
  { issuer, liveUrl }: { readonly issuer: string; readonly liveUrl: string | null },
  signal: AbortSignal,
): Promise<IssuerReport> {
  const discoveryUrl = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const discovery = await readIssuerDocument(get, discoveryUrl, signal);
  if (discovery.kind === "failed") return discovery;
  const { issuer: named, jwks_uri: keysUrl, id_token_signing_alg_values_supported: algorithms } = discovery.document;
  if (typeof named !== "string" || typeof keysUrl !== "string") {
    return problem(discoveryUrl, "content", "it names no issuer or no jwks_uri");
  }
  const keySet = await readIssuerDocument(get, keysUrl, signal);
  if (keySet.kind === "failed") return keySet;
  const { keys } = keySet.document;
  if (!Array.isArray(keys)) return problem(keysUrl, "content", "it holds no keys");
  const live = liveUrl === null ? null : await readIssuerDocument(get, `${liveUrl}/oauth/discovery/keys`, signal);
  return {
    kind: "read",
    discoveryUrl,
    issuer: named,
    keysUrl,
    algorithms: Array.isArray(algorithms) ? algorithms.filter((one) => typeof one === "string") : [],
    keys: keys.map(publishedKey),
    liveKeyIds: live?.kind === "read" && Array.isArray(live.document.keys) ? idsOf(live.document.keys) : null,
  };
}

function publishedKey(key: unknown): PublishedKey {
  const { kid, kty, alg } = isObject(key) ? key : {};
  return { id: textOf(kid), type: textOf(kty), algorithm: textOf(alg) };
}

function idsOf(keys: readonly unknown[]): string[] {
  return keys.map(publishedKey).flatMap(({ id }) => id ?? []);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
