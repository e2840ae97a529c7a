import { oneOrMany, type PolicyDocument, type PolicyStatement, policyDocument } from "./policy-document.ts";
import type { RepositoryPlan } from "./setup-plan.ts";
import type { SetupAccess } from "./setup-request.ts";

/** What the role or user may do: what the access asked for needs, on the repositories named. */
export function permissionsPolicy(access: SetupAccess, repositories: readonly RepositoryPlan[]): PolicyDocument {
  if (access === "audit") return auditPolicy(repositories);
  return policyDocument(
    { Sid: "ECRAuthToken", Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: "*" },
    {
      Sid: access === "push" ? "ECRPushPull" : "ECRPull",
      Effect: "Allow",
      Action: repositoryActions(access),
      Resource: oneOrMany(repositories.map(({ arn }) => arn)),
    },
  );
}

/** What the repositories' own account must allow a role of another account. */
export function repositoryPolicy(access: "push" | "pull", roleArn: string): PolicyDocument {
  return policyDocument({
    Sid: access === "push" ? "GitLabPushPull" : "GitLabPull",
    Effect: "Allow",
    Principal: { AWS: roleArn },
    Action: repositoryActions(access),
  });
}

// Amazon ECR User Guide, "IAM permissions for pushing an image" and "… for pulling"; the four in the middle only look.
const pullActions = ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"];
const lookActions = ["ecr:GetRepositoryPolicy", "ecr:DescribeRepositories", "ecr:ListImages", "ecr:DescribeImages"];
const pushActions = ["ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"];

function repositoryActions(access: "push" | "pull"): readonly string[] {
  return [...pullActions, ...lookActions, ...(access === "push" ? pushActions : [])];
}

/** Reads what is there for GitLab and ECR in the account; no secret is among it. */
function auditPolicy(repositories: readonly RepositoryPlan[]): PolicyDocument {
  const look: PolicyStatement = {
    Sid: "ECRRead",
    Effect: "Allow",
    Action: ["ecr:DescribeRepositories", "ecr:GetRepositoryPolicy"],
    Resource: repositories.length === 0 ? "*" : oneOrMany(repositories.map(({ arn }) => arn)),
  };
  return policyDocument(
    {
      Sid: "IAMRead",
      Effect: "Allow",
      Action: [
        "iam:GetAccountAuthorizationDetails",
        "iam:ListAccountAliases",
        "iam:GenerateCredentialReport",
        "iam:GetCredentialReport",
        "iam:ListAccessKeys",
        "iam:GetAccessKeyLastUsed",
        "iam:GetLoginProfile",
        "iam:ListMFADevices",
        "iam:ListOpenIDConnectProviders",
        "iam:GetOpenIDConnectProvider",
        "iam:GetRole",
      ],
      Resource: "*",
    },
    look,
  );
}
