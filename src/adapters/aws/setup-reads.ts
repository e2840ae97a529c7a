import {
  DescribeRepositoriesCommand,
  type ECRClient,
  GetLifecyclePolicyCommand,
  ListImagesCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-ecr";
import {
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import type { AwsAction, AwsOutcome } from "../../core/diagnosis/index.ts";
import { UnusableAnswer } from "./raw-failure.ts";

/** One read that may be tried again. */
export type SetupRead = <T>(
  action: AwsAction,
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
) => Promise<AwsOutcome<T>>;

/** IAM's reads that setup makes: each is one call, or one list page by page. */
export function iamReadsFor(iam: IAMClient, read: SetupRead) {
  return {
    provider: (arn: string) =>
      read("iam:GetOpenIDConnectProvider", async (options) => {
        const command = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn });
        const { ClientIDList: audiences = [], Tags } = await iam.send(command, options);
        return { audiences, tags: tagsOf(Tags) };
      }),
    role: (name: string) =>
      read("iam:GetRole", async (options) => {
        const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }), options);
        if (Role?.Arn === undefined || Role.AssumeRolePolicyDocument === undefined) {
          throw new UnusableAnswer("it holds no role with a trust policy");
        }
        return {
          arn: Role.Arn,
          trustPolicy: Role.AssumeRolePolicyDocument,
          maxSessionDuration: Role.MaxSessionDuration ?? 3600,
          permissionsBoundary: Role.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
          tags: tagsOf(Role.Tags),
        };
      }),
    rolePolicy: (name: string, policyName: string) =>
      read("iam:GetRolePolicy", async (options) => {
        const command = new GetRolePolicyCommand({ RoleName: name, PolicyName: policyName });
        return documentOf(await iam.send(command, options));
      }),
    inlineRolePolicies: (RoleName: string) =>
      read("iam:ListRolePolicies", (options) =>
        allPages(async (Marker) => {
          const { PolicyNames, ...rest } = await iam.send(new ListRolePoliciesCommand({ RoleName, Marker }), options);
          return { ...rest, members: PolicyNames ?? [] };
        }),
      ),
    attachedRolePolicies: (RoleName: string) =>
      read("iam:ListAttachedRolePolicies", (options) =>
        allPages(async (Marker) => {
          const command = new ListAttachedRolePoliciesCommand({ RoleName, Marker });
          const { AttachedPolicies, ...rest } = await iam.send(command, options);
          return { ...rest, members: (AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []) };
        }),
      ),
    roles: () =>
      read("iam:ListRoles", (options) =>
        allPages(async (Marker) => {
          const { Roles, ...rest } = await iam.send(new ListRolesCommand({ Marker }), options);
          const members = (Roles ?? []).map(({ Arn = "", AssumeRolePolicyDocument: trustPolicy = "" }) => ({
            arn: Arn,
            trustPolicy,
          }));
          return { ...rest, members };
        }),
      ),
    user: (name: string) =>
      read("iam:GetUser", async (options) => {
        const { User } = await iam.send(new GetUserCommand({ UserName: name }), options);
        if (User?.Arn === undefined) throw new UnusableAnswer("it holds no user");
        return {
          arn: User.Arn,
          permissionsBoundary: User.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
          tags: tagsOf(User.Tags),
        };
      }),
    userPolicy: (name: string, policyName: string) =>
      read("iam:GetUserPolicy", async (options) => {
        const command = new GetUserPolicyCommand({ UserName: name, PolicyName: policyName });
        return documentOf(await iam.send(command, options));
      }),
    inlineUserPolicies: (UserName: string) =>
      read("iam:ListUserPolicies", (options) =>
        allPages(async (Marker) => {
          const { PolicyNames, ...rest } = await iam.send(new ListUserPoliciesCommand({ UserName, Marker }), options);
          return { ...rest, members: PolicyNames ?? [] };
        }),
      ),
    attachedUserPolicies: (UserName: string) =>
      read("iam:ListAttachedUserPolicies", (options) =>
        allPages(async (Marker) => {
          const command = new ListAttachedUserPoliciesCommand({ UserName, Marker });
          const { AttachedPolicies, ...rest } = await iam.send(command, options);
          return { ...rest, members: (AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []) };
        }),
      ),
  };
}

/** ECR's reads that setup makes. */
export function ecrReadsFor(ecr: ECRClient, read: SetupRead) {
  return {
    repository: (registryId: string, name: string) =>
      read("ecr:DescribeRepositories", async (options) => {
        const command = new DescribeRepositoriesCommand({ registryId, repositoryNames: [name] });
        const [found] = (await ecr.send(command, options)).repositories ?? [];
        if (found?.repositoryArn === undefined) throw new UnusableAnswer("it holds no repository");
        const { encryptionType, kmsKey } = found.encryptionConfiguration ?? {};
        return {
          arn: found.repositoryArn,
          immutableTags: found.imageTagMutability === "IMMUTABLE",
          scanOnPush: found.imageScanningConfiguration?.scanOnPush ?? false,
          kmsKey: encryptionType === "KMS" ? (kmsKey ?? "") : null,
        };
      }),
    repositoryTags: (resourceArn: string) =>
      read("ecr:ListTagsForResource", async (options) =>
        tagsOf((await ecr.send(new ListTagsForResourceCommand({ resourceArn }), options)).tags),
      ),
    lifecyclePolicy: (registryId: string, repositoryName: string) =>
      read("ecr:GetLifecyclePolicy", async (options) => {
        const command = new GetLifecyclePolicyCommand({ registryId, repositoryName });
        const { lifecyclePolicyText: text } = await ecr.send(command, options);
        if (text === undefined) throw new UnusableAnswer("it holds no lifecycle policy");
        return text;
      }),
    holdsImages: (registryId: string, repositoryName: string) =>
      read("ecr:ListImages", async (options) => {
        const command = new ListImagesCommand({ registryId, repositoryName, maxResults: 1 });
        return ((await ecr.send(command, options)).imageIds ?? []).length > 0;
      }),
  };
}

function documentOf({ PolicyDocument }: { readonly PolicyDocument?: string | undefined }): string {
  if (PolicyDocument === undefined) throw new UnusableAnswer("it holds no policy");
  return PolicyDocument;
}

function tagsOf(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

async function allPages<T>(
  page: (
    marker: string | undefined,
  ) => Promise<{ readonly members: readonly T[]; IsTruncated?: boolean | undefined; Marker?: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let marker: string | undefined;
  do {
    const { members, IsTruncated, Marker } = await page(marker);
    all.push(...members);
    marker = IsTruncated === true ? Marker : undefined;
  } while (marker !== undefined);
  return all;
}
