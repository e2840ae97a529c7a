import { randomUUID } from "node:crypto";
import type { Operation } from "./operation.ts";
import { type Failure, Refusal, type Service, type ServiceRequest } from "./service.ts";
import type { World } from "./world/world.ts";

/** One operation of a JSON service: answers with its result, or throws a Refusal. */
export type JsonOperation = (
  world: World,
  request: ServiceRequest,
  input: Record<string, unknown>,
) => Record<string, unknown>;

/** A service that speaks AWS JSON 1.1: the operation is in `X-Amz-Target`, behind `target` and a dot. */
export function jsonService(
  name: "ecr" | "ecr-public" | "secretsmanager",
  target: string,
  operations: Record<string, JsonOperation>,
): Service {
  const nameIn = (request: ServiceRequest) => {
    const [prefix, operation = ""] = (request.headers["x-amz-target"] ?? "").split(".");
    return prefix === target && Object.hasOwn(operations, operation) ? operation : undefined;
  };
  return {
    operation: (request) => {
      const operation = nameIn(request);
      return operation === undefined ? undefined : (`${name}:${operation}` as Operation);
    },
    parameters: (request) => readInput(request) ?? {},
    answer: (world, request) => {
      const operation = operations[nameIn(request) ?? ""];
      const input = readInput(request);
      if (operation === undefined || request.method !== "POST")
        return errorResponse(withCode("UnknownOperationException"));
      if (input === undefined) return errorResponse(withCode("SerializationException"));
      try {
        return jsonResponse(200, operation(world, request, input));
      } catch (error) {
        if (error instanceof Refusal) return errorResponse(error.failure);
        throw error;
      }
    },
    failure: errorResponse,
    throttling: { code: "ThrottlingException", status: 400 },
  };
}

function readInput(request: ServiceRequest): Record<string, unknown> | undefined {
  if (request.headers["content-type"] !== "application/x-amz-json-1.1") return undefined;
  try {
    return JSON.parse(request.body.toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function withCode(code: string): Failure {
  return { status: 400, code, message: "" };
}

function errorResponse({ code, message, status }: Failure): Response {
  // AWS spells the field of this one refusal with a capital.
  const field = code === "AccessDeniedException" ? "Message" : "message";
  return jsonResponse(status, { __type: code, [field]: message });
}

function jsonResponse(status: number, body: Record<string, unknown>): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
  });
}
