/** The calls to AWS that can fail. */
export type AwsAction =
  | "sts:AssumeRole"
  | "sts:AssumeRoleWithWebIdentity"
  | "sts:GetCallerIdentity"
  | "ecr:CreateRepository"
  | "ecr:GetAuthorizationToken"
  | "ecr-public:GetAuthorizationToken"
  | "the credential chain"
  | "a plain request"
  | "iam:AddClientIDToOpenIDConnectProvider"
  | "iam:CreateOpenIDConnectProvider"
  | AuditAction
  | ReadAction
  | RotateAction
  | S3Action
  | SetupAction;

/** The reads that explain why something fails; none of them is needed to log in. */
export type ReadAction =
  | "ecr:DescribeRepositories"
  | "ecr:GetRepositoryPolicy"
  | "iam:GetOpenIDConnectProvider"
  | "iam:GetPolicy"
  | "iam:GetPolicyVersion"
  | "iam:GetRole"
  | "iam:GetRolePolicy"
  | "iam:ListAttachedRolePolicies"
  | "iam:ListRolePolicies"
  | "iam:SimulatePrincipalPolicy";

/** What an audit reads beyond that. */
export type AuditAction =
  | "iam:GenerateCredentialReport"
  | "iam:GetAccessKeyLastUsed"
  | "iam:GetAccountAuthorizationDetails"
  | "iam:GetCredentialReport"
  | "iam:GetLoginProfile"
  | "iam:ListAccessKeys"
  | "iam:ListAccountAliases"
  | "iam:ListMFADevices"
  | "iam:ListOpenIDConnectProviders";

/** What rotating a user's access keys calls. */
export type RotateAction =
  | "iam:CreateAccessKey"
  | "iam:DeleteAccessKey"
  | "iam:GetAccessKeyLastUsed"
  | "iam:ListAccessKeys"
  | "iam:UpdateAccessKey"
  | "secretsmanager:GetSecretValue"
  | "secretsmanager:PutSecretValue";

/** What setup reads, makes, changes and deletes beyond what others call. */
export type SetupAction =
  | "ecr:DeleteRepository"
  | "ecr:GetLifecyclePolicy"
  | "ecr:ListImages"
  | "ecr:ListTagsForResource"
  | "ecr:PutImageScanningConfiguration"
  | "ecr:PutImageTagMutability"
  | "ecr:PutLifecyclePolicy"
  | "ecr:TagResource"
  | "iam:CreateRole"
  | "iam:CreateUser"
  | "iam:DeleteOpenIDConnectProvider"
  | "iam:DeleteRole"
  | "iam:DeleteRolePolicy"
  | "iam:DeleteUser"
  | "iam:DeleteUserPolicy"
  | "iam:GetUser"
  | "iam:GetUserPolicy"
  | "iam:ListAttachedUserPolicies"
  | "iam:ListRoles"
  | "iam:ListUserPolicies"
  | "iam:PutRolePermissionsBoundary"
  | "iam:PutRolePolicy"
  | "iam:PutUserPermissionsBoundary"
  | "iam:PutUserPolicy"
  | "iam:TagOpenIDConnectProvider"
  | "iam:TagRole"
  | "iam:TagUser"
  | "iam:UpdateAssumeRolePolicy"
  | "iam:UpdateRole";

/** What publishing an issuer's documents calls. */
export type S3Action =
  | "s3:GetBucketPolicy"
  | "s3:GetBucketPublicAccessBlock"
  | "s3:GetBucketVersioning"
  | "s3:GetObject"
  | "s3:PutBucketPolicy"
  | "s3:PutBucketVersioning"
  | "s3:PutObject";

/** A failed call as it came, before anybody explains it. Texts from outside are in it, no secret is. */
export type RawFailure = { readonly action: AwsAction; readonly host: string } & (
  | {
      /** AWS answered with an error. */
      readonly kind: "aws";
      /** AWS's code, without a trailing `Exception`. */
      readonly awsCode: string;
      readonly awsMessage: string;
      readonly httpStatus: number;
      readonly requestId: string | null;
    }
  | {
      /** No answer came, or it broke off. */
      readonly kind: "connection";
      /** Node's or OpenSSL's code, such as ECONNRESET; empty where there is none. */
      readonly errorCode: string;
      readonly reason: string;
    }
  | {
      /** An answer came that can't be read or lacks something. */
      readonly kind: "answer";
      readonly httpStatus: number;
      readonly reason: string;
    }
);

/** What a call to AWS came to. */
export type AwsOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: RawFailure; readonly attempts: number };
