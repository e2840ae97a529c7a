import { type PolicyDocument, type PolicyStatement, policyDocument } from "../policy-document.ts";
import type { SetupPlan } from "../setup-plan.ts";

/** What is done with a plan in the account. */
export type SetupMode = "apply" | "destroy";

/**
 * All that applying or removing a plan may take, as a policy that an administrator can attach. It is made of the plan
 * alone, so that it is whole even where nothing could be read.
 */
export function neededPermissions(plan: SetupPlan, mode: SetupMode, { withKey = false } = {}): PolicyDocument {
  const { provider, role, user, repositories, account } = plan;
  const statements: PolicyStatement[] = [];
  const allow = (Sid: string, actions: readonly string[], Resource: string | readonly string[]) =>
    statements.push({ Sid, Effect: "Allow", Action: actions, Resource });
  if (provider !== null) allow("Provider", providerActions[mode], provider.arn);
  if (provider !== null && mode === "destroy") allow("OtherRoles", ["iam:ListRoles"], "*");
  if (role !== null) {
    const bounds = role.permissionsBoundary === null ? [] : ["iam:PutRolePermissionsBoundary"];
    allow("Role", [...roleActions[mode], ...(mode === "apply" ? bounds : [])], role.arn);
  }
  if (user !== null) {
    const bounds = user.permissionsBoundary === null ? [] : ["iam:PutUserPermissionsBoundary"];
    const keys = withKey ? keyActions : [];
    allow("User", [...userActions[mode], ...(mode === "apply" ? [...bounds, ...keys] : [])], user.arn);
  }
  const own = repositories.filter((repository) => repository.account === account);
  const made = own.filter(({ create }) => create !== null);
  if (own.length > 0 && mode === "apply") {
    allow(
      "Repositories",
      ["ecr:DescribeRepositories"],
      own.map(({ arn }) => arn),
    );
  }
  if (made.length > 0)
    allow(
      "MadeRepositories",
      repositoryActions[mode],
      made.map(({ arn }) => arn),
    );
  return policyDocument(...statements);
}

const providerActions = {
  apply: [
    "iam:GetOpenIDConnectProvider",
    "iam:CreateOpenIDConnectProvider",
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:TagOpenIDConnectProvider",
  ],
  destroy: ["iam:GetOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider"],
} as const;

const roleActions = {
  apply: [
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:CreateRole",
    "iam:UpdateRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePolicy",
    "iam:TagRole",
  ],
  destroy: [
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListRolePolicies",
    "iam:ListAttachedRolePolicies",
    "iam:DeleteRolePolicy",
    "iam:DeleteRole",
  ],
} as const;

const userActions = {
  apply: ["iam:GetUser", "iam:GetUserPolicy", "iam:CreateUser", "iam:PutUserPolicy", "iam:TagUser"],
  destroy: [
    "iam:GetUser",
    "iam:GetUserPolicy",
    "iam:ListUserPolicies",
    "iam:ListAttachedUserPolicies",
    "iam:ListAccessKeys",
    "iam:GetAccessKeyLastUsed",
    "iam:DeleteAccessKey",
    "iam:DeleteUserPolicy",
    "iam:DeleteUser",
  ],
} as const;

const keyActions = ["iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:CreateAccessKey", "iam:DeleteAccessKey"];

const repositoryActions = {
  apply: [
    "ecr:CreateRepository",
    "ecr:TagResource",
    "ecr:ListTagsForResource",
    "ecr:GetLifecyclePolicy",
    "ecr:PutLifecyclePolicy",
    "ecr:PutImageScanningConfiguration",
    "ecr:PutImageTagMutability",
  ],
  destroy: ["ecr:DescribeRepositories", "ecr:ListTagsForResource", "ecr:ListImages", "ecr:DeleteRepository"],
} as const;
