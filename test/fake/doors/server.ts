import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { World } from "../world/world.ts";
import { createAuthority, writeAuthority } from "./certificate.ts";
import { listenerFor } from "./serve.ts";

/** How the local server is set up. */
export interface FakeOptions {
  /** HTTPS with a certificate by an authority made for this server. */
  tls?: boolean;
  /** Default: any free one. */
  port?: number;
  /** The loopback address; default: that of IPv4. */
  address?: "127.0.0.1" | "::1";
  /** Milliseconds that every new connection waits before it is served: what a distant endpoint costs. */
  connectionLatency?: number;
}

/** A running local server. */
export interface Fake {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** Base URLs of the services; `issuer` and `gitlab` for the world's first ones. */
  endpoints: { sts: string; ecr: string; ecrPublic: string; iam: string; s3: string; issuer: string; gitlab: string };
  /** What a child process needs to talk to this server instead of AWS. */
  environment: Record<string, string>;
  /** The authority's certificate in PEM; only with TLS. */
  caFile: string | undefined;
  close: () => Promise<void>;
}

/** Serves the world on 127.0.0.1, for child processes, the demo and end-to-end tests. */
export async function startFake(world: World, options: FakeOptions = {}): Promise<Fake> {
  const authority = options.tls === true ? createAuthority() : undefined;
  const scheme = authority === undefined ? "http" : "https";
  const listener = listenerFor(world, scheme);
  const address = options.address ?? "127.0.0.1";
  const server =
    authority === undefined ? createServer(listener) : createTlsServer(authority.certificateFor(address), listener);
  if (options.connectionLatency !== undefined) delayConnections(server, options.connectionLatency);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, address, resolve));
  const host = address === "::1" ? "[::1]" : address;
  const url = `${scheme}://${host}:${(server.address() as AddressInfo).port}`;
  const caFile = authority && (await writeAuthority(authority));
  const issuer = world.issuers[0]?.url.replace(/^https?:\/\//, "") ?? "";
  const endpoints = {
    sts: `${url}/sts`,
    ecr: `${url}/ecr`,
    ecrPublic: `${url}/ecr-public`,
    iam: `${url}/iam`,
    s3: `${url}/s3`,
    issuer: `${url}/issuer/${issuer}`,
    gitlab: `${url}/gitlab/${world.gitlabs[0]?.url.replace(/^https?:\/\//, "") ?? ""}`,
  };
  return {
    url,
    endpoints,
    environment: {
      AWS_ENDPOINT_URL_STS: endpoints.sts,
      AWS_ENDPOINT_URL_ECR: endpoints.ecr,
      AWS_ENDPOINT_URL_ECR_PUBLIC: endpoints.ecrPublic,
      AWS_ENDPOINT_URL_IAM: endpoints.iam,
      AWS_ENDPOINT_URL_S3: endpoints.s3,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `${url}/secretsmanager`,
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

function delayConnections(server: Server, milliseconds: number): void {
  const [serveConnection] = server.listeners("connection") as [(socket: unknown) => void];
  server.removeAllListeners("connection");
  server.on("connection", (socket) => {
    setTimeout(() => serveConnection.call(server, socket), milliseconds);
  });
}
