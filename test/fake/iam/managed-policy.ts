import { Refusal, type ServiceRequest } from "../service.ts";
import { findManagedPolicy } from "../world/managed-policy.ts";
import { seen } from "../world/settling.ts";
import type { ManagedPolicy, World } from "../world/world.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** The managed policy that a form names, if the caller may do the action with it. */
export function readManagedPolicy(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  action: string,
): ManagedPolicy {
  const arn = form.PolicyArn ?? "";
  allowedCaller(world, request, action, () => ({ arn, called: `policy ${arn}` }));
  const policy = seen(world, "iam", arn, findManagedPolicy(world, arn));
  if (policy === undefined) throw new Refusal(404, "NoSuchEntity", `Policy ${arn} was not found.`);
  return policy;
}
