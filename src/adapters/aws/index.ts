import { customEndpoint } from "../../core/registry/index.ts";
import { ambientCredentials } from "./ambient-credentials.ts";
import { assumeRoleWithWebIdentity, type ExchangeRequest } from "./assume-role-with-web-identity.ts";
import { clientSettings } from "./client-settings.ts";
import { connectToEcr, getAuthorizationToken } from "./get-authorization-token.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { plainGet } from "./plain-get.ts";
import { type RepositoryRequest, readRepository, readRepositoryPolicy } from "./read-repository.ts";
import type { RetryClock } from "./retry.ts";

export type { HttpAnswer } from "./plain-get.ts";
export { type RetryClock, systemRetryClock } from "./retry.ts";

/**
 * AWS as one run sees it: endpoints, proxy and authorities from the environment, connections shared by all calls.
 *
 * Throws `endpoint-insecure` or `input-invalid` for an environment that can't be used.
 */
export function createAws(environment: NodeJS.ProcessEnv, clock: RetryClock) {
  const endpoints = { STS: customEndpoint("STS", environment), ECR: customEndpoint("ECR", environment) };
  const settings = clientSettings(environment, endpoints, clock);
  type CredentialsRequest = Parameters<typeof getCallerIdentity>[1];
  return {
    /** The custom endpoints in force, one for each service that has one. */
    endpoints,
    assumeRoleWithWebIdentity: (request: ExchangeRequest, signal: AbortSignal) =>
      assumeRoleWithWebIdentity(settings, request, signal),
    getCallerIdentity: (request: CredentialsRequest, signal: AbortSignal) =>
      getCallerIdentity(settings, request, signal),
    prepareAuthorizationToken: (region: string) => connectToEcr(settings, region),
    getAuthorizationToken: (request: CredentialsRequest, signal: AbortSignal) =>
      getAuthorizationToken(settings, request, signal),
    ambientCredentials: (region: string, signal: AbortSignal) => ambientCredentials(settings, region, signal),
    readRepository: (request: RepositoryRequest, signal: AbortSignal) => readRepository(settings, request, signal),
    readRepositoryPolicy: (request: RepositoryRequest, signal: AbortSignal) =>
      readRepositoryPolicy(settings, request, signal),
    /** Loads IAM's reads. Rejects where they can't be loaded, and with `endpoint-insecure` or `input-invalid`. */
    async loadIam() {
      const endpoint = customEndpoint("IAM", environment);
      const { createIamReads } = await import("./iam-reads.ts");
      return createIamReads({ settings, endpoint });
    },
    /** GETs a URL that isn't AWS's API, through the same proxy and with the same authorities. */
    get: (url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal) =>
      plainGet(settings, url, headers, signal),
    /** Closes the connections, so that the process can end. */
    close: () => settings.connections.close(),
  };
}
