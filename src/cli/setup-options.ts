import { GitlabEcrError } from "../core/errors/index.ts";
import type { RepositorySettings, SetupAccess, SetupRequest } from "../core/setup/index.ts";
import type { SetupFormat } from "../reports/index.ts";
import { missingOptions } from "./missing-options.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";
import { parseTime } from "./parse-time.ts";

/** The options of setup, in the order of its help. */
export const setupOptionSpecs = {
  gitlabUrl: { name: "gitlab-url", value: "URL", description: "address of GitLab" },
  project: {
    name: "project",
    value: "PATH",
    many: true,
    description: "project whose jobs may use the role, GROUP/PROJECT; may be given several times",
  },
  projectId: {
    name: "project-id",
    value: "N",
    many: true,
    description: "the project's id, which stays when its path changes; with several projects one each, in their order",
  },
  branch: {
    name: "branch",
    value: "PATTERN",
    many: true,
    description: "branch that is admitted, * and ? being wildcards; may be given several times",
    fallback: "main, where no tag and no environment is given",
  },
  tag: { name: "tag", value: "PATTERN", many: true, description: "Git tag that is admitted; likewise" },
  environment: {
    name: "environment",
    value: "PATTERN",
    many: true,
    description: "GitLab environment that is admitted; sub must be composed with environment",
  },
  protected: { name: "protected", value: null, description: "admit protected branches and tags only" },
  subComponents: {
    name: "sub-components",
    value: "LIST",
    description: "what the projects compose sub of (ci_id_token_sub_claim_components), separated by commas",
    fallback: "project_path,ref_type,ref",
  },
  issuerUrl: {
    name: "issuer-url",
    value: "URL",
    description: "iss of the ID tokens, where GitLab names another address (ci_id_tokens_issuer_url)",
    fallback: "GitLab's address",
  },
  audience: {
    name: "audience",
    value: "AUD",
    description: "audience of the ID tokens",
    fallback: "sts.amazonaws.com",
  },
  account: { name: "account", value: "ID", description: "AWS account of the role or user, 12 digits" },
  region: {
    name: "region",
    value: "REGION",
    variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    description: "region of the repositories",
  },
  repository: {
    name: "repository",
    value: "NAME",
    many: true,
    description: "ECR repository that access is given to; may be given several times",
  },
  registryAccount: {
    name: "registry-account",
    value: "ID",
    description: "account that holds the repositories",
    fallback: "the role's own",
  },
  access: {
    name: "access",
    value: "ACCESS",
    choices: ["push", "pull", "audit"],
    description: "what is allowed; push includes pull, audit reads IAM and ECR",
    fallback: "push",
  },
  identity: {
    name: "identity",
    value: "KIND",
    choices: ["oidc", "user"],
    description: "a role for ID tokens, or an IAM user with an access key",
    fallback: "oidc",
  },
  roleName: { name: "role-name", value: "NAME", description: "name of the role", fallback: "gitlab-ecr-role" },
  userName: { name: "user-name", value: "NAME", description: "name of the user", fallback: "gitlab-ecr-push" },
  iamPath: { name: "iam-path", value: "PATH", description: "path of the role or user in IAM", fallback: "/" },
  permissionsBoundary: {
    name: "permissions-boundary",
    value: "ARN",
    description: "policy that bounds the role or user",
  },
  maxSessionDuration: {
    name: "max-session-duration",
    value: "TIME",
    description: "how long a session may last: 3600 to 43200 seconds, or with a unit (2h)",
    fallback: "1h",
  },
  resourceTag: {
    name: "resource-tag",
    value: "KEY=VALUE",
    many: true,
    description: "tag of everything that is made in AWS, beside managed-by=gitlab-ecr; may be given several times",
  },
  createRepository: {
    name: "create-repository",
    value: null,
    description:
      "make the repositories, too: scanned on push, with immutable tags, images without a tag going after 14 days",
  },
  mutableTags: { name: "mutable-tags", value: null, description: "let a tag be moved in repositories that are made" },
  keepImages: {
    name: "keep-images",
    value: "N",
    description: "how many images repositories that are made keep",
    fallback: "all",
  },
  kmsKey: {
    name: "kms-key",
    value: "ARN",
    description: "KMS key of repositories that are made",
    fallback: "keys of S3",
  },
  format: {
    name: "format",
    value: "FORMAT",
    choices: ["plan", "json", "cloudformation", "terraform", "cdk", "aws-cli"],
    description: "what to make",
    fallback: "plan",
  },
  output: {
    name: "output",
    value: "DIR",
    description: "folder to write the format's files to",
    fallback: "standard output",
  },
  force: {
    name: "force",
    value: null,
    description: "write into a folder that holds files of others, and over those of the same name",
  },
} as const satisfies Record<string, OptionSpec>;

const specs = setupOptionSpecs;
const example =
  "gitlab-ecr setup --gitlab-url https://gitlab.com --project org/app --project-id 4242 --account 123456789012 --region eu-west-1 --repository app";

