import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { answer } from "../answer.ts";
import type { World } from "../world/world.ts";
import { certificateFor, writeAuthority } from "./certificate.ts";

/** How the local server is set up. */
export interface FakeOptions {
  /** HTTPS with a certificate by an authority made for this server. */
  tls?: boolean;
  /** Default: any free one. */
  port?: number;
  /** Milliseconds that every new connection waits before it is served: what a distant endpoint costs. */
  connectionLatency?: number;
}

/** A running local server. */
export interface Fake {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** Base URLs of the services; `issuer` for the world's first issuer. */
  endpoints: { sts: string; ecr: string; ecrPublic: string; issuer: string };
  /** What a child process needs to talk to this server instead of AWS. */
  environment: Record<string, string>;
  /** The authority's certificate in PEM; only with TLS. */
  caFile: string | undefined;
  close: () => Promise<void>;
}

/** Serves the world on 127.0.0.1, for child processes, the demo and end-to-end tests. */
export async function startFake(world: World, options: FakeOptions = {}): Promise<Fake> {
  const authority = options.tls === true ? certificateFor("127.0.0.1") : undefined;
  const scheme = authority === undefined ? "http" : "https";
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    serve(world, scheme, incoming, outgoing).catch((error: unknown) => {
      // A mistake of the stand-in's must not pass for an answer of AWS's.
      console.error(error);
      outgoing.destroy();
    });
  };
  const server =
    authority === undefined
      ? createServer(listener)
      : createTlsServer({ key: authority.key, cert: authority.cert }, listener);
  if (options.connectionLatency !== undefined) delayConnections(server, options.connectionLatency);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const caFile = authority && (await writeAuthority(authority.ca));
  const issuer = world.issuers[0]?.url.replace(/^https?:\/\//, "") ?? "";
  const endpoints = {
    sts: `${url}/sts`,
    ecr: `${url}/ecr`,
    ecrPublic: `${url}/ecr-public`,
    issuer: `${url}/issuer/${issuer}`,
  };
  return {
    url,
    endpoints,
    environment: {
      AWS_ENDPOINT_URL_STS: endpoints.sts,
      AWS_ENDPOINT_URL_ECR: endpoints.ecr,
      AWS_ENDPOINT_URL_ECR_PUBLIC: endpoints.ecrPublic,
      ...(caFile && { AWS_CA_BUNDLE: caFile.path, NODE_EXTRA_CA_CERTS: caFile.path }),
    },
    caFile: caFile?.path,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await caFile?.remove();
    },
  };
}

async function serve(world: World, scheme: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = await toRequest(scheme, incoming);
  const answered = await answer(world, request);
  if (answered === undefined) {
    outgoing.writeHead(404, { "content-type": "text/plain" }).end(`Nothing at ${incoming.url}\n`);
    return;
  }
  const { response, damage } = answered;
  if (damage?.kind === "reset") {
    incoming.socket.resetAndDestroy();
    return;
  }
  const body = Buffer.from(await response.arrayBuffer());
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": body.byteLength });
  if (damage === undefined) {
    outgoing.end(body);
    return;
  }
  outgoing.write(body.subarray(0, damage.bytes), () => incoming.socket.destroy());
}

async function toRequest(scheme: string, incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, [value].flat().join(","));
  const { method = "GET", url = "/" } = incoming;
  return new Request(new URL(url, `${scheme}://${incoming.headers.host ?? "127.0.0.1"}`), {
    method,
    headers,
    ...(method !== "GET" && method !== "HEAD" && { body: Buffer.concat(chunks) }),
  });
}

function delayConnections(server: Server, milliseconds: number): void {
  const [serveConnection] = server.listeners("connection") as [(socket: unknown) => void];
  server.removeAllListeners("connection");
  server.on("connection", (socket) => {
    setTimeout(() => serveConnection.call(server, socket), milliseconds);
  });
}
