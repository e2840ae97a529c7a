import type { Operation } from "./operation.ts";
import type { World } from "./world/world.ts";

/** What can go wrong with an answer. */
export type Fault =
  /** The right answer, this much later. */
  | { kind: "latency"; milliseconds: number }
  /** The service's own internal failure (default 500), in its protocol's shape. */
  | { kind: "server-error"; status?: number }
  /** `Throttling` or `ThrottlingException`, in the service's shape. */
  | { kind: "throttling" }
  /** STS's `IDPCommunicationError`. */
  | { kind: "idp-communication-error" }
  /** Any error of the service, in its shape. */
  | { kind: "error"; code: string; message: string; status: number }
  /** The connection is reset before an answer. */
  | { kind: "reset" }
  /** The call takes effect, and the connection is reset before its answer. */
  | { kind: "lost" }
  /** Calls this (it kills the caller, say) before or after the call takes effect; the connection is reset then. */
  | { kind: "interrupt"; when: "before" | "after"; interrupt: () => void }
  /** The answer breaks off after this share of its body (default a half). */
  | { kind: "truncated"; share?: number }
  /** The right answer, its body twice over. */
  | { kind: "repeated" }
  /** A proxy's or captive portal's HTML page (default status 200). */
  | { kind: "html"; status?: number }
  /** No body at all (default status 200). */
  | { kind: "empty"; status?: number }
  /** The right answer without these fields, wherever they are. */
  | { kind: "without"; fields: string[] }
  /** The right body, told to be of this type. */
  | { kind: "content-type"; contentType: string };

/** A fault that waits for its calls. */
export interface PlannedFault {
  /** An operation, or the number of a call (1: the first) of any operation. */
  on: Operation | { call: number };
  /** Undefined: in any region. */
  region: string | undefined;
  fault: Fault;
  /** How many calls it still hits; Infinity: always. */
  times: number;
}

/**
 * Lets the next `times` calls of an operation fail (default: all), in one
 * region only where `on` names it, or the N-th call of the world's life
 * (`{ call: N }`), whatever it is. Faults of one operation happen in the order
 * they were added.
 */
export function inject(
  world: World,
  on: Operation | { operation: Operation; region: string } | { call: number },
  fault: Fault,
  times: number = Number.POSITIVE_INFINITY,
): void {
  const { operation, region } = typeof on === "object" && "operation" in on ? on : { operation: on, region: undefined };
  world.faults.push({ on: operation, region, fault, times });
}

/** Takes the fault that hits this call, if any; the call is the last of the world's. */
export function takeFault(world: World, operation: Operation, region: string): Fault | undefined {
  const planned = world.faults.find(
    ({ on, region: only, times }) =>
      (typeof on === "object" ? on.call === world.calls.length : on === operation) &&
      (only === undefined || only === region) &&
      times > 0,
  );
  if (planned === undefined) return undefined;
  planned.times -= 1;
  return planned.fault;
}
