import { Refusal, type Service, type ServiceRequest } from "../service.ts";
import type { World } from "../world/world.ts";
import { assumeRole } from "./assume-role.ts";
import { assumeRoleWithWebIdentity } from "./assume-role-with-web-identity.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { type Elements, errorResponse, successResponse } from "./xml.ts";

/** One operation: answers with the elements of its result, or throws a Refusal. */
export type StsOperation = (
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
) => Elements | Promise<Elements>;

const VERSION = "2011-06-15";

const OPERATIONS = {
  AssumeRole: assumeRole,
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
  GetCallerIdentity: getCallerIdentity,
} satisfies Record<string, StsOperation>;

/** STS: the Query protocol, version 2011-06-15. */
export const sts: Service = {
  operation: (request) => {
    const action = readForm(request).Action;
    return isKnown(action) ? `sts:${action}` : undefined;
  },
  parameters: readForm,
  answer: async (world, request) => {
    const form = readForm(request);
    const { Action: action, Version: version } = form;
    // As STS does with whatever isn't a Query call: a form without its content type, too.
    if (action === undefined)
      return new Response(null, { status: 302, headers: { location: "https://aws.amazon.com/iam" } });
    if (!isKnown(action) || version !== VERSION) {
      return errorResponse({
        status: 400,
        code: "InvalidAction",
        message: `Could not find operation ${action} for version ${version ?? "NO_VERSION_SPECIFIED"}`,
      });
    }
    try {
      return successResponse(action, await OPERATIONS[action](world, request, form));
    } catch (error) {
      if (error instanceof Refusal) return errorResponse(error.failure);
      throw error;
    }
  },
  failure: errorResponse,
  throttling: { code: "Throttling", status: 400 },
};

function isKnown(action: string | undefined): action is keyof typeof OPERATIONS {
  return action !== undefined && Object.hasOwn(OPERATIONS, action);
}

function readForm(request: ServiceRequest): Record<string, string> {
  if (request.method === "GET") return Object.fromEntries(request.url.searchParams);
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  return isForm ? Object.fromEntries(new URLSearchParams(request.body.toString())) : {};
}
