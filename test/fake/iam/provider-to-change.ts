import { Refusal, type ServiceRequest } from "../service.ts";
import { change } from "../world/settling.ts";
import type { OidcProvider, World } from "../world/world.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** The OIDC provider that a form names, about to be changed, if the caller may do the action with it. */
export function providerToChange(
  world: World,
  request: ServiceRequest,
  form: Record<string, string>,
  action: string,
): OidcProvider {
  const arn = form.OpenIDConnectProviderArn ?? "";
  const { account } = allowedCaller(world, request, action, () => ({ arn }));
  const provider = account.providers.find((candidate) => candidate.arn === arn);
  if (provider === undefined) {
    throw new Refusal(404, "NoSuchEntity", `OpenIDConnect Provider not found for arn ${arn}`);
  }
  change(world, arn, provider);
  return provider;
}
