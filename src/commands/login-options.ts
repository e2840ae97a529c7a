import type { AuthOption, FallbackOption, Found } from "../core/identity/index.ts";
import type { Secret } from "../core/secret/index.ts";

/** Everything that login is told, read from options and variables. */
export interface LoginOptions {
  /** Registries as the user names them. */
  readonly registries: readonly string[];
  readonly region: string | null;
  readonly auth: AuthOption;
  readonly fallback: FallbackOption;
  /** The last day, in UTC, on which `fallback: "on-error"` counts, `YYYY-MM-DD`; null: no day is the last. */
  readonly fallbackUntil: string | null;
  readonly inCi: boolean;
  /** `--role-arn` or GITLAB_ECR_ROLE_ARN. */
  readonly role: Found | null;
  /** AWS_ROLE_ARN. */
  readonly awsRole: string | null;
  readonly idToken: IdTokenPlace;
  /** AWS_WEB_IDENTITY_TOKEN_FILE. */
  readonly awsTokenFile: string | null;
  readonly keys: StaticKeys;
  /** Seconds. */
  readonly durationSeconds: number;
  readonly sessionName: string;
  /** Accounts that may be used; empty where all may. */
  readonly allowedAccountIds: readonly string[];
  /** When this job will be stopped at the latest; null where that isn't known. */
  readonly jobEndsAt: Date | null;
  /** DOCKER_AUTH_CONFIG as it is set, or null. */
  readonly dockerAuthConfig: Secret | null;
  /** File for the non-secret facts of the login, or null. */
  readonly writeEnv: string | null;
  /** File for GitLab's report of annotations, or null. */
  readonly writeAnnotations: string | null;
}

/** Where the ID token lies. `named` says that an option names the place, so that no other counts. */
export type IdTokenPlace =
  | { readonly kind: "variable"; readonly name: string; readonly value: Secret | null; readonly named: boolean }
  | { readonly kind: "file"; readonly path: string; readonly named: true };

/** The variables that hold static keys, and what is in them. */
export interface StaticKeys {
  readonly accessKeyIdEnv: string;
  readonly secretAccessKeyEnv: string;
  readonly sessionTokenEnv: string;
  readonly accessKeyId: Secret | null;
  readonly secretAccessKey: Secret | null;
  readonly sessionToken: Secret | null;
}
