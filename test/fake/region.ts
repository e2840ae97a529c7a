import type { ServiceRequest } from "./service.ts";
import type { World } from "./world/world.ts";

/** The region that a request is for: the endpoint's, else that of its signature's scope, else the world's. */
export function regionOf(world: World, request: ServiceRequest): string {
  const scope = /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(request.headers.authorization ?? "");
  return request.place.region ?? scope?.[1] ?? world.region;
}
