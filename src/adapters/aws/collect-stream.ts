import type { Readable } from "node:stream";

/**
 * The body of an answer. The SDK's own collector first asks whether it is a web stream, and to know what that is Node
 * loads all of them.
 */
export async function collectStream(stream: Readable): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
