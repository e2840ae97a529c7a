import type { Readable } from "node:stream";
import type { ClientSettings } from "./client-settings.ts";
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

interface HandlerResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
}

/** GETs a URL through the proxy and with the authorities that calls to AWS use. Rejects with the signal's reason only. */
export async function plainGet(
  { connections }: ClientSettings,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const request = {
    method: "GET",
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, accept: "application/json", ...headers },
  };
  try {
    const { response } = (await connections.requestHandler.handle(request as never, { abortSignal: signal })) as {
      response: HandlerResponse;
    };
    return {
      kind: "answer",
      status: response.statusCode,
      contentType: response.headers["content-type"] ?? "",
      location: response.headers.location ?? null,
      body: await firstOf(response.body),
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const failure = rawFailureOf(thrown, "a plain request", url.host);
    const errorCode = failure.kind === "connection" ? failure.errorCode : "";
    return { kind: "failed", errorCode, reason: failure.kind === "aws" ? failure.awsMessage : failure.reason };
  }
}

async function firstOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk as Uint8Array);
    chunks.push(bytes);
    length += bytes.length;
    if (length >= mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8");
}
