import { Refusal } from "../service.ts";
import { findManagedPolicy } from "../world/managed-policy.ts";
import type { World } from "../world/world.ts";

/** Refuses a permissions boundary that isn't there. */
export function checkBoundary(world: World, { PermissionsBoundary: arn }: Record<string, string>): void {
  if (arn === undefined || findManagedPolicy(world, arn) !== undefined) return;
  throw new Refusal(404, "NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`);
}
