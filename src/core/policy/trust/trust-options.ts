import type { KnownKeys } from "../request-context.ts";

/** What `lintTrustPolicy` may be told. */
export interface LintTrustOptions {
  /** Issuer URL that the policy is meant for; else every provider that isn't known to be another's counts as GitLab's. */
  readonly issuer?: string;
  /** Audiences (client ids) of the OIDC provider in the account. */
  readonly providerAudiences?: readonly string[];
  /** Account of the role: twelve digits. */
  readonly accountId?: string;
  /** ARN of the OIDC provider in that account. */
  readonly providerArn?: string;
  /** The role's MaxSessionDuration in seconds. */
  readonly maxSessionDuration?: number;
}

/** What `evaluateTrustPolicy` may be told besides. */
export interface EvaluateTrustOptions extends LintTrustOptions {
  /** Condition keys whose values are known, such as `aws:SourceIp`; null says that a key is absent. */
  readonly context?: KnownKeys;
  /**
   * Claims of which nobody knows whether and with what value the token has them, such as `user_login` of a job that
   * hasn't run: a condition on one is unknown. Others that the claims lack are absent.
   */
  readonly unknownClaims?: readonly string[];
  /** Identity policies of the role, or all its policies by kind: then the result has `permissions`. */
  readonly permissions?: readonly unknown[] | PermissionDocuments;
  /** ARN of the ECR repository that `permissions` are checked for. */
  readonly repository?: string;
  /** What the job wants; `push` includes pull. Default: `push`. */
  readonly access?: "push" | "pull";
}

/** Policy documents (objects or JSON text) that bear on a role's permissions. */
export interface PermissionDocuments {
  /** Inline, attached and group policies. */
  readonly identity: readonly unknown[];
  readonly boundary?: unknown;
  /** Session policies; together they allow what any of them allows. */
  readonly session?: readonly unknown[];
  /** The repository's own policy. */
  readonly repositoryPolicy?: unknown;
  /** ARN of the role, for repository policies that name it. */
  readonly roleArn?: string;
  /** Name of the session, for repository policies that name it. */
  readonly sessionName?: string;
}
