import type { Found } from "../core/identity/index.ts";
import type { EndpointKind } from "../core/registry/index.ts";
import type { Secret } from "../core/secret/index.ts";
import type { LoginOptions } from "./login-options.ts";

/** What shapes the session beyond how it is come by: what it may do, through which roles, from which profile. */
export interface SessionOptions {
  /** Which endpoints of AWS, and which hosts of registries that aren't named by their host. */
  readonly endpoints: EndpointKind;
  /** `--profile`, GITLAB_ECR_PROFILE or AWS_PROFILE: where the SDK's own chain looks. */
  readonly profile: Found | null;
  readonly narrowing: Narrowing;
  /** Roles to assume one after the other, each with the credentials of the one before. */
  readonly chainRoleArns: readonly string[];
  /** What the chained roles' trust policies ask for as sts:ExternalId. */
  readonly externalId: Secret | null;
  /** When the keys in the environment end, as AWS_CREDENTIAL_EXPIRATION says; null where it says nothing. */
  readonly keysExpireAt: Date | null;
}

/** What takes permissions away from the session. */
export interface Narrowing {
  readonly scope: "push" | "pull" | null;
  /** Names of repositories that the scope allows. */
  readonly repositories: readonly string[];
  /** File with a session policy. */
  readonly policyFile: string | null;
  readonly policyArns: readonly string[];
}

/** Everything that getting credentials is told. */
export interface AccessOptions extends LoginOptions {
  readonly session: SessionOptions;
}

/** Whether anything is to be taken away from the session. */
export function isNarrowed({ scope, repositories, policyFile, policyArns }: Narrowing): boolean {
  return scope !== null || repositories.length > 0 || policyFile !== null || policyArns.length > 0;
}
