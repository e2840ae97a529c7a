import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import { answer } from "../answer.ts";
import type { World } from "../world/world.ts";

/** Answers a Node server's requests from the world: damage happens to the real socket. */
export function listenerFor(world: World, scheme: "http" | "https"): RequestListener {
  return (incoming, outgoing) => {
    serve(world, scheme, incoming, outgoing).catch((error: unknown) => {
      // A mistake of the stand-in's must not pass for an answer of AWS's.
      console.error(error);
      outgoing.destroy();
    });
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
    // Node can't reset below TLS: there, the connection just ends.
    if (incoming.socket instanceof TLSSocket) incoming.socket.destroy();
    else incoming.socket.resetAndDestroy();
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
