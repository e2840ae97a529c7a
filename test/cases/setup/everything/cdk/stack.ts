import { CfnOutput, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import * as ecr from "aws-cdk-lib/aws-ecr";
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
        clientIdList: ["https://gitlab.com"],
        tags: [
          {
            key: "managed-by",
            value: "gitlab-ecr",
          },
          {
            key: "team",
            value: "net work",
          },
        ],
      }).attrArn;

    const role = new iam.CfnRole(this, "GitLabRole", {
      roleName: "ci-role",
      path: "/ci/",
      description: "Lets jobs of GitLab use Amazon ECR; made by gitlab-ecr setup",
      maxSessionDuration: 7200,
      assumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "GitLabProject1",
            Effect: "Allow",
            Principal: {
              Federated: providerArn,
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                "gitlab.com:aud": "https://gitlab.com",
                "gitlab.com:project_id": "1",
                "gitlab.com:ref_protected": "true",
              },
              StringLike: {
                "gitlab.com:sub": [
                  "project_path:org/app:ref_type:branch:ref:main",
                  "project_path:org/app:ref_type:branch:ref:release/*",
                  "project_path:org/app:ref_type:branch:ref:it's-${$}{odd}-\"%{one}\"",
                  "project_path:org/app:ref_type:tag:ref:v*",
                ],
              },
            },
          },
          {
            Sid: "GitLabProject2",
            Effect: "Allow",
            Principal: {
              Federated: providerArn,
            },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                "gitlab.com:aud": "https://gitlab.com",
                "gitlab.com:project_id": "2",
                "gitlab.com:ref_protected": "true",
              },
              StringLike: {
                "gitlab.com:sub": [
                  "project_path:org/api:ref_type:branch:ref:main",
                  "project_path:org/api:ref_type:branch:ref:release/*",
                  "project_path:org/api:ref_type:branch:ref:it's-${$}{odd}-\"%{one}\"",
                  "project_path:org/api:ref_type:tag:ref:v*",
                ],
              },
            },
          },
        ],
      },
      permissionsBoundary: "arn:aws:iam::455931011959:policy/bounds",
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
                Resource: [
                  "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk",
                  "arn:aws:ecr:ap-northeast-1:455931011959:repository/team/app",
                ],
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
        {
          key: "team",
          value: "net work",
        },
      ],
    });
    new CfnOutput(this, "RoleArn", { value: role.attrArn });

    const repositoryAwsNetworkCdk = new ecr.CfnRepository(this, "RepositoryAwsNetworkCdk", {
      repositoryName: "aws-network-cdk",
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: {
        scanOnPush: true,
      },
      encryptionConfiguration: {
        encryptionType: "KMS",
        kmsKey: "arn:aws:kms:ap-northeast-1:455931011959:key/1234abcd",
      },
      lifecyclePolicy: {
        lifecyclePolicyText: "{\"rules\":[{\"rulePriority\":1,\"description\":\"Images without a tag go after two weeks\",\"selection\":{\"tagStatus\":\"untagged\",\"countType\":\"sinceImagePushed\",\"countUnit\":\"days\",\"countNumber\":14},\"action\":{\"type\":\"expire\"}},{\"rulePriority\":2,\"description\":\"The newest 50 images stay\",\"selection\":{\"tagStatus\":\"any\",\"countType\":\"imageCountMoreThan\",\"countNumber\":50},\"action\":{\"type\":\"expire\"}}]}",
      },
      tags: [
        {
          key: "managed-by",
          value: "gitlab-ecr",
        },
        {
          key: "team",
          value: "net work",
        },
      ],
    });
    // Images are data: they stay when the stack goes.
    repositoryAwsNetworkCdk.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnOutput(this, "RepositoryAwsNetworkCdkUri", { value: repositoryAwsNetworkCdk.attrRepositoryUri });

    const repositoryTeamApp = new ecr.CfnRepository(this, "RepositoryTeamApp", {
      repositoryName: "team/app",
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: {
        scanOnPush: true,
      },
      encryptionConfiguration: {
        encryptionType: "KMS",
        kmsKey: "arn:aws:kms:ap-northeast-1:455931011959:key/1234abcd",
      },
      lifecyclePolicy: {
        lifecyclePolicyText: "{\"rules\":[{\"rulePriority\":1,\"description\":\"Images without a tag go after two weeks\",\"selection\":{\"tagStatus\":\"untagged\",\"countType\":\"sinceImagePushed\",\"countUnit\":\"days\",\"countNumber\":14},\"action\":{\"type\":\"expire\"}},{\"rulePriority\":2,\"description\":\"The newest 50 images stay\",\"selection\":{\"tagStatus\":\"any\",\"countType\":\"imageCountMoreThan\",\"countNumber\":50},\"action\":{\"type\":\"expire\"}}]}",
      },
      tags: [
        {
          key: "managed-by",
          value: "gitlab-ecr",
        },
        {
          key: "team",
          value: "net work",
        },
      ],
    });
    // Images are data: they stay when the stack goes.
    repositoryTeamApp.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnOutput(this, "RepositoryTeamAppUri", { value: repositoryTeamApp.attrRepositoryUri });
  }
}
