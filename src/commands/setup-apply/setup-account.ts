import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials, CallerIdentity } from "../../core/identity/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import type { FoundProvider, FoundRepository, FoundRole, FoundUser, SetupCall } from "../../core/setup/index.ts";

type Read<T> = Promise<AwsOutcome<T>>;
type Beyond<T, Name extends keyof T> = Omit<T, Name>;

/** An account as setup reads and changes it, with credentials that were given when it was opened. */
export interface SetupAccount {
  provider(arn: string): Read<FoundProvider>;
  role(name: string): Read<Beyond<FoundRole, "permissionsPolicy" | "otherPolicies">>;
  rolePolicy(name: string, policyName: string): Read<string>;
  inlineRolePolicies(name: string): Read<readonly string[]>;
  attachedRolePolicies(name: string): Read<readonly string[]>;
  /** All roles with their trust policies. */
  roles(): Read<readonly { readonly arn: string; readonly trustPolicy: string }[]>;
  user(name: string): Read<Beyond<FoundUser, "permissionsPolicy" | "otherPolicies" | "keys">>;
  userPolicy(name: string, policyName: string): Read<string>;
  inlineUserPolicies(name: string): Read<readonly string[]>;
  attachedUserPolicies(name: string): Read<readonly string[]>;
  keys(userName: string): Read<readonly AccountKey[]>;
  repository(
    accountId: string,
    name: string,
  ): Read<Beyond<FoundRepository, "name" | "tags" | "lifecyclePolicy" | "holdsImages">>;
  repositoryTags(arn: string): Read<FoundRepository["tags"]>;
  lifecyclePolicy(accountId: string, name: string): Read<string>;
  holdsImages(accountId: string, name: string): Read<boolean>;
  perform(call: SetupCall): Read<null>;
  createKey(userName: string): Read<KeyMaking>;
}

/** An access key as IAM lists it. */
export interface AccountKey {
  readonly id: string;
  readonly active: boolean;
  readonly lastUsed: { readonly at: Date } | null;
}

/** What making a key came to: the key; that the user has two already; or that the answer got lost. */
export type KeyMaking =
  | { readonly kind: "made"; readonly key: { readonly id: string; readonly secret: Secret } }
  | { readonly kind: "full" }
  | { readonly kind: "unknown"; readonly reason: string };

/** AWS as setup needs it before the account is open. */
export interface SetupAws {
  /** Rejects with `credentials-missing` where there are none. */
  credentials(signal: AbortSignal): Promise<AwsCredentials>;
  getCallerIdentity(
    request: { readonly region: string; readonly credentials: AwsCredentials },
    signal: AbortSignal,
  ): Promise<AwsOutcome<CallerIdentity>>;
  openSetup(
    request: { readonly region: string; readonly credentials: AwsCredentials },
    signal: AbortSignal,
  ): Promise<SetupAccount>;
}
