import { type IssuerReport, isTlsCode } from "../../core/diagnosis/index.ts";

/** A GET that follows no redirect: what it came to. */
export type Get = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<
  | { readonly kind: "answer"; readonly status: number; readonly location: string | null; readonly body: string }
  | { readonly kind: "failed"; readonly errorCode: string; readonly reason: string }
>;

/** Why a document couldn't be read. */
export type DocumentProblem = Extract<IssuerReport, { kind: "failed" }>;

/** What an issuer publishes at an address: a JSON object, or why there is none. */
export type IssuerDocument =
  | { readonly kind: "read"; readonly document: Readonly<Record<string, unknown>> }
  | DocumentProblem;

/** Reads a document of an issuer as AWS does: over https:, following no redirect. Rejects with the signal's reason. */
export async function readIssuerDocument(get: Get, address: string, signal: AbortSignal): Promise<IssuerDocument> {
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
  return isObject(document)
    ? { kind: "read", document }
    : problem(address, "content", "it isn't a JSON object, perhaps a login page");
}

/** The failure of an address. */
export function problem(url: string, kind: DocumentProblem["problem"], detail: string): DocumentProblem {
  return { kind: "failed", url, problem: kind, detail };
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where a redirect points to, without a query, which may hold a secret. */
function originOf(location: string, base: URL): string {
  const target = URL.parse(location, base.href);
  return target === null ? "an address that can't be read" : `${target.origin}${target.pathname}`;
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    JSON.stringify(value); // What is nested too deep for that is refused here, before it is compared.
    return value;
  } catch {
    return undefined; // The caller tells; the parser's message would quote the page.
  }
}
