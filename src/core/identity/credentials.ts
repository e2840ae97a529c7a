import type { Secret } from "../secret/index.ts";

/** AWS credentials, static or temporary. */
export interface AwsCredentials {
  readonly accessKeyId: Secret;
  readonly secretAccessKey: Secret;
  /** Null for long-lived keys. */
  readonly sessionToken: Secret | null;
  /** Null where they don't expire, or don't say when. */
  readonly expiresAt: Date | null;
}

/** What takes permissions away from a session: it may do what its role and one of these allow. */
export interface SessionPolicy {
  /** The inline policy, JSON; null where there is none. */
  readonly document: string | null;
  /** ARNs of managed policies. */
  readonly arns: readonly string[];
}

/** Who a set of credentials is, as STS says it. */
export interface CallerIdentity {
  /** Twelve digits. */
  readonly accountId: string;
  /** ARN of the user, or of the assumed role's session. */
  readonly arn: string;
}
