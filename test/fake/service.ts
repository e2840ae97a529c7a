import type { Place } from "./locate.ts";
import type { Operation } from "./operation.ts";
import type { World } from "./world/world.ts";

/** A request, read to its end. */
export interface ServiceRequest {
  place: Place;
  method: string;
  url: URL;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** A refusal, whatever the protocol. */
export interface Failure {
  code: string;
  message: string;
  status: number;
}

/** One service: how it reads, answers and refuses. */
export interface Service {
  operation: (request: ServiceRequest) => Operation | undefined;
  parameters: (request: ServiceRequest) => Record<string, unknown>;
  answer: (world: World, request: ServiceRequest) => Response | Promise<Response>;
  failure: (failure: Failure) => Response;
  throttling: { code: string; status: number };
}

/** What an operation throws to refuse; the service's door gives it the protocol's shape. */
export class Refusal extends Error {
  readonly failure: Failure;
  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.name = "Refusal";
    this.failure = { status, code, message };
  }
}
