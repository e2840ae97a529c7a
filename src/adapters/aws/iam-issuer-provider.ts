import type { IamSettings } from "./iam-client.ts";
import { addAudience, createProvider } from "./iam-new-provider.ts";
import { readProvider } from "./iam-provider.ts";

/** OIDC providers as `setup issuer` needs them. This module, which brings the IAM client, is loaded only there. */
export function createProviderApi(iam: IamSettings) {
  return {
    readProvider: (request: Parameters<typeof readProvider>[1], signal: AbortSignal) =>
      readProvider(iam, request, signal),
    createProvider: (request: Parameters<typeof createProvider>[1], signal: AbortSignal) =>
      createProvider(iam, request, signal),
    addAudience: (request: Parameters<typeof addAudience>[1], signal: AbortSignal) => addAudience(iam, request, signal),
  };
}
