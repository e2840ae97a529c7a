/** Pieces of what `aws iam get-account-authorization-details` prints. */
export type Json = Record<string, unknown>;

export const account = "455931011959";
export const arnOf = (resource: string) => `arn:aws:iam::${account}:${resource}`;
export const repositoryArn = (name: string, owner = account) =>
  `arn:aws:ecr:ap-northeast-1:${owner}:repository/${name}`;
export const providerArn = (host: string) => arnOf(`oidc-provider/${host}`);

/** The time of the reports. */
export const now = new Date("2026-11-24T09:00:00Z");

export function allow(
  actions: string | readonly string[],
  resource: string | readonly string[] = "*",
  over: Json = {},
): Json {
  return { Effect: "Allow", Action: actions, Resource: resource, ...over };
}

export function policy(...statements: readonly Json[]): Json {
  return { Version: "2012-10-17", Statement: statements };
}

export const pull = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"];
export const push = [
  ...pull,
  "ecr:InitiateLayerUpload",
  "ecr:UploadLayerPart",
  "ecr:CompleteLayerUpload",
  "ecr:PutImage",
];

/** The two statements that a push to these repositories needs. */
export function pushTo(...repositories: readonly string[]): Json {
  return policy(allow("ecr:GetAuthorizationToken"), allow(push, repositories));
}

interface PrincipalOver {
  path?: string;
  inline?: Record<string, unknown>;
  attached?: readonly string[];
  boundary?: string;
  createdAt?: string;
  groups?: readonly string[];
  tags?: Record<string, string>;
}

export function user(name: string, over: PrincipalOver = {}): Json {
  const { path = "/", groups = [], tags = {} } = over;
  return {
    UserName: name,
    UserId: `AIDA${name.toUpperCase()}`,
    Arn: arnOf(`user${path}${name}`),
    Path: path,
    ...shared(over),
    GroupList: groups,
    UserPolicyList: inlineOf(over.inline),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

export function role(name: string, trust: unknown, over: PrincipalOver & { lastUsedAt?: string } = {}): Json {
  const { path = "/", lastUsedAt } = over;
  return {
    RoleName: name,
    RoleId: `AROA${name.toUpperCase()}`,
    Arn: arnOf(`role${path}${name}`),
    Path: path,
    ...shared(over),
    AssumeRolePolicyDocument: trust,
    RolePolicyList: inlineOf(over.inline),
    RoleLastUsed: lastUsedAt === undefined ? {} : { LastUsedDate: lastUsedAt, Region: "ap-northeast-1" },
  };
}

export function group(name: string, over: PrincipalOver = {}): Json {
  return { GroupName: name, Arn: arnOf(`group/${name}`), GroupPolicyList: inlineOf(over.inline), ...shared(over) };
}

export function managed(arn: string, document: unknown): Json {
  return {
    PolicyName: arn.split("/").at(-1),
    Arn: arn,
    DefaultVersionId: "v2",
    PolicyVersionList: [
      { VersionId: "v1", IsDefaultVersion: false, Document: policy(allow("*")) },
      { VersionId: "v2", IsDefaultVersion: true, Document: document },
    ],
  };
}

export function details(over: {
  users?: readonly Json[];
  groups?: readonly Json[];
  roles?: readonly Json[];
  policies?: readonly Json[];
}): Json {
  const { users = [], groups = [], roles = [], policies = [] } = over;
  return { UserDetailList: users, GroupDetailList: groups, RoleDetailList: roles, Policies: policies };
}

/** A trust policy for an OIDC provider. */
export function trusts(host: string, condition: Json, over: Json = {}): Json {
  const statement = {
    Effect: "Allow",
    Principal: { Federated: providerArn(host) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
    ...over,
  };
  return policy(statement);
}

export const subOfMain = "project_path:org/app:ref_type:branch:ref:main";

/** As safe as gitlab.com lets it be. */
export function pinned(host = "gitlab.com"): Json {
  return trusts(host, {
    StringEquals: {
      [`${host}:aud`]: "sts.amazonaws.com",
      [`${host}:sub`]: subOfMain,
      [`${host}:project_id`]: "4242",
      [`${host}:ref_protected`]: "true",
    },
  });
}

/** Rows of a credential report. */
export function credentialReport(...rows: readonly Record<string, string>[]): string {
  const columns = ["user", "arn", "user_creation_time", "password_enabled", "mfa_active"].concat(
    [1, 2].flatMap((number) =>
      ["active", "last_rotated", "last_used_date", "last_used_region", "last_used_service"].map(
        (name) => `access_key_${number}_${name}`,
      ),
    ),
  );
  const lines = rows.map((row) => columns.map((column) => row[column] ?? defaultOf(column)).join(","));
  return [columns.join(","), ...lines].join("\n");
}

function defaultOf(column: string): string {
  return /_active$|enabled/.test(column) ? "false" : "N/A";
}

function shared({ attached = [], boundary, createdAt = "2026-10-01T00:00:00+00:00" }: PrincipalOver): Json {
  return {
    CreateDate: createdAt,
    AttachedManagedPolicies: attached.map((arn) => ({ PolicyName: arn.split("/").at(-1), PolicyArn: arn })),
    ...(boundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: "PermissionsBoundaryPolicy",
            PermissionsBoundaryArn: boundary,
          },
        }),
  };
}

function inlineOf(documents: Record<string, unknown> = {}): Json[] {
  return Object.entries(documents).map(([PolicyName, PolicyDocument]) => ({ PolicyName, PolicyDocument }));
}
