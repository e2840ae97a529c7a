import { allowedCaller, authorizationData, issuePassword } from "../ecr/registry-password.ts";
import type { JsonOperation } from "../json-service.ts";
import { regionOf } from "../region.ts";

/** GetAuthorizationToken of ECR Public: needs two permissions, and names no endpoint. */
export const getAuthorizationToken: JsonOperation = (world, request) => {
  const caller = allowedCaller(world, request, "ecr-public", [
    "ecr-public:GetAuthorizationToken",
    "sts:GetServiceBearerToken",
  ]);
  const issued = issuePassword(world, caller, regionOf(world, request), "public.ecr.aws");
  return { authorizationData: authorizationData(issued) };
};
