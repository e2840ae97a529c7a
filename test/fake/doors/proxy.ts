import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext } from "node:tls";
import { locate } from "../locate.ts";
import type { World } from "../world/world.ts";
import { createAuthority, writeAuthority } from "./certificate.ts";
import { listenerFor } from "./serve.ts";

/** How the proxy is set up. */
export interface FakeProxyOptions {
  /** `USER:PASSWORD` that it asks for; default: none. */
  credentials?: string;
}

/** A running proxy. */
export interface FakeProxy {
  /** `http://127.0.0.1:PORT`, without credentials. */
  url: string;
  /** What a child process needs to reach AWS's own host names through it. */
  environment: Record<string, string>;
  /** The authority's certificate in PEM. */
  caFile: string;
  /** That of the authority which instances with a private one have; nobody is told to trust it. */
  privateCaFile: string;
  /** `HOST:PORT` of every CONNECT, refused ones included. */
  connects: string[];
  close: () => Promise<void>;
}

/**
 * An HTTP proxy that plays the internet: CONNECT to a host of AWS's or of an
 * issuer's ends at the world, behind a certificate for that very host; any
 * other host is out of reach. So child processes use the real host names.
 */
export async function startProxy(world: World, options: FakeProxyOptions = {}): Promise<FakeProxy> {
  const authority = createAuthority();
  const privateAuthority = createAuthority();
  const isPrivate = (host: string) =>
    world.issuers.some((issuer) => issuer.privateAuthority === true && new URL(issuer.url).hostname === host);
  const contexts = new Map<string, SecureContext>();
  const contextFor = (host: string) => {
    const context =
      contexts.get(host) ?? createSecureContext((isPrivate(host) ? privateAuthority : authority).certificateFor(host));
    contexts.set(host, context);
    return context;
  };
  const inside = createTlsServer(
    { SNICallback: (host, done) => done(null, contextFor(host)) },
    listenerFor(world, "https"),
  );
  const connects: string[] = [];
  const sockets = new Set<Duplex>();
  const proxy = createServer((_incoming, outgoing) => outgoing.writeHead(501).end("CONNECT only\n"));
  proxy.on("connect", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    connects.push(request.url ?? "");
    const refusal = refuse(world, request, options.credentials);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    inside.emit("connection", socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const caFile = await writeAuthority(authority);
  const privateCaFile = await writeAuthority(privateAuthority);
  return {
    url: `http://${address}`,
    environment: {
      HTTPS_PROXY: `http://${options.credentials === undefined ? "" : `${options.credentials}@`}${address}`,
      AWS_CA_BUNDLE: caFile.path,
      NODE_EXTRA_CA_CERTS: caFile.path,
    },
    caFile: caFile.path,
    privateCaFile: privateCaFile.path,
    connects,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await caFile.remove();
      await privateCaFile.remove();
    },
  };
}

function refuse(world: World, request: IncomingMessage, credentials: string | undefined): string | undefined {
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
  if (wanted !== undefined && request.headers["proxy-authorization"] !== wanted) {
    return '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"';
  }
  const [host, port] = (request.url ?? "").split(":");
  const known = port === "443" && locate(world, { url: `https://${host}/x`, headers: new Headers() }) !== undefined;
  return known ? undefined : "502 Bad Gateway";
}
