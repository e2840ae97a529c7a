import type { PolicyDocument, Statement } from "../policy/evaluate.ts";
import { uniqueId } from "./identifiers.ts";
import type { OidcProvider, Role } from "./world.ts";

/** The project of the examples. */
export const exampleProject = "org/team/cdk/aws-network-cdk";

/** The role of the examples: admits the example project's branch main through `provider`, and may push. */
export function role(over: Partial<Role> & { provider: OidcProvider }): Role {
  const { provider, ...fields } = over;
  const accountId = provider.arn.split(":")[4] ?? "";
  const partition = provider.arn.split(":")[1] ?? "";
  return {
    arn: `arn:${partition}:iam::${accountId}:role/gitlab-ecr-push`,
    id: uniqueId("AROA"),
    createdAt: new Date("2025-01-15T08:30:00Z"),
    description: undefined,
    trustPolicy: trustPolicy(provider),
    policies: [pushPolicy()],
    attachedPolicies: [],
    permissionsBoundary: undefined,
    maxSessionDuration: 3600,
    lastUsed: undefined,
    tags: {},
    ...fields,
  };
}

/** A trust policy for `provider`; by default pinned to its first client id and the example project's branch main. */
export function trustPolicy(provider: OidcProvider, condition?: Statement["Condition"]): PolicyDocument {
  const prefix = provider.url.replace(/^https:\/\//, "");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: provider.arn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition ?? {
          StringEquals: {
            [`${prefix}:aud`]: provider.clientIds[0] ?? "",
            [`${prefix}:sub`]: `project_path:${exampleProject}:ref_type:branch:ref:main`,
          },
        },
      },
    ],
  };
}

/** What a push needs, for all repositories. */
export function pushPolicy(): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      {
        Effect: "Allow",
        Action: [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ],
        Resource: "*",
      },
    ],
  };
}

/** What reading a role, its policies, its provider and a repository needs. */
export function readPolicy(): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["iam:Get*", "iam:List*", "iam:SimulatePrincipalPolicy"], Resource: "*" },
      { Effect: "Allow", Action: ["ecr:DescribeRepositories", "ecr:GetRepositoryPolicy"], Resource: "*" },
    ],
  };
}
