import { customEndpoint } from "../../core/registry/index.ts";
import { ambientCredentials } from "./ambient-credentials.ts";
import { type AssumeRoleRequest, assumeRole } from "./assume-role.ts";
import { assumeRoleWithWebIdentity, type ExchangeRequest } from "./assume-role-with-web-identity.ts";
import { clientSettings } from "./client-settings.ts";
import type { NewRepositoryRequest } from "./create-repository.ts";
import { connectToEcr, getAuthorizationToken } from "./get-authorization-token.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { plainGet } from "./plain-get.ts";
import type { RepositoryRequest } from "./read-repository.ts";
import type { RetryClock } from "./retry.ts";
import type { BucketRequest } from "./s3-client.ts";

export { type Connections, createConnections } from "./connections.ts";
export type { HttpAnswer } from "./plain-get.ts";
export { type PlainAnswer, type PlainRequest, plainRequest } from "./plain-request.ts";
export { rawFailureOf } from "./raw-failure.ts";
export { type Attempt, type RetryClock, retry, systemRetryClock } from "./retry.ts";

/**
 * AWS as one run sees it: endpoints, proxy and authorities from the environment, connections shared by all calls.
 *
 * Throws `endpoint-insecure` or `input-invalid` for an environment that can't be used.
 */
export function createAws(environment: NodeJS.ProcessEnv, clock: RetryClock) {
  const endpoints = {
    STS: customEndpoint("STS", environment),
    ECR: customEndpoint("ECR", environment),
    ECR_PUBLIC: customEndpoint("ECR_PUBLIC", environment),
  };
  const settings = clientSettings(environment, endpoints, clock);
  type CredentialsRequest = Parameters<typeof getCallerIdentity>[1];
  return {
    /** The custom endpoints in force, one for each service that has one. */
    endpoints,
    assumeRoleWithWebIdentity: (request: ExchangeRequest, signal: AbortSignal) =>
      assumeRoleWithWebIdentity(settings, request, signal),
    assumeRole: (request: AssumeRoleRequest, signal: AbortSignal) => assumeRole(settings, request, signal),
    getCallerIdentity: (request: CredentialsRequest, signal: AbortSignal) =>
      getCallerIdentity(settings, request, signal),
    prepareAuthorizationToken: (region: string) => connectToEcr(settings, region),
    getAuthorizationToken: (request: CredentialsRequest, signal: AbortSignal) =>
      getAuthorizationToken(settings, request, signal),
    async getPublicAuthorizationToken(request: Pick<CredentialsRequest, "credentials">, signal: AbortSignal) {
      const { getPublicAuthorizationToken } = await import("./public-password.ts");
      return getPublicAuthorizationToken(settings, request, signal);
    },
    ambientCredentials: (region: string, signal: AbortSignal, profile?: string) =>
      ambientCredentials(settings, region, signal, profile),
    /** By how many milliseconds AWS's clock was found ahead of this machine's; 0 where nothing was refused for it. */
    clockOffset: () => settings.clockOffset.milliseconds(),
    async readRepository(request: RepositoryRequest, signal: AbortSignal) {
      const { readRepository } = await import("./account-reads.ts");
      return readRepository(settings, request, signal);
    },
    async readRepositoryPolicy(request: RepositoryRequest, signal: AbortSignal) {
      const { readRepositoryPolicy } = await import("./account-reads.ts");
      return readRepositoryPolicy(settings, request, signal);
    },
    async createRepository(request: NewRepositoryRequest, signal: AbortSignal) {
      const { createRepository } = await import("./account-reads.ts");
      return createRepository(settings, request, signal);
    },
    /** Loads IAM's reads. Rejects where they can't be loaded, and with `endpoint-insecure` or `input-invalid`. */
    async loadIam() {
      const endpoint = customEndpoint("IAM", environment);
      const { createIamReads } = await import("./account-reads.ts");
      return createIamReads({ settings, endpoint });
    },
    /** Opens a bucket of S3. Rejects where its client can't be loaded, and with `endpoint-insecure` or `input-invalid`. */
    async openBucket(request: BucketRequest) {
      const endpoint = customEndpoint("S3", environment);
      const { openBucket } = await import("./s3-bucket.ts");
      return openBucket({ settings, endpoint }, request);
    },
    /** Loads what an audit reads. Rejects as `loadIam` does. */
    async loadAudit() {
      const endpoint = customEndpoint("IAM", environment);
      const { createAuditReads } = await import("./audit-reads.ts");
      return createAuditReads({ settings, endpoint });
    },
    /** Loads what makes OIDC providers. Rejects as `loadIam` does. */
    async loadProviders() {
      const endpoint = customEndpoint("IAM", environment);
      const { createProviderApi } = await import("./account-reads.ts");
      return createProviderApi({ settings, endpoint });
    },
    /** Loads what rotates access keys. Rejects as `loadIam` does. */
    async loadRotation() {
      const { createRotationApi } = await import("./rotation-api.ts");
      const [iam, secretsManager] = [
        customEndpoint("IAM", environment),
        customEndpoint("SECRETS_MANAGER", environment),
      ];
      return createRotationApi(settings, { iam, secretsManager });
    },
    /** Opens an account for `setup --apply`. Rejects as `loadIam` does. */
    async openSetup(request: CredentialsRequest, signal: AbortSignal) {
      const endpoint = customEndpoint("IAM", environment);
      const { createSetupApi } = await import("./setup-api.ts");
      return createSetupApi({ settings, endpoint }, request, signal);
    },
    /** GETs a URL that isn't AWS's API, through the same proxy and with the same authorities. */
    get: (url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal) =>
      plainGet(settings, url, headers, signal),
    /** Closes the connections, so that the process can end. */
    close: () => settings.connections.close(),
  };
}
