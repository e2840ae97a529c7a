import type { Readable } from "node:stream";
import { UnusableAnswer } from "./raw-failure.ts";

/** Far above the largest page of IAM's; an answer without end would take the job's memory before its time is over. */
const mostBytes = 64 * 1024 * 1024;

/**
 * The body of an answer. The SDK's own collector first asks whether it is a web stream, and to know what that is Node
 * loads all of them.
 *
 * Throws `UnusableAnswer` for more than 64 MB.
 */
export async function collectStream(stream: Readable): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Uint8Array>) {
    parts.push(part);
    length += part.length;
    if (length > mostBytes) throw new UnusableAnswer("it is longer than 64 MB");
  }
  return Buffer.concat(parts);
}
