import { randomUUID } from "node:crypto";
import type { Failure } from "../service.ts";

/** The namespace of STS's answers. */
const STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

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
  const elements = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return xmlResponse(200, requestId, rootElement(`${action}Response`, STS_NAMESPACE, elements));
}

/** A refusal, in the shape of the Query protocol. */
export function errorResponse({ code, message, status }: Failure): Response {
  const requestId = randomUUID();
  const namespace = FRONT_CODES.has(code) ? FAULT_NAMESPACE : STS_NAMESPACE;
  const elements = {
    Error: { Type: status >= 500 ? "Receiver" : "Sender", Code: code, Message: message },
    RequestId: requestId,
  };
  return xmlResponse(status, requestId, rootElement("ErrorResponse", namespace, elements));
}

function xmlResponse(status: number, requestId: string, body: string): Response {
  return new Response(body, { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId } });
}

function rootElement(name: string, namespace: string, elements: Elements): string {
  return `<${name} xmlns="${namespace}">\n${render(elements, "  ")}</${name}>\n`;
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
