import { queryService } from "../query/query-service.ts";
import { getOpenIdConnectProvider } from "./get-open-id-connect-provider.ts";
import { getPolicy } from "./get-policy.ts";
import { getPolicyVersion } from "./get-policy-version.ts";
import { getRole } from "./get-role.ts";
import { getRolePolicy } from "./get-role-policy.ts";
import { listAttachedRolePolicies } from "./list-attached-role-policies.ts";
import { listOpenIdConnectProviders } from "./list-open-id-connect-providers.ts";
import { listRolePolicies } from "./list-role-policies.ts";
import { simulatePrincipalPolicy } from "./simulate-principal-policy.ts";

/** IAM's reads, API version 2010-05-08. */
export const iam = queryService("iam", "2010-05-08", {
  GetOpenIDConnectProvider: getOpenIdConnectProvider,
  GetPolicy: getPolicy,
  GetPolicyVersion: getPolicyVersion,
  GetRole: getRole,
  GetRolePolicy: getRolePolicy,
  ListAttachedRolePolicies: listAttachedRolePolicies,
  ListOpenIDConnectProviders: listOpenIdConnectProviders,
  ListRolePolicies: listRolePolicies,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
});
