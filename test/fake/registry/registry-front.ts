import { createServer, type IncomingMessage, request as requestUpstream, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { World } from "../world/world.ts";
import { type RegistryIdentity, type RegistryRefusal, refuseRequest } from "./registry-access.ts";

/** How a front is set up. */
export interface RegistryFrontOptions {
  /** A registry without authentication, `http://127.0.0.1:PORT`; without one the front answers `/v2/` alone. */
  upstream?: string;
  /** Whose registry it plays; default: the world's first account. */
  accountId?: string;
  /** Default: the world's region. */
  region?: string;
}

/** One request that the front saw. */
export interface RegistryCall {
  method: string;
  path: string;
  /** Whether it carried an `Authorization` header. */
  authenticated: boolean;
  userAgent: string | undefined;
  /** The status of the answer; 0 while there is none. */
  status: number;
}

/** A running front. */
export interface RegistryFront {
  /** `127.0.0.1:PORT`: what `docker login` and image names take. */
  host: string;
  /** `http://127.0.0.1:PORT` */
  url: string;
  calls: RegistryCall[];
  close: () => Promise<void>;
}

/**
 * Starts what ECR puts before a registry, on 127.0.0.1: Basic with a password
 * that the fake ECR issued, the permissions behind it, and the repositories
 * that exist. What passes is handed to `upstream`.
 */
export async function startRegistryFront(world: World, options: RegistryFrontOptions = {}): Promise<RegistryFront> {
  const account = world.accounts.find(({ id }) => options.accountId === undefined || id === options.accountId);
  if (account === undefined) throw new Error(`The world has no account ${options.accountId ?? "at all"}.`);
  const registry: RegistryIdentity = { account, region: options.region ?? world.region };
  const calls: RegistryCall[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url: path = "/", headers } = incoming;
    const call: RegistryCall = {
      method,
      path,
      authenticated: headers.authorization !== undefined,
      userAgent: headers["user-agent"],
      status: 0,
    };
    calls.push(call);
    outgoing.on("close", () => {
      call.status = outgoing.headersSent ? outgoing.statusCode : 0;
      if (call.status === 201) keepImage(world, registry, method, path);
    });
    const refusal = refuseRequest(world, registry, { method, path, authorization: headers.authorization });
    if (refusal !== undefined) refuse(incoming, outgoing, refusal);
    else if (options.upstream !== undefined) forward(options.upstream, incoming, outgoing);
    else answerAlone(path, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The repository holds what was pushed to it. */
function keepImage(world: World, { account, region }: RegistryIdentity, method: string, path: string): void {
  const [, name, reference = ""] = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(path) ?? [];
  const repository = account.repositories.find((one) => one.name === name && one.region === region);
  if (method !== "PUT" || repository === undefined) return;
  const tags = reference.startsWith("sha256:") ? [] : [reference];
  repository.images = [...(repository.images ?? []), { digest: reference, tags, pushedAt: world.now() }];
}

function refuse(incoming: IncomingMessage, outgoing: ServerResponse, { status, code, message }: RegistryRefusal): void {
  incoming.resume();
  const challenge = `Basic realm="http://${incoming.headers.host}/",service="ecr.amazonaws.com"`;
  outgoing.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "docker-distribution-api-version": "registry/2.0",
    ...(status === 401 && { "www-authenticate": challenge }),
  });
  outgoing.end(JSON.stringify({ errors: [{ code, message }] }));
}

function answerAlone(path: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.resume();
  outgoing.writeHead(path === "/v2/" ? 200 : 404, {
    "content-type": "application/json",
    "docker-distribution-api-version": "registry/2.0",
  });
  outgoing.end("{}");
}

function forward(upstream: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { authorization: _kept, ...headers } = incoming.headers;
  const target = new URL(incoming.url ?? "/", upstream);
  const sent = requestUpstream(target, { method: incoming.method ?? "GET", headers }, (answered) => {
    const { location } = answered.headers;
    // The upstream may name itself; whoever follows that would go past the front.
    const rewritten = location?.replace(target.origin, `http://${incoming.headers.host}`);
    outgoing.writeHead(answered.statusCode ?? 502, {
      ...answered.headers,
      ...(rewritten !== undefined && { location: rewritten }),
    });
    answered.pipe(outgoing);
  });
  sent.on("error", () => outgoing.destroy());
  incoming.pipe(sent);
}
