import { randomUUID } from "node:crypto";
import type { Failure } from "../service.ts";

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A document of S3's; a member that is undefined is left out. */
export function xmlAnswer(root: string, members: Record<string, string | undefined>): Response {
  return answer(200, `<${root} xmlns="${namespace}">${elements(members)}</${root}>`, "application/xml");
}

/** A refusal in S3's shape, with what some have beside code and message. */
export function xmlRefusal({ code, message, status }: Failure, more: Record<string, string> = {}): Response {
  const requestId = randomUUID();
  const members = { Code: code, Message: message, ...more, RequestId: requestId, HostId: "host" };
  return answer(status, `<Error>${elements(members)}</Error>`, "application/xml", requestId);
}

/** An answer without a body. */
export function emptyAnswer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...headers, "x-amz-request-id": randomUUID() } });
}

/** The text of an element in a request's body; undefined where there is none. */
export function elementIn(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

function answer(status: number, xml: string, contentType: string, requestId: string = randomUUID()): Response {
  const headers = { "content-type": contentType, "x-amz-request-id": requestId };
  return new Response(`${declaration}${xml}`, { status, headers });
}

function elements(members: Record<string, string | undefined>): string {
  return Object.entries(members)
    .map(([name, value]) => (value === undefined ? "" : `<${name}>${escapeText(value)}</${name}>`))
    .join("");
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
