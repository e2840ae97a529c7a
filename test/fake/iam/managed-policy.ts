import type { PolicyDocument } from "../policy/evaluate.ts";
import { Refusal, type ServiceRequest } from "../service.ts";
import type { World } from "../world/world.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** The only version that the world's managed policies have. */
export const onlyVersion = "v1";

/** The managed policy that a form names, if the caller may do the action with it. */
export function readManagedPolicy(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  action: string,
): { arn: string; document: PolicyDocument } {
  const arn = form.PolicyArn ?? "";
  allowedCaller(world, request, action, () => ({ arn, called: `policy ${arn}` }));
  const document = world.managedPolicies[arn];
  if (document === undefined) throw new Refusal(404, "NoSuchEntity", `Policy ${arn} was not found.`);
  return { arn, document };
}
