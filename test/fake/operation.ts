/** Every operation that the stand-in answers, as `SERVICE:OPERATION`. */
export type Operation =
  | GitlabOperationName
  | "issuer:Discovery"
  | "issuer:Keys"
  | "sts:AssumeRole"
  | "sts:AssumeRoleWithWebIdentity"
  | "sts:GetCallerIdentity"
  | "ecr:DescribeRepositories"
  | "ecr:GetAuthorizationToken"
  | "ecr:GetRepositoryPolicy"
  | "ecr-public:GetAuthorizationToken"
  | "iam:GetOpenIDConnectProvider"
  | "iam:GetPolicy"
  | "iam:GetPolicyVersion"
  | "iam:GetRole"
  | "iam:GetRolePolicy"
  | "iam:ListAttachedRolePolicies"
  | "iam:ListOpenIDConnectProviders"
  | "iam:ListRolePolicies"
  | "iam:GenerateCredentialReport"
  | "iam:GetAccessKeyLastUsed"
  | "iam:GetAccountAuthorizationDetails"
  | "iam:GetCredentialReport"
  | "iam:GetLoginProfile"
  | "iam:ListAccessKeys"
  | "iam:ListAccountAliases"
  | "iam:ListMFADevices"
  | "iam:SimulatePrincipalPolicy"
  | "s3:GetBucketPolicy"
  | "s3:GetBucketVersioning"
  | "s3:GetObject"
  | "s3:GetPublicAccessBlock"
  | "s3:PutBucketPolicy"
  | "s3:PutBucketVersioning"
  | "s3:PutObject"
  | "site:Get"
  | "registry:Base"
  | "registry:Other";

/** The operations of GitLab's REST API. */
type GitlabOperationName =
  | "gitlab:ReadVersion"
  | "gitlab:ReadProject"
  | "gitlab:EditProject"
  | "gitlab:ListProtectedBranches"
  | "gitlab:ListProtectedTags"
  | "gitlab:LintProject"
  | `gitlab:List${VariableOwner}Variables`
  | `gitlab:${"Read" | "Create" | "Update" | "Delete"}${VariableOwner}Variable`;

type VariableOwner = "Project" | "Group" | "Instance";
