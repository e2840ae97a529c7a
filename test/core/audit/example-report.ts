import {
  type AuditFinding,
  type AuditReport,
  type AuditRole,
  type AuditUser,
  type FindingSubject,
  reportFindings,
} from "../../../src/core/audit/index.ts";

const account = "455931011959";
const arn = (resource: string) => `arn:aws:iam::${account}:${resource}`;
const repository = `arn:aws:ecr:ap-northeast-1:${account}:repository/aws-network-cdk`;

const user: AuditUser = {
  name: "gitlab-ci",
  account,
  arn: arn("user/gitlab-ci"),
  path: "/",
  createdAt: "2024-01-15T09:30:00.000Z",
  candidate: true,
  reasons: [
    { id: "name", text: "its name matches gitlab" },
    { id: "ecr-and-keys", text: "it has an access key and may push to ECR" },
    { id: "key-used-for-ecr", text: "one of its keys was last used for ecr" },
  ],
  policies: [
    {
      name: "AmazonEC2ContainerRegistryPowerUser",
      kind: "attached",
      arn: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser",
      group: null,
      read: true,
    },
    { name: "ci-extra", kind: "group", arn: null, group: "pipelines", read: true },
    { name: "ci-boundary", kind: "boundary", arn: arn("policy/ci-boundary"), group: null, read: true },
    { name: "notes", kind: "inline", arn: null, group: null, read: false },
  ],
  ecr: {
    push: "allow",
    pull: "allow",
    repositories: [{ repository, push: "allow", pull: "allow", missing: [] }],
    everywhere: { push: "allow", pull: "allow", missing: [] },
  },
  keys: [
    {
      id: "AKIAIOSFODNN7EXAMPLE",
      status: "active",
      createdAt: "2024-01-15T09:31:00.000Z",
      ageDays: 1044,
      lastUsedAt: "2026-11-23T22:10:00.000Z",
      lastUsedService: "ecr",
      lastUsedRegion: "ap-northeast-1",
      lastUse: "known",
      rotationDue: true,
      rotationDueAt: "2024-04-14T09:31:00.000Z",
    },
    {
      id: "AKIAI44QH8DHBEXAMPLE",
      status: "inactive",
      createdAt: "2025-06-01T00:00:00.000Z",
      ageDays: 541,
      lastUsedAt: null,
      lastUsedService: null,
      lastUsedRegion: null,
      lastUse: "known",
      rotationDue: false,
      rotationDueAt: "2025-08-30T00:00:00.000Z",
    },
  ],
  console: true,
  mfa: false,
};

const role: AuditRole = {
  name: "GitLabOIDCRole",
  account,
  arn: arn("role/GitLabOIDCRole"),
  path: "/",
  createdAt: "2025-03-02T10:00:00.000Z",
  candidate: true,
  reasons: [
    { id: "name", text: "its name matches gitlab" },
    { id: "trusts-gitlab", text: "it trusts gitlab.example.com" },
  ],
  policies: [{ name: "ecr-push", kind: "inline", arn: null, group: null, read: true }],
  ecr: {
    push: "deny",
    pull: "allow",
    repositories: [{ repository, push: "deny", pull: "allow", missing: ["ecr:PutImage"] }],
    everywhere: { push: "deny", pull: "deny", missing: ["ecr:PutImage"] },
  },
  awsOwned: false,
  trust: {
    issuers: ["gitlab.example.com"],
    gitlabIssuers: ["gitlab.example.com"],
    grade: "dangerous",
    findings: [
      {
        id: "wildcard-ref",
        severity: "dangerous",
        at: "Statement[0].Condition.StringLike.gitlab.example.com:sub",
        message:
          "project_path:org/team/cdk/aws-network-cdk:* leaves the ref open: every branch and tag is admitted, and anybody with push rights can make one.",
        remedy: "End sub with :ref_type:branch:ref:BRANCH, one branch or tag, without a wildcard.",
      },
    ],
    sentences: ["jobs of project org/team/cdk/aws-network-cdk on any branch or tag of gitlab.example.com"],
  },
  lastUsedAt: "2026-06-01T00:00:00.000Z",
  lastUse: "known",
  maxSessionDuration: 3600,
};

const otherUser: AuditUser = {
  ...user,
  name: "alice",
  arn: arn("user/people/alice"),
  path: "/people/",
  candidate: false,
  reasons: [],
  policies: [],
  ecr: {
    push: "deny",
    pull: "deny",
    repositories: [],
    everywhere: { push: "deny", pull: "deny", missing: ["ecr:PutImage"] },
  },
  keys: null,
  console: null,
  mfa: null,
};

