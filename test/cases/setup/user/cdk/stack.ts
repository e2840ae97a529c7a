import { CfnOutput, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import * as ecr from "aws-cdk-lib/aws-ecr";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";

/** A user for GitLab jobs that use Amazon ECR; made by gitlab-ecr setup. */
export class GitlabEcrStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, { env: { account: "455931011959", region: "ap-northeast-1" }, ...props });

    const user = new iam.CfnUser(this, "GitLabUser", {
      userName: "gitlab-ecr-push",
      path: "/",
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
    new CfnOutput(this, "UserArn", { value: user.attrArn });

    const repositoryAwsNetworkCdk = new ecr.CfnRepository(this, "RepositoryAwsNetworkCdk", {
      repositoryName: "aws-network-cdk",
      imageTagMutability: "MUTABLE",
      imageScanningConfiguration: {
        scanOnPush: true,
      },
      encryptionConfiguration: {
        encryptionType: "AES256",
      },
      lifecyclePolicy: {
        lifecyclePolicyText: "{\"rules\":[{\"rulePriority\":1,\"description\":\"Images without a tag go after two weeks\",\"selection\":{\"tagStatus\":\"untagged\",\"countType\":\"sinceImagePushed\",\"countUnit\":\"days\",\"countNumber\":14},\"action\":{\"type\":\"expire\"}}]}",
      },
      tags: [
        {
          key: "managed-by",
          value: "gitlab-ecr",
        },
      ],
    });
    // Images are data: they stay when the stack goes.
    repositoryAwsNetworkCdk.applyRemovalPolicy(RemovalPolicy.RETAIN);
    new CfnOutput(this, "RepositoryAwsNetworkCdkUri", { value: repositoryAwsNetworkCdk.attrRepositoryUri });
  }
}
