import { queryService } from "../query/query-service.ts";
import { addClientIdToOpenIdConnectProvider } from "./add-client-id-to-open-id-connect-provider.ts";
import { createAccessKey } from "./create-access-key.ts";
import { createOpenIdConnectProvider } from "./create-open-id-connect-provider.ts";
import { createRole } from "./create-role.ts";
import { createUser } from "./create-user.ts";
import { deleteAccessKey } from "./delete-access-key.ts";
import { deleteOpenIdConnectProvider } from "./delete-open-id-connect-provider.ts";
import { deleteRole } from "./delete-role.ts";
import { deleteRolePolicy } from "./delete-role-policy.ts";
import { deleteUser } from "./delete-user.ts";
import { deleteUserPolicy } from "./delete-user-policy.ts";
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
import { getUser } from "./get-user.ts";
import { getUserPolicy } from "./get-user-policy.ts";
import { listAccessKeys } from "./list-access-keys.ts";
import { listAccountAliases } from "./list-account-aliases.ts";
import { listAttachedRolePolicies } from "./list-attached-role-policies.ts";
import { listAttachedUserPolicies } from "./list-attached-user-policies.ts";
import { listMfaDevices } from "./list-mfa-devices.ts";
import { listOpenIdConnectProviders } from "./list-open-id-connect-providers.ts";
import { listRolePolicies } from "./list-role-policies.ts";
import { listRoles } from "./list-roles.ts";
import { listUserPolicies } from "./list-user-policies.ts";
import { putRolePermissionsBoundary } from "./put-role-permissions-boundary.ts";
import { putRolePolicy } from "./put-role-policy.ts";
import { putUserPermissionsBoundary } from "./put-user-permissions-boundary.ts";
import { putUserPolicy } from "./put-user-policy.ts";
import { simulatePrincipalPolicy } from "./simulate-principal-policy.ts";
import { tagOpenIdConnectProvider } from "./tag-open-id-connect-provider.ts";
import { tagRole } from "./tag-role.ts";
import { tagUser } from "./tag-user.ts";
import { updateAccessKey } from "./update-access-key.ts";
import { updateAssumeRolePolicy } from "./update-assume-role-policy.ts";
import { updateRole } from "./update-role.ts";

/** IAM, API version 2010-05-08. */
export const iam = queryService("iam", "2010-05-08", {
  AddClientIDToOpenIDConnectProvider: addClientIdToOpenIdConnectProvider,
  CreateAccessKey: createAccessKey,
  CreateOpenIDConnectProvider: createOpenIdConnectProvider,
  CreateRole: createRole,
  CreateUser: createUser,
  DeleteAccessKey: deleteAccessKey,
  DeleteOpenIDConnectProvider: deleteOpenIdConnectProvider,
  DeleteRole: deleteRole,
  DeleteRolePolicy: deleteRolePolicy,
  DeleteUser: deleteUser,
  DeleteUserPolicy: deleteUserPolicy,
  GenerateCredentialReport: generateCredentialReport,
  GetAccessKeyLastUsed: getAccessKeyLastUsed,
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
  GetCredentialReport: getCredentialReport,
  GetLoginProfile: getLoginProfile,
  GetOpenIDConnectProvider: getOpenIdConnectProvider,
  GetPolicy: getPolicy,
  GetPolicyVersion: getPolicyVersion,
  GetRole: getRole,
  GetRolePolicy: getRolePolicy,
  GetUser: getUser,
  GetUserPolicy: getUserPolicy,
  ListAccessKeys: listAccessKeys,
  ListAccountAliases: listAccountAliases,
  ListAttachedRolePolicies: listAttachedRolePolicies,
  ListAttachedUserPolicies: listAttachedUserPolicies,
  ListMFADevices: listMfaDevices,
  ListOpenIDConnectProviders: listOpenIdConnectProviders,
  ListRolePolicies: listRolePolicies,
  ListRoles: listRoles,
  ListUserPolicies: listUserPolicies,
  PutRolePermissionsBoundary: putRolePermissionsBoundary,
  PutRolePolicy: putRolePolicy,
  PutUserPermissionsBoundary: putUserPermissionsBoundary,
  PutUserPolicy: putUserPolicy,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
  TagOpenIDConnectProvider: tagOpenIdConnectProvider,
  TagRole: tagRole,
  TagUser: tagUser,
  UpdateAccessKey: updateAccessKey,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  UpdateRole: updateRole,
});