/** The form and place that the plan is wanted in. Throws `input-invalid`. */
export function readSetupTarget(options: OptionReader) {
  const format = (options.text(specs.format) ?? "plan") as SetupFormat;
  const output = options.text(specs.output);
  const force = options.isOn(specs.force);
  if (force && output === null) throw refuse("--force is for a folder, and there is no --output DIR.");
  if (format === "aws-cli" && output === null) {
    throw refuse("--format aws-cli is a script and the JSON files that it reads.", "Give --output DIR.");
  }
  return { format, output, force };
}

/** What shall be there. Throws `input-invalid`, which names all that is missing at once. */
export function readSetupRequest(options: OptionReader): SetupRequest {
  const access = (options.text(specs.access) ?? "push") as SetupAccess;
  const identity = readIdentity(options);
  const [accountId, region] = [options.text(specs.account), options.text(specs.region)];
  const [gitlabUrl, issuer] = [options.text(specs.gitlabUrl), options.text(specs.issuerUrl)];
  const [projects, repositories] = [readProjects(options), options.list(specs.repository)];
  const missing = missingSetupOptions(options);
  if (accountId === null || region === null || missing.length > 0)
    throw missingOptions(missing, { command: "setup", example });
  return {
    identity,
    access,
    accountId,
    region,
    projects,
    repositories,
    ...given("gitlabUrl", gitlabUrl),
    ...given("issuer", issuer),
    branches: options.list(specs.branch),
    tags: options.list(specs.tag),
    environments: options.list(specs.environment),
    protectedOnly: options.isOn(specs.protected),
    ...given("subComponents", options.text(specs.subComponents)?.split(/[\s,]+/) ?? null),
    ...given("audience", options.text(specs.audience)),
    ...given("registryAccountId", options.text(specs.registryAccount)),
    ...given("name", readName(options, identity)),
    ...given("path", options.text(specs.iamPath)),
    ...given("permissionsBoundary", options.text(specs.permissionsBoundary)),
    ...given("maxSessionDuration", readDuration(options)),
    ...given("createRepositories", readCreation(options)),
    resourceTags: readResourceTags(options),
  };
}

/** The options that setup can't do without, and that are set nowhere. */
export function missingSetupOptions(options: OptionReader): readonly OptionSpec[] {
  const oidc = readIdentity(options) === "oidc";
  const needed = [
    ...(oidc ? [specs.gitlabUrl, specs.project] : []),
    specs.account,
    specs.region,
    ...(options.text(specs.access) === "audit" ? [] : [specs.repository]),
  ];
  return needed.filter((spec) => ("many" in spec ? options.list(spec).length === 0 : options.text(spec) === null));
}

function readIdentity(options: OptionReader): "oidc" | "user" {
  return (options.text(specs.identity) ?? "oidc") as "oidc" | "user";
}

function readProjects(options: OptionReader): NonNullable<SetupRequest["projects"]> {
  const paths = options.list(specs.project);
  const ids = options.list(specs.projectId);
  if (ids.length > 0 && ids.length !== paths.length) {
    throw refuse(
      `There are ${paths.length} projects and ${ids.length} ids.`,
      "Give --project-id once for each --project, in their order.",
    );
  }
  return paths.map((path, index) => ({ path, ...given("id", ids[index] ?? null) }));
}

function readName(options: OptionReader, identity: "oidc" | "user"): string | null {
  const [role, user] = [options.text(specs.roleName), options.text(specs.userName)];
  if (identity === "user" && role !== null) throw refuse("--role-name is a role's, and --identity user makes none.");
  if (identity === "oidc" && user !== null)
    throw refuse("--user-name is a user's, and only --identity user makes one.");
  return role ?? user;
}

function readDuration(options: OptionReader): number | null {
  const found = options.find(specs.maxSessionDuration);
  if (found === null) return null;
  return parseTime(found.value, { option: found.source, least: 3600, most: 43_200, command: "setup" });
}

function readCreation(options: OptionReader): RepositorySettings | null {
  const mutable = options.isOn(specs.mutableTags);
  const [keep, kmsKey] = [options.text(specs.keepImages), options.text(specs.kmsKey)];
  if (!options.isOn(specs.createRepository)) {
    if (!mutable && keep === null && kmsKey === null) return null;
    throw refuse(
      "--mutable-tags, --keep-images and --kms-key are for repositories that are made.",
      "Give --create-repository, too.",
    );
  }
  if (keep !== null && !/^\d{1,6}$/.test(keep))
    throw refuse(`--keep-images is ${JSON.stringify(keep)}; it must be a number.`);
  return {
    immutableTags: !mutable,
    ...given("keepImages", keep === null ? null : Number(keep)),
    ...given("kmsKey", kmsKey),
  };
}

function readResourceTags(options: OptionReader): Readonly<Record<string, string>> {
  const pairs = options.list(specs.resourceTag).map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw refuse(`--resource-tag is ${JSON.stringify(text)}; it must be KEY=VALUE.`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

function refuse(reason: string, ...remedy: readonly string[]): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "setup" }, remedy.length === 0 ? {} : { remedy });
}

/** A field, left out where there is no value. */
function given<Name extends string, Value>(name: Name, value: Value | null): { [key in Name]?: Value } {
  return (value === null ? {} : { [name]: value }) as { [key in Name]?: Value };
}
