import type { AwsOutcome } from "../core/diagnosis/index.ts";
import type { AwsCredentials, CallerIdentity } from "../core/identity/index.ts";
import type { AuthorizationToken, CustomEndpoint } from "../core/registry/index.ts";
import type { Secret } from "../core/secret/index.ts";

/** What a call with credentials is given. */
export interface CredentialsRequest {
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** AWS as commands need it. A call tries again what can pass, and rejects with the signal's reason. */
export interface AwsApi {
  readonly endpoints: Readonly<Record<"STS" | "ECR", CustomEndpoint | null>>;
  assumeRoleWithWebIdentity(
    request: {
      readonly region: string;
      readonly roleArn: string;
      readonly sessionName: string;
      readonly idToken: Secret;
      readonly durationSeconds: number;
    },
    signal: AbortSignal,
  ): Promise<AwsOutcome<{ readonly credentials: AwsCredentials; readonly identity: CallerIdentity }>>;
  getCallerIdentity(request: CredentialsRequest, signal: AbortSignal): Promise<AwsOutcome<CallerIdentity>>;
  /** Begins to connect for the call that will follow. Never fails: that is left to the call. */
  prepareAuthorizationToken(region: string): void;
  getAuthorizationToken(request: CredentialsRequest, signal: AbortSignal): Promise<AwsOutcome<AuthorizationToken>>;
  /** Rejects with `credentials-missing` where the SDK's own chain finds none. */
  ambientCredentials(region: string, signal: AbortSignal): Promise<AwsCredentials>;
}