const serviceRole: AuditRole = {
  ...role,
  name: "AWSServiceRoleForECRTemplate",
  arn: arn("role/aws-service-role/ecr.amazonaws.com/AWSServiceRoleForECRTemplate"),
  path: "/aws-service-role/ecr.amazonaws.com/",
  candidate: false,
  reasons: [],
  policies: [],
  ecr: {
    push: "deny",
    pull: "deny",
    repositories: [],
    everywhere: { push: "deny", pull: "deny", missing: ["ecr:PutImage"] },
  },
  awsOwned: true,
  trust: { issuers: [], gitlabIssuers: [], grade: "safe", findings: [], sentences: ["the service ecr.amazonaws.com"] },
  lastUsedAt: null,
  lastUse: "unknown",
};

const provider = arn("oidc-provider/gitlab.example.com");

const facts: Readonly<Record<string, string>> = {
  key: "AKIAIOSFODNN7EXAMPLE",
  age: "1044",
  limit: "90",
  user: user.name,
  role: role.name,
  url: "https://gitlab.example.com",
  provider: "gitlab.example.com",
  repository: "aws-network-cdk",
  name: "aws-network-cdk",
  value: "project_path:org/team/cdk/aws-network-cdk:*",
  principal: "arn:aws:iam::123456789012:root",
  count: "2 access keys",
  unused: "never used",
};

/** A report of one account with every finding once; the facts are filled in so that they look like real ones. */
export const exampleReport: AuditReport = {
  ok: true,
  account,
  accounts: [{ id: account, alias: "network-prod", source: "live" }],
  generatedAt: "2026-11-24T09:00:00.000Z",
  users: [user, otherUser],
  roles: [role, serviceRole],
  providers: [
    {
      arn: provider,
      account,
      url: "https://gitlab.example.com",
      source: "read",
      audiences: ["https://gitlab.example.com", "sts.amazonaws.com"],
      thumbprints: ["0000000000000000000000000000000000000000"],
      createdAt: "2025-03-02T09:00:00.000Z",
      gitlab: true,
      reasons: [{ id: "host-label", text: "its host has the label gitlab" }],
      roles: ["GitLabOIDCRole"],
      reachable: false,
    },
  ],
  repositories: [
    {
      arn: repository,
      account,
      region: "ap-northeast-1",
      name: "aws-network-cdk",
      source: "read",
      immutableTags: false,
      scanOnPush: false,
      policy: true,
    },
  ],
  findings: everyFinding(),
  recommendation: {
    option: "create-role",
    resource: null,
    because:
      "A user's key is valid until somebody rotates it, wherever it leaks to. A role's credentials end with the job, and only this project gets them.",
    commands: [
      `gitlab-ecr setup --gitlab-url https://gitlab.example.com --project GROUP/PROJECT --account ${account} --region ap-northeast-1 --repository aws-network-cdk`,
    ],
    alternatives: [
      {
        option: "use-user",
        resource: arn("user/gitlab-ci"),
        because: "The user gitlab-ci has the permissions.",
        commands: ["gitlab-ecr rotate --user gitlab-ci --target gitlab-project:GROUP/PROJECT"],
      },
    ],
  },
  readiness: [
    {
      user: "gitlab-ci",
      account,
      role: "GitLabOIDCRole",
      state: "add-policy",
      because: "GitLabOIDCRole lacks ecr:PutImage on aws-network-cdk.",
    },
  ],
  unread: [
    {
      account,
      what: "MFA devices of gitlab-ci",
      action: "iam:ListMFADevices",
      because: "AccessDenied: the identity may not do iam:ListMFADevices",
    },
  ],
};

function everyFinding(): AuditFinding[] {
  const findings = Object.entries(reportFindings).map(([id, row]): AuditFinding => {
    const { resource, ...subject } = subjectOf(id);
    const at = /^(?:key-|inactive-key)/.test(id) ? "AKIAIOSFODNN7EXAMPLE" : null;
    const severity = /^(dangerous|caution|info)/.exec(row.severity)?.[1] ?? "caution";
    return {
      id,
      severity: severity as AuditFinding["severity"],
      resource,
      subject,
      at,
      message: filled(row.message),
      remedy: filled(row.remedy),
    };
  });
  const rank = { dangerous: 0, caution: 1, info: 2 };
  return findings.sort((left, right) => rank[left.severity] - rank[right.severity]);
}

function subjectOf(id: string): FindingSubject & { readonly resource: string } {
  if (id.startsWith("root-")) return { resource: `account:${account}`, kind: "account", name: account, account };
  if (/key|console|^user-/.test(id) && !id.startsWith("unknown-")) {
    return { resource: user.arn, kind: "user", name: user.name, account };
  }
  if (/^(?:provider-(?!missing)|issuer-)/.test(id)) {
    return { resource: provider, kind: "provider", name: "gitlab.example.com", account };
  }
  if (/^(?:repository-|mutable-|no-scan)/.test(id)) {
    return { resource: repository, kind: "repository", name: "aws-network-cdk", account };
  }
  return { resource: role.arn, kind: "role", name: role.name, account };
}

function filled(text: string): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => facts[name] ?? name.toUpperCase());
}
