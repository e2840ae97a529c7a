import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  type ECRClient,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  TagResourceCommand,
} from "@aws-sdk/client-ecr";
import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  type IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagOpenIDConnectProviderCommand,
  TagRoleCommand,
  TagUserCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import type { SetupCall } from "../../core/setup/index.ts";
import { addAudience, createProvider } from "./iam-new-provider.ts";
import { tagList } from "./tag-list.ts";

/** Both services' clients. */
export interface SetupClients {
  readonly iam: IAMClient;
  readonly ecr: ECRClient;
}

type Call<Name extends SetupCall["call"]> = Extract<SetupCall, { call: Name }>;
type Send<Name extends SetupCall["call"]> = (
  clients: SetupClients,
  call: Call<Name>,
  options: { readonly abortSignal: AbortSignal },
) => Promise<unknown>;

/** How each call is sent. */
const senders: { readonly [Name in SetupCall["call"]]: Send<Name> } = {
  "iam:CreateOpenIDConnectProvider": ({ iam }, call, options) => createProvider(iam, call, options),
  "iam:AddClientIDToOpenIDConnectProvider": ({ iam }, call, options) => addAudience(iam, call, options),
  "iam:TagOpenIDConnectProvider": ({ iam }, { arn, tags }, options) =>
    iam.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn, Tags: tagList(tags) }), options),
  "iam:DeleteOpenIDConnectProvider": ({ iam }, { arn }, options) =>
    iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }), options),
  "iam:CreateRole": ({ iam }, role, options) =>
    iam.send(
      new CreateRoleCommand({
        RoleName: role.name,
        Path: role.path,
        Description: role.description,
        MaxSessionDuration: role.maxSessionDuration,
        AssumeRolePolicyDocument: JSON.stringify(role.trustPolicy),
        Tags: tagList(role.tags),
        ...(role.permissionsBoundary === null ? {} : { PermissionsBoundary: role.permissionsBoundary }),
      }),
      options,
    ),
  "iam:UpdateRole": ({ iam }, { name, maxSessionDuration }, options) =>
    iam.send(new UpdateRoleCommand({ RoleName: name, MaxSessionDuration: maxSessionDuration }), options),
  "iam:UpdateAssumeRolePolicy": ({ iam }, { name, trustPolicy }, options) =>
    iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: JSON.stringify(trustPolicy) }),
      options,
    ),
  "iam:CreateUser": ({ iam }, { name, path, permissionsBoundary, tags }, options) =>
    iam.send(
      new CreateUserCommand({
        UserName: name,
        Path: path,
        Tags: tagList(tags),
        ...(permissionsBoundary === null ? {} : { PermissionsBoundary: permissionsBoundary }),
      }),
      options,
    ),
  "iam:PutRolePolicy": ({ iam }, { name, policyName, permissionsPolicy }, options) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName: name,
        PolicyName: policyName,
        PolicyDocument: JSON.stringify(permissionsPolicy),
      }),
      options,
    ),
  "iam:PutUserPolicy": ({ iam }, { name, policyName, permissionsPolicy }, options) =>
    iam.send(
      new PutUserPolicyCommand({
        UserName: name,
        PolicyName: policyName,
        PolicyDocument: JSON.stringify(permissionsPolicy),
      }),
      options,
    ),
  "iam:DeleteRolePolicy": ({ iam }, { name, policyName }, options) =>
    iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: policyName }), options),
  "iam:DeleteUserPolicy": ({ iam }, { name, policyName }, options) =>
    iam.send(new DeleteUserPolicyCommand({ UserName: name, PolicyName: policyName }), options),
  "iam:PutRolePermissionsBoundary": ({ iam }, { name, boundary }, options) =>
    iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary: boundary }), options),
  "iam:PutUserPermissionsBoundary": ({ iam }, { name, boundary }, options) =>
    iam.send(new PutUserPermissionsBoundaryCommand({ UserName: name, PermissionsBoundary: boundary }), options),
  "iam:TagRole": ({ iam }, { name, tags }, options) =>
    iam.send(new TagRoleCommand({ RoleName: name, Tags: tagList(tags) }), options),
  "iam:TagUser": ({ iam }, { name, tags }, options) =>
    iam.send(new TagUserCommand({ UserName: name, Tags: tagList(tags) }), options),
  "iam:DeleteRole": ({ iam }, { name }, options) => iam.send(new DeleteRoleCommand({ RoleName: name }), options),
  "iam:DeleteUser": ({ iam }, { name }, options) => iam.send(new DeleteUserCommand({ UserName: name }), options),
  "iam:DeleteAccessKey": ({ iam }, { name, keyId }, options) =>
    iam.send(new DeleteAccessKeyCommand({ UserName: name, AccessKeyId: keyId }), options),
  "ecr:CreateRepository": ({ ecr }, repository, options) =>
    ecr.send(
      new CreateRepositoryCommand({
        registryId: repository.account,
        repositoryName: repository.name,
        imageTagMutability: repository.immutableTags ? "IMMUTABLE" : "MUTABLE",
        imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
        encryptionConfiguration:
          repository.kmsKey === null
            ? { encryptionType: "AES256" }
            : { encryptionType: "KMS", kmsKey: repository.kmsKey },
        tags: tagList(repository.tags),
      }),
      options,
    ),
  "ecr:PutLifecyclePolicy": ({ ecr }, { account, name, policy }, options) =>
    ecr.send(
      new PutLifecyclePolicyCommand({
        registryId: account,
        repositoryName: name,
        lifecyclePolicyText: JSON.stringify(policy),
      }),
      options,
    ),
  "ecr:PutImageScanningConfiguration": ({ ecr }, { account, name, scanOnPush }, options) =>
    ecr.send(
      new PutImageScanningConfigurationCommand({
        registryId: account,
        repositoryName: name,
        imageScanningConfiguration: { scanOnPush },
      }),
      options,
    ),
  "ecr:PutImageTagMutability": ({ ecr }, { account, name, immutableTags }, options) =>
    ecr.send(
      new PutImageTagMutabilityCommand({
        registryId: account,
        repositoryName: name,
        imageTagMutability: immutableTags ? "IMMUTABLE" : "MUTABLE",
      }),
      options,
    ),
  "ecr:TagResource": ({ ecr }, { arn, tags }, options) =>
    ecr.send(new TagResourceCommand({ resourceArn: arn, tags: tagList(tags) }), options),
  "ecr:DeleteRepository": ({ ecr }, { account, name }, options) =>
    ecr.send(new DeleteRepositoryCommand({ registryId: account, repositoryName: name, force: false }), options),
};

/** Sends a call. Throws what the SDK does. */
export function sendSetupCall<Name extends SetupCall["call"]>(
  clients: SetupClients,
  call: Call<Name>,
  abortSignal: AbortSignal,
): Promise<unknown> {
  const send: Send<Name> = senders[call.call as Name];
  return send(clients, call, { abortSignal });
}
