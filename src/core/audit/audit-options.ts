/** What a user or program may say about an audit. */
export interface AuditOptions {
  /** The time by which ages are told. */
  readonly now: Date;
  /** Texts that a user's name is searched for, in any capitals; `*` and `?` are wildcards. Default: `defaultPatterns.user`. */
  readonly userPatterns?: readonly string[];
  /** The same for roles. Default: `defaultPatterns.role`. */
  readonly rolePatterns?: readonly string[];
  /** Days after which an active key is due for rotation. Default: 90. After twice as many it is dangerous. */
  readonly maxKeyAgeDays?: number;
  /** Issuer URLs that are GitLab's, whatever they are called. */
  readonly issuers?: readonly string[];
  /** ARNs of ECR repositories that access is asked for. Default: all that are known. */
  readonly repositories?: readonly string[];
  /** Regions that commands name, where no repository tells one. */
  readonly regions?: readonly string[];
}

const userWords = ["gitlab", "cicd", "ci-cd", "ecr", "automation", "pipeline", "deploy", "runner"] as const;

/** What a name is searched for unless somebody says otherwise. */
export const defaultPatterns = { user: userWords, role: [...userWords, "oidc"] } as const;
