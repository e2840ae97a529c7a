import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";

export interface GitlabEcrStackProps extends StackProps {
  /** ARN of the OIDC provider for https://gitlab.com, where the account has one. Default: it is made. */
  readonly existingOidcProviderArn?: string;
}

/** A role for GitLab jobs that use Amazon ECR; made by gitlab-ecr setup. */
export class GitlabEcrStack extends Stack {
  constructor(scope: Construct, id: string, props: GitlabEcrStackProps = {}) {
    super(scope, id, { env: { account: "455931011959", region: "ap-northeast-1" }, ...props });

    const providerArn =
      props.existingOidcProviderArn ??
      new iam.CfnOIDCProvider(this, "GitLabOidcProvider", {
        url: "https://gitlab.com",
        clientIdList: ["sts.amazonaws.com"],
        tags: [
          {
            key: "managed-by",
            value: "gitlab-ecr",
          },
        ],
      }).attrArn;

    const role = new iam.CfnRole(this, "GitLabRole", {
      roleName: "gitlab-ecr-role",
      path: "/",
      description: "Lets jobs of GitLab use Amazon ECR; made by gitlab-ecr setup",
      maxSessionDuration: 3600,
      assumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "GitLabProject",
            Effect: "Allow",
            Principal: {
              Federated: providerArn,
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                "gitlab.com:aud": "sts.amazonaws.com",
                "gitlab.com:sub": "project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:main",
                "gitlab.com:project_id": "4242",
              },
            },
          },
        ],
      },
      policies: [
        {
          policyName: "gitlab-ecr",
          policyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "ECRAuthToken",
                Effect: "Allow",
                Action: ["ecr:GetAuthorizationToken"],
                Resource: "*",
              },
              {
                Sid: "ECRPushPull",
                Effect: "Allow",
                Action: [
                  "ecr:BatchCheckLayerAvailability",
                  "ecr:GetDownloadUrlForLayer",
                  "ecr:BatchGetImage",
                  "ecr:GetRepositoryPolicy",
                  "ecr:DescribeRepositories",
                  "ecr:ListImages",
                  "ecr:DescribeImages",
                  "ecr:InitiateLayerUpload",
                  "ecr:UploadLayerPart",
                  "ecr:CompleteLayerUpload",
                  "ecr:PutImage",
                ],
                Resource: "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk",
              },
            ],
          },
        },
      ],
      tags: [
        {
          key: "managed-by",
          value: "gitlab-ecr",
        },
      ],
    });
    new CfnOutput(this, "RoleArn", { value: role.attrArn });
  }
}
