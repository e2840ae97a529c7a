import type { Readable } from "node:stream";
import type { Connections } from "./connections.ts";

/** A request to what isn't AWS's API. */
export interface PlainRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Its answer, whatever the status; redirects aren't followed. */
export interface PlainAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body's first bytes, as many as were wanted. */
  readonly body: string;
  /** Whether the body had more bytes than that. */
  readonly cut: boolean;
}

interface HandlerResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
}

/**
 * Makes one request through the proxy and with the authorities that calls to AWS use. Rejects with what the connection
 * failed with, which holds the request: show nobody but `rawFailureOf`.
 */
export async function plainRequest(
  connections: Connections,
  { method, url, headers, body }: PlainRequest,
  mostBytes: number,
  signal: AbortSignal,
): Promise<PlainAnswer> {
  const request = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: `${url.pathname}${url.search}`,
    query: {},
    headers: {
      host: url.host,
      accept: "application/json",
      ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  };
  const { response } = (await connections.requestHandler.handle(request as never, { abortSignal: signal })) as {
    response: HandlerResponse;
  };
  return { status: response.statusCode, headers: response.headers, ...(await firstOf(response.body, mostBytes)) };
}

async function firstOf(body: Readable, mostBytes: number): Promise<{ body: string; cut: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk as Uint8Array);
    chunks.push(bytes);
    length += bytes.length;
    if (length > mostBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, mostBytes).toString("utf8");
  return { body: text, cut: length > mostBytes };
}
