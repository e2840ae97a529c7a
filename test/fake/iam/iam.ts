import { queryService } from "../query/query-service.ts";
import { generateCredentialReport } from "./generate-credential-report.ts";
import { getAccessKeyLastUsed } from "./get-access-key-last-used.ts";
import { getAccountAuthorizationDetails } from "./get-account-authorization-details.ts";
import { getCredentialReport } from "./get-credential-report.ts";
import { getLoginProfile } from "./get-login-profile.ts";
import { getOpenIdConnectProvider } from "./get-open-id-connect-provider.ts";
import { getPolicy } from "./get-policy.ts";
import { getPolicyVersion } from "./get-policy-version.ts";
import { getRole } from "./get-role.ts";
import { getRolePolicy } from "./get-role-policy.ts";
import { listAccessKeys } from "./list-access-keys.ts";
import { listAccountAliases } from "./list-account-aliases.ts";
import { listAttachedRolePolicies } from "./list-attached-role-policies.ts";
import { listMfaDevices } from "./list-mfa-devices.ts";
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
  GenerateCredentialReport: generateCredentialReport,
  GetAccessKeyLastUsed: getAccessKeyLastUsed,
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
  GetCredentialReport: getCredentialReport,
  GetLoginProfile: getLoginProfile,
  ListAccessKeys: listAccessKeys,
  ListAccountAliases: listAccountAliases,
  ListMFADevices: listMfaDevices,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
});
