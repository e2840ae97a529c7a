import type { ClientSettings } from "./client-settings.ts";
import { plainRequest } from "./plain-request.ts";
import { rawFailureOf } from "./raw-failure.ts";

/** What a plain GET came to: an answer of whatever status, redirects not followed, or none. */
export type HttpAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly contentType: string;
      /** Where a redirect points to; null for other answers. */
      readonly location: string | null;
      /** The body's first megabyte. */
      readonly body: string;
    }
  | { readonly kind: "failed"; readonly errorCode: string; readonly reason: string };

const mostBytes = 1024 * 1024;

/** GETs a URL through the proxy and with the authorities that calls to AWS use. Rejects with the signal's reason only. */
export async function plainGet(
  { connections }: ClientSettings,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  try {
    const answer = await plainRequest(connections, { method: "GET", url, headers }, mostBytes, signal);
    return {
      kind: "answer",
      status: answer.status,
      contentType: answer.headers["content-type"] ?? "",
      location: answer.headers.location ?? null,
      body: answer.body,
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = rawFailureOf(thrown, "a plain request", url.host);
    const errorCode = failure.kind === "connection" ? failure.errorCode : "";
    return { kind: "failed", errorCode, reason: failure.kind === "aws" ? failure.awsMessage : failure.reason };
  }
}
