import type { AwsOutcome } from "../core/diagnosis/index.ts";
import type { AwsCredentials, CallerIdentity, SessionPolicy } from "../core/identity/index.ts";
import type { AuthorizationToken, CustomEndpoint } from "../core/registry/index.ts";
import type { Secret } from "../core/secret/index.ts";

/** What a call with credentials is given. */
export interface CredentialsRequest {
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** What a role is assumed for. */
export interface RoleRequest {
  readonly region: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  /** Null where nothing is to be taken away. */
  readonly sessionPolicy?: SessionPolicy | null;
}

/** A session of a role. */
export interface RoleSession {
  readonly credentials: AwsCredentials;
  readonly identity: CallerIdentity;
}

/** AWS as commands need it. A call tries again what can pass, and rejects with the signal's reason. */
export interface AwsApi {
  readonly endpoints: Readonly<Record<"STS" | "ECR" | "ECR_PUBLIC", CustomEndpoint | null>>;
  assumeRoleWithWebIdentity(
    request: RoleRequest & { readonly idToken: Secret },
    signal: AbortSignal,
  ): Promise<AwsOutcome<RoleSession>>;
  /** Assumes a role with other credentials: a link of a chain. */
  assumeRole(
    request: RoleRequest & CredentialsRequest & { readonly externalId: Secret | null },
    signal: AbortSignal,
  ): Promise<AwsOutcome<RoleSession>>;
  getCallerIdentity(request: CredentialsRequest, signal: AbortSignal): Promise<AwsOutcome<CallerIdentity>>;
  /** Begins to connect for the call that will follow. Never fails: that is left to the call. */
  prepareAuthorizationToken(region: string): void;
  getAuthorizationToken(request: CredentialsRequest, signal: AbortSignal): Promise<AwsOutcome<AuthorizationToken>>;
  /** The password for ECR Public, which one region answers for all. */
  getPublicAuthorizationToken(
    request: { readonly credentials: AwsCredentials },
    signal: AbortSignal,
  ): Promise<AwsOutcome<AuthorizationToken>>;
  /** Rejects with `credentials-missing` where the SDK's own chain finds none. */
  ambientCredentials(region: string, signal: AbortSignal, profile?: string): Promise<AwsCredentials>;
  /** By how many milliseconds AWS's clock was found ahead of this machine's, where a signature failed by it; else 0. */
  clockOffset(): number;
}
