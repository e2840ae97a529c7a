import type { JsonOperation } from "../json-service.ts";
import { registrySuffix } from "../locate.ts";
import { regionOf } from "../region.ts";
import { allowedCaller, authorizationData, issuePassword } from "./registry-password.ts";

/** GetAuthorizationToken: a password of its own for each call, good for 12 hours. */
export const getAuthorizationToken: JsonOperation = (world, request, input) => {
  const caller = allowedCaller(world, request, "ecr", ["ecr:GetAuthorizationToken"]);
  const { id, partition } = caller.account;
  const region = regionOf(world, request);
  const registryIds = Array.isArray(input.registryIds) ? input.registryIds.map(String) : [id];
  return {
    authorizationData: registryIds.map((accountId) => {
      const host = `${accountId}.dkr.ecr.${region}.${registrySuffix(partition)}`;
      const issued = issuePassword(world, caller, region, host);
      return { ...authorizationData(issued), proxyEndpoint: world.proxyEndpoint ?? `https://${host}` };
    }),
  };
};
