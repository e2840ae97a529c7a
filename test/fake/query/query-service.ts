import type { Operation } from "../operation.ts";
import { Refusal, type Service, type ServiceRequest } from "../service.ts";
import type { World } from "../world/world.ts";
import { type Elements, errorResponse, successResponse } from "./xml.ts";

/** One operation of a Query service: answers with the elements of its result, or throws a Refusal. */
export type QueryOperation = (
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
) => Elements | Promise<Elements>;

/** A service that speaks the Query protocol, in one version: forms in, XML out. */
export function queryService(
  name: "sts" | "iam",
  version: string,
  operations: Readonly<Record<string, QueryOperation>>,
): Service {
  const namespace = `https://${name}.amazonaws.com/doc/${version}/`;
  const operationOf = (action: string | undefined) =>
    action !== undefined && Object.hasOwn(operations, action) ? operations[action] : undefined;
  return {
    operation: (request) => {
      const action = readForm(request).Action;
      return operationOf(action) === undefined ? undefined : (`${name}:${action}` as Operation);
    },
    parameters: readForm,
    answer: async (world, request) => {
      const form = readForm(request);
      const { Action: action, Version: asked } = form;
      // As STS does with whatever isn't a Query call: a form without its content type, too.
      if (action === undefined)
        return new Response(null, { status: 302, headers: { location: "https://aws.amazon.com/iam" } });
      const operation = operationOf(action);
      if (operation === undefined || asked !== version) {
        return errorResponse(namespace, {
          status: 400,
          code: "InvalidAction",
          message: `Could not find operation ${action} for version ${asked ?? "NO_VERSION_SPECIFIED"}`,
        });
      }
      try {
        return successResponse(namespace, action, await operation(world, request, form));
      } catch (error) {
        if (error instanceof Refusal) return errorResponse(namespace, error.failure);
        throw error;
      }
    },
    failure: (failure) => errorResponse(namespace, failure),
    throttling: { code: "Throttling", status: 400 },
  };
}

function readForm(request: ServiceRequest): Record<string, string> {
  if (request.method === "GET") return Object.fromEntries(request.url.searchParams);
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return isForm ? Object.fromEntries(new URLSearchParams(request.body.toString())) : {};
}
