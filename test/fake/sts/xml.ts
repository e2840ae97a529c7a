import { randomUUID } from "node:crypto";
import type { Failure } from "../service.ts";

/** The namespace of STS's answers. */
export const STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** The namespace of refusals that come from the front, before any operation is known. */
const FAULT_NAMESPACE = "http://webservices.amazon.com/AWSFault/2005-15-09";

const FRONT_CODES = new Set(["InvalidAction", "MissingAuthenticationToken", "IncompleteSignature"]);

/** Nested elements: text, or elements again; undefined leaves one out. */
export interface Elements {
  [name: string]: string | Elements | undefined;
}

/** The answer of an operation that succeeded, formatted as STS does it. */
export function successResponse(action: string, result: Elements): Response {
  const requestId = randomUUID();
  return xmlResponse(200, requestId, `${action}Response`, STS_NAMESPACE, {
    [`${action}Result`]: result,
    ResponseMetadata: { RequestId: requestId },
  });
}

/** A refusal, in the shape of the Query protocol. */
export function errorResponse({ code, message, status }: Failure): Response {
  const requestId = randomUUID();
  return xmlResponse(status, requestId, "ErrorResponse", FRONT_CODES.has(code) ? FAULT_NAMESPACE : STS_NAMESPACE, {
    Error: { Type: status >= 500 ? "Receiver" : "Sender", Code: code, Message: message },
    RequestId: requestId,
  });
}

function xmlResponse(status: number, requestId: string, root: string, namespace: string, elements: Elements): Response {
  return new Response(`<${root} xmlns="${namespace}">\n${render(elements, "  ")}</${root}>\n`, {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
  });
}

function render(elements: Elements, indent: string): string {
  return Object.entries(elements)
    .map(([name, value]) => {
      if (value === undefined) return "";
      if (typeof value === "string") return `${indent}<${name}>${escapeText(value)}</${name}>\n`;
      return `${indent}<${name}>\n${render(value, `${indent}  `)}${indent}</${name}>\n`;
    })
    .join("");
}

function escapeText(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[character] ?? character,
  );
}
