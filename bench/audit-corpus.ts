/**
 * What `aws iam get-account-authorization-details` gives for an account of so many users and roles, half and half, with
 * documents in URL encoding. Every tenth may push by a policy of its own, every twentieth role trusts GitLab, every
 * eighth has a boundary; the others have managed policies of forty statements' worth of services.
 */
export function auditCorpus(principals: number): object {
  const half = principals / 2;
  return {
    UserDetailList: Array.from({ length: half }, (_, index) => ({
      UserName: index % 10 === 0 ? `gitlab-${index}` : `person-${index}`,
      Arn: arn(`user/person-${index}`),
      Path: "/",
      CreateDate: "2025-01-01T00:00:00+00:00",
      GroupList: [`team-${index % 20}`],
      ...policiesOf(index, "UserPolicyList"),
    })),
    RoleDetailList: Array.from({ length: half }, (_, index) => ({
      RoleName: index % 20 === 0 ? `gitlab-${index}` : `service-${index}`,
      Arn: arn(`role/service-${index}`),
      Path: "/",
      CreateDate: "2025-01-01T00:00:00+00:00",
      AssumeRolePolicyDocument: encoded(index % 20 === 0 ? gitlabTrust(index) : lambdaTrust),
      ...policiesOf(index, "RolePolicyList"),
    })),
    GroupDetailList: Array.from({ length: 20 }, (_, index) => ({
      GroupName: `team-${index}`,
      AttachedManagedPolicies: attached(index),
    })),
    Policies: [
      ...Array.from({ length: 40 }, (_, index) => managed(`shared-${index}`, widePolicy(index))),
      managed("boundary", { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
    ],
  };
}

const account = "455931011959";

function arn(resource: string): string {
  return `arn:aws:iam::${account}:${resource}`;
}

function policiesOf(index: number, list: string) {
  const own = index % 10 === 0 ? pushPolicy(index) : widePolicy(index);
  return {
    [list]: [{ PolicyName: "own", PolicyDocument: encoded(own) }],
    AttachedManagedPolicies: attached(index),
    ...(index % 8 === 0 ? { PermissionsBoundary: { PermissionsBoundaryArn: arn("policy/boundary") } } : {}),
  };
}

function attached(index: number) {
  return [index % 40, (index * 7) % 40].map((one) => ({
    PolicyName: `shared-${one}`,
    PolicyArn: arn(`policy/shared-${one}`),
  }));
}

function managed(name: string, document: object) {
  return {
    PolicyName: name,
    Arn: arn(`policy/${name}`),
    PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: encoded(document) }],
  };
}

function pushPolicy(index: number) {
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      {
        Effect: "Allow",
        Action: ["ecr:Batch*", "ecr:GetDownloadUrlForLayer", "ecr:*Layer*", "ecr:PutImage"],
        Resource: `arn:aws:ecr:eu-west-1:${account}:repository/app-${index}`,
      },
    ],
  };
}

function widePolicy(index: number) {
  const services = ["s3", "sqs", "dynamodb", "lambda", "logs", "sns", "ec2", "kms"];
  return {
    Version: "2012-10-17",
    Statement: services.map((service) => ({
      Effect: "Allow",
      Action: [`${service}:Get*`, `${service}:List*`, `${service}:Describe*`],
      Resource: `arn:aws:${service}:eu-west-1:${account}:team-${index}/*`,
    })),
  };
}

function gitlabTrust(index: number) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: arn("oidc-provider/gitlab.com") },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "gitlab.com:aud": "sts.amazonaws.com",
            "gitlab.com:sub": `project_path:group/app-${index}:ref_type:branch:ref:main`,
          },
        },
      },
    ],
  };
}

const lambdaTrust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

function encoded(document: object): string {
  return encodeURIComponent(JSON.stringify(document));
}
