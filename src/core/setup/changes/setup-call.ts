import type { PolicyDocument } from "../policy-document.ts";
import type { IdentityPlan, ProviderPlan, RepositoryCreation, ResourceTags, RolePlan } from "../setup-plan.ts";

/** One call to AWS that changes something, as data; `call` is the action that it takes. */
export type SetupCall =
  | ({ readonly call: "iam:CreateOpenIDConnectProvider" } & Pick<ProviderPlan, "arn" | "url" | "audiences" | "tags">)
  | { readonly call: "iam:AddClientIDToOpenIDConnectProvider"; readonly arn: string; readonly audience: string }
  | { readonly call: "iam:TagOpenIDConnectProvider"; readonly arn: string; readonly tags: ResourceTags }
  | { readonly call: "iam:DeleteOpenIDConnectProvider"; readonly arn: string }
  | ({ readonly call: "iam:CreateRole" } & NewIdentity &
      Pick<RolePlan, "description" | "maxSessionDuration" | "trustPolicy">)
  | ({ readonly call: "iam:UpdateRole"; readonly maxSessionDuration: number } & Identity)
  | ({ readonly call: "iam:UpdateAssumeRolePolicy"; readonly trustPolicy: JsonDocument } & Identity)
  | ({ readonly call: "iam:CreateUser" } & NewIdentity)
  | ({ readonly call: "iam:PutRolePolicy" | "iam:PutUserPolicy" } & Identity &
      Pick<IdentityPlan, "policyName" | "permissionsPolicy">)
  | ({ readonly call: "iam:DeleteRolePolicy" | "iam:DeleteUserPolicy"; readonly policyName: string } & Identity)
  | ({
      readonly call: "iam:PutRolePermissionsBoundary" | "iam:PutUserPermissionsBoundary";
      readonly boundary: string;
    } & Identity)
  | ({ readonly call: "iam:TagRole" | "iam:TagUser"; readonly tags: ResourceTags } & Identity)
  | ({ readonly call: "iam:DeleteRole" | "iam:DeleteUser" } & Identity)
  | ({ readonly call: "iam:DeleteAccessKey"; readonly keyId: string } & Identity)
  | ({ readonly call: "ecr:CreateRepository" } & Repository &
      Pick<RepositoryCreation, "immutableTags" | "scanOnPush" | "kmsKey" | "tags">)
  | ({ readonly call: "ecr:PutLifecyclePolicy"; readonly policy: RepositoryCreation["lifecyclePolicy"] } & Repository)
  | ({ readonly call: "ecr:PutImageScanningConfiguration"; readonly scanOnPush: boolean } & Repository)
  | ({ readonly call: "ecr:PutImageTagMutability"; readonly immutableTags: boolean } & Repository)
  | ({ readonly call: "ecr:TagResource"; readonly tags: ResourceTags } & Repository)
  | ({ readonly call: "ecr:DeleteRepository" } & Repository);

/** A policy that holds statements of others, too, so that nothing is known of it but that it is JSON. */
export type JsonDocument = PolicyDocument | { readonly Statement: readonly unknown[] };

/** Which role or user. */
interface Identity {
  readonly arn: string;
  readonly name: string;
}

type NewIdentity = Identity & Pick<IdentityPlan, "path" | "permissionsBoundary" | "tags">;

/** Which repository. */
interface Repository {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
}
