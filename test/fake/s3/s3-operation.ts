import type { ServiceRequest } from "../service.ts";
import type { World } from "../world/world.ts";

/** One operation of S3: answers, or throws a Refusal. */
export type S3Operation = (world: World, request: ServiceRequest) => Response;
