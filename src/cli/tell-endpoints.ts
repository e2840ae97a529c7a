import type { CustomEndpoint } from "../core/registry/index.ts";

/** Tells of every endpoint that the environment names in place of AWS's, of the services that the command calls. */
export function tellEndpoints(
  endpoints: Readonly<Record<string, CustomEndpoint | null>>,
  tell: (text: string) => void,
): void {
  for (const [service, endpoint] of Object.entries(endpoints)) {
    if (endpoint !== null) tell(`custom endpoint for ${service}: ${endpoint.url} (${endpoint.variable})`);
  }
}
