import { customEndpoint } from "../../core/registry/index.ts";
import { ambientCredentials } from "./ambient-credentials.ts";
import { assumeRoleWithWebIdentity, type ExchangeRequest } from "./assume-role-with-web-identity.ts";
import type { ClientSettings } from "./client-settings.ts";
import { createRequestHandler } from "./connections.ts";
import { getAuthorizationToken } from "./get-authorization-token.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import type { RetryClock } from "./retry.ts";

export { type RetryClock, systemRetryClock } from "./retry.ts";

/**
 * AWS as one run sees it: endpoints, proxy and authorities from the environment, connections shared by all calls.
 *
 * Throws `endpoint-insecure` or `input-invalid` for an environment that can't be used.
 */
export function createAws(environment: NodeJS.ProcessEnv, clock: RetryClock) {
  const settings: ClientSettings = {
    endpoints: { STS: customEndpoint("STS", environment), ECR: customEndpoint("ECR", environment) },
    requestHandler: createRequestHandler(environment),
    clock,
  };
  type CredentialsRequest = Parameters<typeof getCallerIdentity>[1];
  return {
    /** The custom endpoints in force, one for each service that has one. */
    endpoints: settings.endpoints,
    assumeRoleWithWebIdentity: (request: ExchangeRequest, signal: AbortSignal) =>
      assumeRoleWithWebIdentity(settings, request, signal),
    getCallerIdentity: (request: CredentialsRequest, signal: AbortSignal) =>
      getCallerIdentity(settings, request, signal),
    getAuthorizationToken: (request: CredentialsRequest, signal: AbortSignal) =>
      getAuthorizationToken(settings, request, signal),
    ambientCredentials: (region: string, signal: AbortSignal) => ambientCredentials(settings, region, signal),
    /** Closes the connections, so that the process can end. */
    close: () => settings.requestHandler.destroy(),
  };
}
