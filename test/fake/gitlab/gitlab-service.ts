import type { Operation } from "../operation.ts";
import type { Failure, Service, ServiceRequest } from "../service.ts";
import type { GitlabInstance } from "../world/gitlab.ts";
import type { World } from "../world/world.ts";
import { callerOf } from "./caller.ts";
import { badParameter, GitlabRefusal } from "./refuse.ts";
import { routeOf } from "./routes.ts";

/** GitLab's REST API, version 4. */
export const gitlabService: Service = {
  operation: (request) => {
    const found = routeOf(request.method, apiPath(request));
    return found && (`gitlab:${found.name}` as Operation);
  },
  parameters: (request) => bodyOf(request) ?? {},
  answer: (world, request) => {
    const gitlab = world.gitlabs.find(({ url }) => url === request.place.gitlab);
    if (gitlab === undefined) throw new Error(`There is no GitLab at ${request.place.gitlab}.`);
    const limited = limit(world, gitlab);
    if (limited !== undefined) return limited;
    try {
      return answerRight(world, gitlab, request);
    } catch (error) {
      if (error instanceof GitlabRefusal) return Response.json(error.body, { status: error.status });
      throw error;
    }
  },
  failure: failureResponse,
  throttling: { code: "Too Many Requests", status: 429 },
};

function answerRight(world: World, gitlab: GitlabInstance, request: ServiceRequest): Response {
  const { url, headers, method } = request;
  const found = routeOf(method, apiPath(request));
  const caller = callerOf(gitlab, headers, method);
  if (found === undefined) return Response.json({ error: "404 Not Found" }, { status: 404 });
  const body = bodyOf(request);
  if (body === undefined) {
    const [type = ""] = (headers["content-type"] ?? "").split(";");
    return Response.json({ error: `The provided content-type '${type}' is not supported.` }, { status: 415 });
  }
  if (body === null) throw badParameter("Problems parsing JSON");
  const address = `${url.origin}${url.pathname}`;
  return found.route.answer({
    world,
    gitlab,
    caller,
    parts: found.parts,
    query: url.searchParams,
    body,
    address,
    base: address.slice(0, address.indexOf("/api/v4")),
  });
}

function apiPath({ url }: ServiceRequest): string {
  return url.pathname.slice(url.pathname.indexOf("/api/v4") + "/api/v4".length);
}

/** The fields of a JSON body; undefined for another type, null for what isn't JSON. */
function bodyOf({ method, headers, body }: ServiceRequest): Record<string, unknown> | null | undefined {
  if (method === "GET" || method === "DELETE" || body.length === 0) return {};
  if (!/^application\/json(?:;|$)/.test(headers["content-type"] ?? "")) return undefined;
  try {
    return JSON.parse(body.toString()) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** GitLab's rate limit: a plain text, and when to come again. Source: GitLab, "Rate limits", response headers. */
function limit(world: World, gitlab: GitlabInstance): Response | undefined {
  const { rateLimit } = gitlab;
  if (rateLimit === undefined || world.now() >= rateLimit.resetAt) return undefined;
  rateLimit.remaining -= 1;
  if (rateLimit.remaining >= 0) return undefined;
  const seconds = Math.ceil((rateLimit.resetAt.getTime() - world.now().getTime()) / 1000);
  return tooMany({
    "RateLimit-Limit": String(rateLimit.limit),
    "RateLimit-Observed": String(rateLimit.limit - rateLimit.remaining),
    "RateLimit-Reset": String(Math.floor(rateLimit.resetAt.getTime() / 1000)),
    "RateLimit-ResetTime": rateLimit.resetAt.toUTCString(),
    "Retry-After": String(seconds),
  });
}

function tooMany(headers: Record<string, string>): Response {
  return new Response("Retry later\n", {
    status: 429,
    headers: {
      "content-type": "text/plain",
      "RateLimit-Name": "throttle_authenticated_api",
      "RateLimit-Remaining": "0",
      ...headers,
    },
  });
}

/** What stands before GitLab answers with a page where GitLab itself doesn't. */
function failureResponse({ status, message }: Failure): Response {
  if (status === 429) return tooMany({ "Retry-After": "1" });
  if (status === 500) return Response.json({ message: "500 Internal Server Error" }, { status });
  if (status < 500) return Response.json({ message }, { status });
  return new Response(`<!DOCTYPE html><html><head><title>GitLab is not responding (${status})</title></head></html>`, {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}
