import { randomUUID } from "node:crypto";
import { type Failure, Refusal, type Service, type ServiceRequest } from "../service.ts";
import type { World } from "../world/world.ts";
import { getAuthorizationToken } from "./get-authorization-token.ts";

/** One operation: answers with its result, or throws a Refusal. */
export type EcrOperation = (
  world: World,
  request: ServiceRequest,
  input: Record<string, unknown>,
) => Record<string, unknown>;

const TARGET_PREFIX = "AmazonEC2ContainerRegistry_V20150921.";

const OPERATIONS = { GetAuthorizationToken: getAuthorizationToken } satisfies Record<string, EcrOperation>;

/** ECR: JSON 1.1, the operation in `X-Amz-Target`. */
export const ecr: Service = {
  operation: (request) => {
    const name = nameIn(request);
    return name && `ecr:${name}`;
  },
  parameters: (request) => readInput(request) ?? {},
  answer: (world, request) => {
    const name = nameIn(request);
    const input = readInput(request);
    if (name === undefined || request.method !== "POST") {
      return errorResponse({ status: 400, code: "UnknownOperationException", message: "" });
    }
    if (input === undefined) return errorResponse({ status: 400, code: "SerializationException", message: "" });
    try {
      return jsonResponse(200, OPERATIONS[name](world, request, input));
    } catch (error) {
      if (error instanceof Refusal) return errorResponse(error.failure);
      throw error;
    }
  },
  failure: errorResponse,
  throttling: { code: "ThrottlingException", status: 400 },
};

function nameIn(request: ServiceRequest): keyof typeof OPERATIONS | undefined {
  const target = request.headers["x-amz-target"] ?? "";
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : "";
  return Object.hasOwn(OPERATIONS, name) ? (name as keyof typeof OPERATIONS) : undefined;
}

function readInput(request: ServiceRequest): Record<string, unknown> | undefined {
  if (request.headers["content-type"] !== "application/x-amz-json-1.1") return undefined;
  try {
    return JSON.parse(request.body.toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function errorResponse({ code, message, status }: Failure): Response {
  // ECR spells the field of this one refusal with a capital.
  const field = code === "AccessDeniedException" ? "Message" : "message";
  return jsonResponse(status, { __type: code, [field]: message });
}

function jsonResponse(status: number, body: Record<string, unknown>): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
  });
}
