import type { IdentityPlan, RepositoryPlan, SetupPlan } from "../../core/setup/index.ts";
import { type SetupFile, tagList, trustPolicyWith } from "./setup-file.ts";
import { yamlOf } from "./yaml.ts";

/** `--format cloudformation`: one template. */
export function cloudformationFormat(plan: SetupPlan): SetupFile[] {
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `${plan.role === null ? "A user" : "A role"} for GitLab jobs that use Amazon ECR, made by gitlab-ecr setup`,
    Parameters: parametersOf(plan),
    Conditions: plan.provider === null ? undefined : { CreateOidcProvider: equals("ExistingOidcProviderArn", "") },
    Resources: { ...providerOf(plan), ...identityOf(plan), ...repositoriesOf(plan) },
    Outputs: outputsOf(plan),
  };
  return [{ name: "template.yaml", text: `${yamlOf(template)}\n` }];
}

const ref = (name: string) => ({ Ref: name });
const equals = (parameter: string, value: string) => ({ "Fn::Equals": [ref(parameter), value] });
const either = (condition: string, yes: unknown, no: unknown) => ({ "Fn::If": [condition, yes, no] });
const providerArn = either("CreateOidcProvider", ref("GitLabOidcProvider"), ref("ExistingOidcProviderArn"));

function parametersOf({ role, user, provider }: SetupPlan): object {
  const name = (what: string, Default: string) => ({
    Type: "String",
    Description: `Name of the ${what}`,
    Default,
    AllowedPattern: "^[\\w+=,.@-]{1,64}$",
  });
  return {
    ...(role === null ? {} : { RoleName: name("role", role.name) }),
    ...(user === null ? {} : { UserName: name("user", user.name) }),
    ...(role === null
      ? {}
      : {
          MaxSessionDuration: {
            Type: "Number",
            Description: "Seconds that a session may last",
            Default: role.maxSessionDuration,
            MinValue: 3600,
            MaxValue: 43_200,
          },
        }),
    ...(provider === null
      ? {}
      : {
          ExistingOidcProviderArn: {
            Type: "String",
            Description: `ARN of the OIDC provider for ${provider.url}, where the account has one; empty makes it`,
            Default: "",
            AllowedPattern: "^(arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/.+)?$",
          },
        }),
  };
}

function providerOf({ provider }: SetupPlan): object {
  if (provider === null) return {};
  const { url, audiences, tags } = provider;
  return {
    GitLabOidcProvider: {
      Type: "AWS::IAM::OIDCProvider",
      Condition: "CreateOidcProvider",
      Properties: { Url: url, ClientIdList: audiences, Tags: tagList(tags) },
    },
  };
}

function identityOf(plan: SetupPlan): object {
  const { role, user } = plan;
  if (role !== null) {
    const trust = {
      Description: role.description,
      MaxSessionDuration: ref("MaxSessionDuration"),
      AssumeRolePolicyDocument: trustPolicyWith(plan, providerArn),
    };
    return {
      GitLabRole: {
        Type: "AWS::IAM::Role",
        Properties: { RoleName: ref("RoleName"), Path: role.path, ...trust, ...commonOf(role) },
      },
    };
  }
  if (user === null) return {};
  const Properties = { UserName: ref("UserName"), Path: user.path, ...commonOf(user) };
  return { GitLabUser: { Type: "AWS::IAM::User", Properties } };
}

function commonOf({ permissionsBoundary, policyName, permissionsPolicy, tags }: IdentityPlan): object {
  return {
    PermissionsBoundary: permissionsBoundary ?? undefined,
    Policies: [{ PolicyName: policyName, PolicyDocument: permissionsPolicy }],
    Tags: tagList(tags),
  };
}

/** Images are data: deleting the stack, or what replaces a repository, leaves them. */
function repositoriesOf({ repositories }: SetupPlan): object {
  const ids = logicalIds(repositories);
  const entries = repositories.flatMap(({ name, create }, index) => {
    if (create === null) return [];
    const { immutableTags, scanOnPush, kmsKey, lifecyclePolicy, tags } = create;
    const resource = {
      Type: "AWS::ECR::Repository",
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        RepositoryName: name,
        ImageTagMutability: immutableTags ? "IMMUTABLE" : "MUTABLE",
        ImageScanningConfiguration: { ScanOnPush: scanOnPush },
        EncryptionConfiguration:
          kmsKey === null ? { EncryptionType: "AES256" } : { EncryptionType: "KMS", KmsKey: kmsKey },
        LifecyclePolicy: { LifecyclePolicyText: JSON.stringify(lifecyclePolicy) },
        Tags: tagList(tags),
      },
    };
    return [[ids[index] ?? "", resource] as const];
  });
  return Object.fromEntries(entries);
}

/** Names that stay when the order of repositories changes: from the repository's own, with a number where two are alike. */
export function logicalIds(repositories: readonly RepositoryPlan[]): string[] {
  const names = repositories.map(({ name }) => {
    const words = name.split(/[^a-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    return `Repository${words.join("")}`;
  });
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name}X${before + 1}`;
  });
}

function outputsOf({ role, provider, user, repositories }: SetupPlan): object {
  const output = (Description: string, Value: unknown) => ({ Description, Value });
  const attribute = (id: string, name: string) => ({ "Fn::GetAtt": [id, name] });
  const ids = logicalIds(repositories);
  const uris = repositories.flatMap(({ name, create }, index) => {
    const id = ids[index] ?? "";
    return create === null
      ? []
      : [[`${id}Uri`, output(`URI of the repository ${name}`, attribute(id, "RepositoryUri"))]];
  });
  return {
    ...(role === null ? {} : { RoleArn: output("ARN of the role, for role_arn", attribute("GitLabRole", "Arn")) }),
    ...(user === null ? {} : { UserArn: output("ARN of the user", attribute("GitLabUser", "Arn")) }),
    ...(provider === null ? {} : { OidcProviderArn: output("ARN of the OIDC provider", providerArn) }),
    ...Object.fromEntries(uris),
  };
}
