import { type HttpHandler, HttpResponse, http } from "msw";
import { answer } from "../answer.ts";
import { locate } from "../locate.ts";
import type { World } from "../world/world.ts";

/**
 * The stand-in as handlers for MSW's `setupServer`: AWS's own hosts of every
 * partition and the world's issuers. A reset is a network error here, and a
 * truncated body a stream that breaks; only the HTTP door has real sockets.
 */
export function handlers(world: World): HttpHandler[] {
  return [
    http.all(
      ({ request }) => locate(world, request) !== undefined,
      async ({ request }) => {
        const answered = await answer(world, request);
        if (answered === undefined) return undefined;
        const { response, damage } = answered;
        switch (damage?.kind) {
          case undefined:
            return response;
          case "reset":
            return HttpResponse.error();
          case "truncated":
            return new Response(broken(Buffer.from(await response.arrayBuffer()).subarray(0, damage.bytes)), response);
        }
      },
    ),
  ];
}

function broken(bytes: Buffer): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
    },
  });
}
