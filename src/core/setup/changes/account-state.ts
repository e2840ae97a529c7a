import type { ResourceTags } from "../setup-plan.ts";

/** What of a plan is there, as AWS told it; null or left out where it isn't. */
export interface AccountState {
  readonly provider: FoundProvider | null;
  readonly role: FoundRole | null;
  readonly user: FoundUser | null;
  readonly repositories: readonly FoundRepository[];
  /** ARNs of the account's other roles that trust the provider; null where nobody looked. */
  readonly trustingRoles: readonly string[] | null;
}

/** An OIDC provider. */
export interface FoundProvider {
  readonly audiences: readonly string[];
  readonly tags: ResourceTags;
}

/** What roles and users have in common. Policies are JSON text, URL-encoded or not. */
interface FoundIdentity {
  readonly arn: string;
  /** The inline policy of the plan's name; null where there is none. */
  readonly permissionsPolicy: string | null;
  readonly permissionsBoundary: string | null;
  readonly tags: ResourceTags;
  /** Names of inline policies and ARNs of attached ones beside the plan's own; null where nobody looked. */
  readonly otherPolicies: readonly string[] | null;
}

/** A role of the plan's name. */
export interface FoundRole extends FoundIdentity {
  readonly trustPolicy: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
}

/** A user of the plan's name. */
export interface FoundUser extends FoundIdentity {
  /** Null where nobody looked. */
  readonly keys: readonly FoundKey[] | null;
}

/** An access key, without its secret. */
export interface FoundKey {
  readonly id: string;
  readonly active: boolean;
  readonly lastUsedAt: Date | null;
}

/** A repository that the plan names. */
export interface FoundRepository {
  readonly name: string;
  readonly immutableTags: boolean;
  readonly scanOnPush: boolean;
  /** Null: keys of S3. */
  readonly kmsKey: string | null;
  /** JSON text; null where there is none. */
  readonly lifecyclePolicy: string | null;
  readonly tags: ResourceTags;
  /** Null where nobody looked. */
  readonly holdsImages: boolean | null;
}
