/** One row of the table of issuers. */
export interface IssuerProfile {
  /** How people call it. */
  readonly name: string;
  /** `unlisted` is every issuer without a row, self-managed GitLab and GitLab Dedicated among them. */
  readonly kind: "gitlab.com" | "other" | "unlisted";
  /** Issuer URLs without scheme, in lower case, as text or pattern. */
  readonly hosts: readonly (string | RegExp)[];
  /** Claims beyond `standardClaims` that become condition keys. */
  readonly claims: readonly string[];
}

/** Claims that AWS exposes for every OIDC provider. */
export const standardClaims = ["sub", "aud", "amr"] as const;

const githubClaims = [
  "actor",
  "actor_id",
  "job_workflow_ref",
  "repository",
  "repository_id",
  "repository_owner_id",
  "workflow",
  "ref",
  "environment",
  "enterprise_id",
] as const;

const buildkiteClaims = [
  "organization_id",
  "organization_slug",
  "pipeline_id",
  "pipeline_slug",
  "build_branch",
  "cluster_id",
  "cluster_name",
] as const;

/**
 * Issuers for which AWS exposes more than the standard claims, and those that are known not to be GitLab's. Sources:
 * IAM User Guide, "IAM and AWS STS condition context keys", available keys for AWS OIDC federation; Service
 * Authorization Reference, "Actions, resources, and condition keys for AWS Security Token Service"; November 2026.
 */
export const issuerProfiles: readonly IssuerProfile[] = [
  {
    name: "GitLab.com",
    kind: "gitlab.com",
    hosts: ["gitlab.com"],
    claims: [
      "namespace_id",
      "pipeline_source",
      "project_id",
      "ref_protected",
      "runner_environment",
      "user_access_level",
      "user_email",
      "user_id",
      "user_login",
    ],
  },
  {
    name: "GitHub Actions",
    kind: "other",
    hosts: [
      /^token\.actions\.githubusercontent\.com(\/.+)?$/,
      /^token\.actions\.[a-z0-9-]+\.ghe\.com$/,
      /^github\.com\/enterprises\/.+$/,
    ],
    claims: githubClaims,
  },
  {
    name: "Google",
    kind: "other",
    hosts: ["accounts.google.com"],
    claims: ["email", "oaud", "google/organization_number"],
  },
  {
    name: "CircleCI",
    kind: "other",
    hosts: [/^oidc\.circleci\.com\/org\/.+$/],
    claims: ["oidc.circleci.com/project-id"],
  },
  { name: "Oracle Cloud", kind: "other", hosts: [/^idcs-[a-z0-9]+\.identity\.oraclecloud\.com$/], claims: ["rpst_id"] },
  {
    name: "Buildkite",
    kind: "other",
    hosts: ["agent.buildkite.com", /^agent\.[a-z0-9.-]+\.buildkite\.(?:dev|site)$/],
    claims: buildkiteClaims,
  },
  { name: "Amazon Cognito", kind: "other", hosts: ["cognito-identity.amazonaws.com"], claims: [] },
  { name: "Login with Amazon", kind: "other", hosts: ["www.amazon.com"], claims: ["app_id", "user_id"] },
  { name: "Facebook", kind: "other", hosts: ["graph.facebook.com"], claims: ["app_id", "id"] },
  {
    name: "Bitbucket",
    kind: "other",
    hosts: [/^api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\/identity\/oidc$/],
    claims: [],
  },
  { name: "Amazon EKS", kind: "other", hosts: [/^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\/.+$/], claims: [] },
  { name: "Terraform Cloud", kind: "other", hosts: ["app.terraform.io"], claims: [] },
];
