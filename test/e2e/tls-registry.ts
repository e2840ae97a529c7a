import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createAuthority, type RegistryFront, writeAuthority } from "../fake/index.ts";

/** A registry behind TLS, as ECR is. */
export interface TlsRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly url: string;
  /** The authority's certificate, PEM: for SSL_CERT_FILE. */
  readonly caFile: string;
  close(): Promise<void>;
}

/** Puts TLS before a registry front: podman and its like talk plain HTTP only where they are told to. */
export async function startTlsRegistry(front: RegistryFront): Promise<TlsRegistry> {
  const authority = createAuthority();
  const server = createServer(authority.certificateFor("127.0.0.1"), (incoming, outgoing) => {
    const { method = "GET", url = "/", headers } = incoming;
    const forwarded = request(new URL(url, front.url), { method, headers }, (answer) => {
      const { location } = answer.headers;
      const moved = location === undefined ? {} : { location: location.replace(/^http:/, "https:") };
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...moved });
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ca = await writeAuthority(authority);
  return {
    host,
    url: `https://${host}`,
    caFile: ca.path,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await ca.remove();
    },
  };
}
