import { randomUUID } from "node:crypto";
import type { Failure } from "../service.ts";

/** The namespace of refusals that come from the front, before any operation is known. */
const FAULT_NAMESPACE = "http://webservices.amazon.com/AWSFault/2005-15-09";

const FRONT_CODES = new Set(["InvalidAction", "MissingAuthenticationToken", "IncompleteSignature"]);

/** Nested elements: text, elements again, or a list of members; undefined leaves one out. */
export interface Elements {
  [name: string]: string | Elements | (string | Elements)[] | undefined;
}

/** The answer of an operation that succeeded, formatted as STS and IAM do it. */
export function successResponse(namespace: string, action: string, result: Elements): Response {
  const requestId = randomUUID();
  const elements = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return xmlResponse(200, requestId, rootElement(`${action}Response`, namespace, elements));
}

/** A refusal, in the shape of the Query protocol. */
export function errorResponse(serviceNamespace: string, { code, message, status }: Failure): Response {
  const requestId = randomUUID();
  const namespace = FRONT_CODES.has(code) ? FAULT_NAMESPACE : serviceNamespace;
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
      if (Array.isArray(value) && value.length === 0) return `${indent}<${name}/>\n`;
      if (typeof value === "string") return `${indent}<${name}>${escapeText(value)}</${name}>\n`;
      return `${indent}<${name}>\n${renderInside(value, `${indent}  `)}${indent}</${name}>\n`;
    })
    .join("");
}

function renderInside(value: Elements | (string | Elements)[], indent: string): string {
  if (!Array.isArray(value)) return render(value, indent);
  return value.map((member) => render({ member }, indent)).join("");
}

function escapeText(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[character] ?? character,
  );
}
