import type { Operation } from "./operation.ts";
import type { World } from "./world/world.ts";

/** One call that reached the stand-in. */
export interface Call {
  /** `undefined`: the host was known, the operation wasn't. */
  operation: Operation | undefined;
  /** The region of the endpoint. */
  region: string;
  method: string;
  url: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The form of a Query call, or the fields of a JSON call; as they came, secrets included. */
  parameters: Record<string, unknown>;
  /** The status of the answer; 0 while there is none, and for a connection that was reset. */
  status: number;
}

/** The calls of one operation, oldest first. */
export function callsOf(world: World, operation: Operation): Call[] {
  return world.calls.filter((call) => call.operation === operation);
}
