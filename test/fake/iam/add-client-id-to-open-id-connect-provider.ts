import type { QueryOperation } from "../query/query-service.ts";
import { providerToChange } from "./provider-to-change.ts";
import { checkQuota } from "./quota.ts";

/** AddClientIDToOpenIDConnectProvider: one that is there already changes nothing. */
export const addClientIdToOpenIdConnectProvider: QueryOperation = (world, request, form) => {
  const provider = providerToChange(world, request, form, "iam:AddClientIDToOpenIDConnectProvider");
  const clientIds = [...new Set([...provider.clientIds, form.ClientID ?? ""])];
  checkQuota("ClientIdsPerOpenIdConnectProvider", world.quotas.clientIdsPerProvider, clientIds.length);
  provider.clientIds = clientIds;
  return {};
};
