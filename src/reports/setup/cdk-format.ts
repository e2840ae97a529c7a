import type { IdentityPlan, SetupPlan } from "../../core/setup/index.ts";
import { logicalIds } from "./cloudformation-format.ts";
import { type SetupFile, tagList, trustPolicyWith } from "./setup-file.ts";

/** `--format cdk`: a stack for aws-cdk-lib 2, in TypeScript. */
export function cdkFormat(plan: SetupPlan): SetupFile[] {
  const body = [...providerLines(plan), ...identityLines(plan), ...repositoryLines(plan)];
  const uses = (text: string) => body.some((line) => line.includes(text));
  const names = ["CfnOutput", ...(uses("CfnTag[]") ? ["type CfnTag"] : [])];
  if (uses("RemovalPolicy.")) names.push("RemovalPolicy");
  names.push("Stack", "type StackProps");
  const text = [
    `import { ${names.join(", ")} } from "aws-cdk-lib";`,
    ...(uses("new ecr.") ? ['import * as ecr from "aws-cdk-lib/aws-ecr";'] : []),
    'import * as iam from "aws-cdk-lib/aws-iam";',
    'import type { Construct } from "constructs";',
    "",
    ...propsLines(plan),
    `/** ${plan.role === null ? "A user" : "A role"} for GitLab jobs that use Amazon ECR; made by gitlab-ecr setup. */`,
    "export class GitlabEcrStack extends Stack {",
    `  constructor(scope: Construct, id: string, props: ${propsName(plan)} = {}) {`,
    `    super(scope, id, { env: { account: ${literal(plan.account)}, region: ${literal(plan.region)} }, ...props });`,
    ...body.map((line) => (line === "" ? "" : `    ${line}`)),
    "  }",
    "}",
    "",
  ].join("\n");
  return [{ name: "stack.ts", text }];
}

function propsName({ provider }: SetupPlan): string {
  return provider === null ? "StackProps" : "GitlabEcrStackProps";
}

function propsLines({ provider }: SetupPlan): string[] {
  if (provider === null) return [];
  return [
    "export interface GitlabEcrStackProps extends StackProps {",
    `  /** ARN of the OIDC provider for ${provider.url}, where the account has one. Default: it is made. */`,
    "  readonly existingOidcProviderArn?: string;",
    "}",
    "",
  ];
}

function providerLines({ provider }: SetupPlan): string[] {
  if (provider === null) return [];
  const properties = { url: provider.url, clientIdList: provider.audiences, tags: cdkTags(provider.tags) };
  return [
    "",
    "const providerArn =",
    "  props.existingOidcProviderArn ??",
    ...construct('  new iam.CfnOIDCProvider(this, "GitLabOidcProvider"', properties, ").attrArn;", "  "),
  ];
}

function identityLines(plan: SetupPlan): string[] {
  const { role, user } = plan;
  if (role !== null) {
    const properties = {
      roleName: role.name,
      path: role.path,
      description: role.description,
      maxSessionDuration: role.maxSessionDuration,
      assumeRolePolicyDocument: trustPolicyWith(plan, providerMark),
      ...commonOf(role),
    };
    return [
      "",
      ...construct('const role = new iam.CfnRole(this, "GitLabRole"', properties, ");"),
      ...output("RoleArn", "role.attrArn"),
    ];
  }
  if (user === null) return [];
  const properties = { userName: user.name, path: user.path, ...commonOf(user) };
  return [
    "",
    ...construct('const user = new iam.CfnUser(this, "GitLabUser"', properties, ");"),
    ...output("UserArn", "user.attrArn"),
  ];
}

function commonOf({ permissionsBoundary, policyName, permissionsPolicy, tags }: IdentityPlan): object {
  return {
    ...(permissionsBoundary === null ? {} : { permissionsBoundary }),
    policies: [{ policyName, policyDocument: permissionsPolicy }],
    tags: cdkTags(tags),
  };
}

function repositoryLines({ repositories }: SetupPlan): string[] {
  const ids = logicalIds(repositories);
  return repositories.flatMap(({ name, create }, index) => {
    if (create === null) return [];
    const id = ids[index] ?? "";
    const variable = id.charAt(0).toLowerCase() + id.slice(1);
    const { immutableTags, scanOnPush, kmsKey, lifecyclePolicy, tags } = create;
    const properties = {
      repositoryName: name,
      imageTagMutability: immutableTags ? "IMMUTABLE" : "MUTABLE",
      imageScanningConfiguration: { scanOnPush },
      encryptionConfiguration: kmsKey === null ? { encryptionType: "AES256" } : { encryptionType: "KMS", kmsKey },
      lifecyclePolicy: { lifecyclePolicyText: JSON.stringify(lifecyclePolicy) },
      tags: cdkTags(tags),
    };
    return [
      "",
      ...construct(`const ${variable} = new ecr.CfnRepository(this, ${literal(id)}`, properties, ");"),
      "// Images are data: they stay when the stack goes.",
      `${variable}.applyRemovalPolicy(RemovalPolicy.RETAIN);`,
      ...output(`${id}Uri`, `${variable}.attrRepositoryUri`),
    ];
  });
}

function output(id: string, value: string): string[] {
  return [`new CfnOutput(this, ${literal(id)}, { value: ${value} });`];
}

const providerMark = "PROVIDER-ARN-OF-THE-STACK";

/** A construct with its properties; the mark in them becomes the variable. */
function construct(head: string, properties: object, tail: string, indent = ""): string[] {
  const lines = JSON.stringify(properties, null, 2)
    .replaceAll(`"${providerMark}"`, "providerArn")
    .replace(/^( *)"([A-Za-z_]\w*)": /gm, "$1$2: ")
    .replace(/\[\n +(".*")\n +\]/g, "[$1]")
    .replace(/(["\w}\]])$/gm, "$1,")
    .split("\n");
  const last = lines.length - 1;
  return lines.map((line, index) => {
    if (index === 0) return `${head}, ${line}`;
    return `${indent}${index === last ? line.replace(/,$/, tail) : line}`;
  });
}

function cdkTags(tags: IdentityPlan["tags"]): { readonly key: string; readonly value: string }[] {
  return tagList(tags).map(({ Key, Value }) => ({ key: Key, value: Value }));
}

function literal(text: string): string {
  return JSON.stringify(text);
}
