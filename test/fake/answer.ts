import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "./calls.ts";
import { ecr } from "./ecr/ecr.ts";
import { ecrPublic } from "./ecr-public/ecr-public.ts";
import { type Fault, takeFault } from "./faults.ts";
import { gitlabService } from "./gitlab/gitlab-service.ts";
import { iam } from "./iam/iam.ts";
import { issuerService } from "./issuer/issuer-service.ts";
import { locate, type Place } from "./locate.ts";
import { regionOf } from "./region.ts";
import { registryService } from "./registry/registry-service.ts";
import { s3 } from "./s3/s3.ts";
import { secretsManager } from "./secretsmanager/secretsmanager.ts";
import type { Service, ServiceRequest } from "./service.ts";
import { siteService } from "./site/site-service.ts";
import { sts } from "./sts/sts.ts";
import type { World } from "./world/world.ts";

/** An answer, and whether the connection survives it. */
export interface Answer {
  response: Response;
  /** `reset`: no byte of the response is sent; `truncated`: only `bytes` of its body are, then the connection breaks. */
  damage: { kind: "reset" } | { kind: "truncated"; bytes: number } | undefined;
}

const services: Record<Place["service"], Service> = {
  sts,
  ecr,
  "ecr-public": ecrPublic,
  iam,
  gitlab: gitlabService,
  s3,
  secretsmanager: secretsManager,
  registry: registryService,
  site: siteService,
  issuer: issuerService,
};

/**
 * Answers a request as AWS or GitLab would. Undefined: the request is for
 * neither (an issuer that the world doesn't have is neither).
 */
export async function answer(world: World, request: Request): Promise<Answer | undefined> {
  const place = locate(world, request);
  if (place === undefined) return undefined;
  const service = services[place.service];
  const read = await readRequest(request, place);
  const call: Call = {
    operation: service.operation(read),
    region: regionOf(world, read),
    method: read.method,
    url: request.url,
    headers: read.headers,
    parameters: service.parameters(read),
    status: 0,
  };
  world.calls.push(call);
  const fault = call.operation === undefined ? undefined : takeFault(world, call.operation, call.region);
  const answered = await withFault(world, service, read, fault);
  if (answered.damage?.kind !== "reset") call.status = answered.response.status;
  // Every answer of AWS's says what time it is there.
  answered.response.headers.set("date", world.now().toUTCString());
  return answered;
}

async function readRequest(request: Request, place: Place): Promise<ServiceRequest> {
  const url = new URL(request.url);
  const headers = Object.fromEntries([...request.headers].map(([name, value]) => [name.toLowerCase(), value]));
  return {
    place,
    method: request.method,
    url,
    headers: { host: url.host, ...headers },
    body: Buffer.from(await request.arrayBuffer()),
  };
}

async function withFault(
  world: World,
  service: Service,
  request: ServiceRequest,
  fault: Fault | undefined,
): Promise<Answer> {
  const right = () => service.answer(world, request);
  const whole = (response: Response): Answer => ({ response, damage: undefined });
  switch (fault?.kind) {
    case undefined:
      return whole(await right());
    case "latency":
      // A caller that gave up must not be kept alive by an answer that nobody waits for.
      await sleep(fault.milliseconds, undefined, { ref: false });
      return whole(await right());
    case "server-error":
      return whole(service.failure(serverError(fault.status ?? 500)));
    case "throttling":
      return whole(service.failure({ ...service.throttling, message: "Rate exceeded" }));
    case "idp-communication-error":
      return whole(
        service.failure({
          code: "IDPCommunicationError",
          message: "Error communicating with the identity provider.",
          status: 400,
        }),
      );
    case "error":
      return whole(service.failure(fault));
    case "reset":
      return { response: new Response(null, { status: 500 }), damage: { kind: "reset" } };
    case "lost":
      return { response: await right(), damage: { kind: "reset" } };
    case "interrupt": {
      if (fault.when === "after") await right();
      fault.interrupt();
      return { response: new Response(null, { status: 500 }), damage: { kind: "reset" } };
    }
    case "truncated": {
      const response = await right();
      const length = (await response.clone().arrayBuffer()).byteLength;
      return { response, damage: { kind: "truncated", bytes: Math.floor(length * (fault.share ?? 0.5)) } };
    }
    case "repeated": {
      const response = await right();
      const body = await response.text();
      return whole(new Response(body + body, { status: response.status, headers: withoutLength(response.headers) }));
    }
    case "html":
      return whole(
        new Response("<!DOCTYPE html><html><body><h1>Sign in to continue</h1></body></html>", {
          status: fault.status ?? 200,
          headers: { "content-type": "text/html; charset=utf-8" },
        }),
      );
    case "empty":
      return whole(new Response(null, { status: fault.status ?? 200, headers: { "content-length": "0" } }));
    case "without":
      return whole(await withoutFields(await right(), fault.fields));
    case "content-type": {
      const response = await right();
      return whole(
        new Response(await response.arrayBuffer(), {
          status: response.status,
          headers: { "content-type": fault.contentType },
        }),
      );
    }
  }
}

function serverError(status: number): { code: string; message: string; status: number } {
  return status === 503
    ? { code: "ServiceUnavailable", message: "Service Unavailable", status }
    : { code: "InternalFailure", message: "An internal error has occurred. Retry your query.", status };
}

async function withoutFields(response: Response, fields: string[]): Promise<Response> {
  const text = await response.text();
  const body = text.startsWith("<") ? withoutElements(text, fields) : withoutKeys(text, fields);
  return new Response(body, { status: response.status, headers: withoutLength(response.headers) });
}

function withoutLength(headers: Headers): Headers {
  const rest = new Headers(headers);
  rest.delete("content-length");
  return rest;
}

function withoutElements(xml: string, names: string[]): string {
  return names.reduce((text, name) => text.replace(new RegExp(`\\s*<${name}>[\\s\\S]*?</${name}>`, "g"), ""), xml);
}

function withoutKeys(json: string, names: string[]): string {
  return JSON.stringify(
    JSON.parse(json, (key, value) => (key !== "" && names.includes(key) ? undefined : (value as unknown))),
  );
}
