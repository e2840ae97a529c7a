import type { IdentityPlan, SetupPlan } from "../../core/setup/index.ts";
import { hcl, hclBlock, jsonencode } from "./hcl.ts";
import { madeRepositories, type SetupFile, trustPolicyWith } from "./setup-file.ts";

/** `--format terraform`: main.tf, variables.tf and outputs.tf, as `terraform fmt` writes them. */
export function terraformFormat(plan: SetupPlan): SetupFile[] {
  const file = (name: string, blocks: readonly string[]) => ({ name, text: `${blocks.join("\n\n")}\n` });
  return [
    file("main.tf", [settings, awsProvider(plan), ...oidcProvider(plan), ...identity(plan), ...repositories(plan)]),
    file("variables.tf", variables(plan)),
    file("outputs.tf", outputs(plan)),
  ];
}

// From 5.82 on the OIDC provider needs no thumbprint, which AWS doesn't look at.
const settings = hclBlock("terraform", { required_version: ">= 1.3" }, [
  hclBlock("required_providers", { aws: { source: "hashicorp/aws", version: ">= 5.82, < 7.0" } }),
]);

function awsProvider({ region, account }: SetupPlan): string {
  return hclBlock('provider "aws"', { region, allowed_account_ids: [account] });
}

function oidcProvider({ provider }: SetupPlan): string[] {
  if (provider === null) return [];
  const [made, found] = ["aws_iam_openid_connect_provider.gitlab[0]", "data.aws_iam_openid_connect_provider.gitlab[0]"];
  return [
    hclBlock('resource "aws_iam_openid_connect_provider" "gitlab"', {
      count: hcl("var.create_oidc_provider ? 1 : 0"),
      url: provider.url,
      client_id_list: provider.audiences,
      tags: hcl("var.tags"),
    }),
    hclBlock('data "aws_iam_openid_connect_provider" "gitlab"', {
      count: hcl("var.create_oidc_provider ? 0 : 1"),
      url: provider.url,
    }),
    hclBlock("locals", {
      oidc_provider_arn: hcl(`var.create_oidc_provider ? ${made}.arn : ${found}.arn`),
    }),
  ];
}

function identity(plan: SetupPlan): string[] {
  const { role, user } = plan;
  if (role !== null) {
    const attributes = {
      name: hcl("var.role_name"),
      path: role.path,
      description: role.description,
      max_session_duration: hcl("var.max_session_duration"),
      permissions_boundary: role.permissionsBoundary,
      assume_role_policy: jsonencode(trustPolicyWith(plan, hcl("local.oidc_provider_arn"))),
      tags: hcl("var.tags"),
    };
    return [hclBlock('resource "aws_iam_role" "gitlab"', attributes), inlinePolicy("role", role)];
  }
  if (user === null) return [];
  const attributes = {
    name: hcl("var.user_name"),
    path: user.path,
    permissions_boundary: user.permissionsBoundary,
    tags: hcl("var.tags"),
  };
  return [hclBlock('resource "aws_iam_user" "gitlab"', attributes), inlinePolicy("user", user)];
}

function inlinePolicy(kind: "role" | "user", { policyName, permissionsPolicy }: IdentityPlan): string {
  return hclBlock(`resource "aws_iam_${kind}_policy" "ecr"`, {
    name: policyName,
    [kind]: hcl(`aws_iam_${kind}.gitlab.name`),
    policy: jsonencode(permissionsPolicy),
  });
}

function repositories(plan: SetupPlan): string[] {
  const made = madeRepositories(plan);
  if (made === null) return [];
  const { immutableTags, scanOnPush, kmsKey, lifecyclePolicy } = made.create;
  const encryption = kmsKey === null ? { encryption_type: "AES256" } : { encryption_type: "KMS", kms_key: kmsKey };
  return [
    hclBlock(
      'resource "aws_ecr_repository" "this"',
      {
        for_each: hcl("toset(var.repositories)"),
        name: hcl("each.value"),
        image_tag_mutability: immutableTags ? "IMMUTABLE" : "MUTABLE",
        tags: hcl("var.tags"),
      },
      [
        hclBlock("image_scanning_configuration", { scan_on_push: scanOnPush }),
        hclBlock("encryption_configuration", encryption),
        // Images are data.
        hclBlock("lifecycle", { prevent_destroy: true }),
      ],
    ),
    hclBlock('resource "aws_ecr_lifecycle_policy" "this"', {
      for_each: hcl("aws_ecr_repository.this"),
      repository: hcl("each.value.name"),
      policy: jsonencode(lifecyclePolicy),
    }),
  ];
}

function variables(plan: SetupPlan): string[] {
  const { role, user, provider } = plan;
  const made = madeRepositories(plan);
  const variable = (name: string, type: string, description: string, value: unknown) =>
    hclBlock(`variable "${name}"`, { description, type: hcl(type), default: value });
  return [
    ...(role === null
      ? []
      : [
          variable("role_name", "string", "Name of the role", role.name),
          variable("max_session_duration", "number", "Seconds that a session may last", role.maxSessionDuration),
        ]),
    ...(user === null ? [] : [variable("user_name", "string", "Name of the user", user.name)]),
    ...(provider === null ? [] : [variable("create_oidc_provider", "bool", existing(provider.url), true)]),
    ...(made === null ? [] : [variable("repositories", "list(string)", "Repositories to make", made.names)]),
    variable("tags", "map(string)", "Tags of everything that is made", (role ?? user)?.tags),
  ];
}

function existing(url: string): string {
  return `Make the OIDC provider for ${url}; false takes the one that the account has`;
}

function outputs(plan: SetupPlan): string[] {
  const { role, user, provider } = plan;
  const output = (name: string, description: string, value: string) =>
    hclBlock(`output "${name}"`, { description, value: hcl(value) });
  return [
    ...(role === null ? [] : [output("role_arn", "ARN of the role, for role_arn", "aws_iam_role.gitlab.arn")]),
    ...(user === null ? [] : [output("user_arn", "ARN of the user", "aws_iam_user.gitlab.arn")]),
    ...(provider === null ? [] : [output("oidc_provider_arn", "ARN of the OIDC provider", "local.oidc_provider_arn")]),
    ...(madeRepositories(plan) === null
      ? []
      : [
          output(
            "repository_urls",
            "Addresses of the repositories",
            "{ for name, one in aws_ecr_repository.this : name => one.repository_url }",
          ),
        ]),
  ];
}
