import type { QueryOperation } from "../query/query-service.ts";
import { change } from "../world/settling.ts";
import { allowedCaller } from "./allowed-caller.ts";

/** DeleteOpenIDConnectProvider: one that isn't there is deleted, too, and roles that trust it don't keep it. */
export const deleteOpenIdConnectProvider: QueryOperation = (world, request, form) => {
  const arn = form.OpenIDConnectProviderArn ?? "";
  const { account } = allowedCaller(world, request, "iam:DeleteOpenIDConnectProvider", () => ({ arn }));
  const provider = account.providers.find((one) => one.arn === arn);
  if (provider !== undefined) change(world, arn, provider);
  account.providers = account.providers.filter((one) => one !== provider);
  return {};
};
