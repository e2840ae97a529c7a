import { type IssuerReport, isTlsCode, type PublishedKey } from "../../core/diagnosis/index.ts";

/** A GET that follows no redirect: what it came to. */
export type Get = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<
  | { readonly kind: "answer"; readonly status: number; readonly location: string | null; readonly body: string }
  | { readonly kind: "failed"; readonly errorCode: string; readonly reason: string }
>;

type Problem = Extract<IssuerReport, { kind: "failed" }>;

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
  const discovery = await readJson(get, discoveryUrl, signal);
  if (isProblem(discovery)) return discovery;
  const { issuer: named, jwks_uri: keysUrl, id_token_signing_alg_values_supported: algorithms } = discovery;
  if (typeof named !== "string" || typeof keysUrl !== "string") {
    return problem(discoveryUrl, "content", "it names no issuer or no jwks_uri");
  }
  const keySet = await readJson(get, keysUrl, signal);
  if (isProblem(keySet)) return keySet;
  if (!Array.isArray(keySet.keys)) return problem(keysUrl, "content", "it holds no keys");
  const live = liveUrl === null ? null : await readJson(get, `${liveUrl}/oauth/discovery/keys`, signal);
  return {
    kind: "read",
    discoveryUrl,
    issuer: named,
    keysUrl,
    algorithms: Array.isArray(algorithms) ? algorithms.filter((one) => typeof one === "string") : [],
    keys: keySet.keys.map(publishedKey),
    liveKeyIds: live === null || isProblem(live) || !Array.isArray(live.keys) ? null : idsOf(live.keys),
  };
}

async function readJson(get: Get, address: string, signal: AbortSignal): Promise<Record<string, unknown> | Problem> {
  const url = URL.parse(address);
  if (url?.protocol !== "https:") return problem(address, "content", "AWS takes https: addresses only");
  const answer = await get(url, {}, signal);
  if (answer.kind === "failed") {
    return problem(address, isTlsCode(answer.errorCode) ? "tls" : "network", answer.reason);
  }
  if (answer.location !== null && answer.status >= 300 && answer.status < 400) {
    return problem(address, "redirect", `HTTP ${answer.status} to ${originOf(answer.location, url)}`);
  }
  if (answer.status !== 200) return problem(address, "status", `HTTP ${answer.status}`);
  const document = parseJson(answer.body);
  return isObject(document) ? document : problem(address, "content", "it isn't a JSON object, perhaps a login page");
}

/** Where a redirect points to, without a query, which may hold a secret. */
function originOf(location: string, base: URL): string {
  const target = URL.parse(location, base.href);
  return target === null ? "an address that can't be read" : `${target.origin}${target.pathname}`;
}

function publishedKey(key: unknown): PublishedKey {
  const { kid, kty, alg } = isObject(key) ? key : {};
  return { id: textOf(kid), type: textOf(kty), algorithm: textOf(alg) };
}

function idsOf(keys: readonly unknown[]): string[] {
  return keys.map(publishedKey).flatMap(({ id }) => id ?? []);
}

function problem(url: string, kind: Problem["problem"], detail: string): Problem {
  return { kind: "failed", url, problem: kind, detail };
}

function isProblem(value: Record<string, unknown> | Problem): value is Problem {
  return value.kind === "failed" && "problem" in value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The caller tells; the parser's message would quote the page.
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
