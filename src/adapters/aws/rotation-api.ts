import type { CustomEndpoint } from "../../core/registry/index.ts";
import { createKey, deleteKey, type KeyRequest, keyOwner, listKeys, setKeyActive } from "./access-keys.ts";
import type { ClientSettings } from "./client-settings.ts";
import { type KeySecretRequest, keySecret } from "./key-secret.ts";

/** IAM and Secrets Manager as `rotate` needs them. This module, which brings both clients, is loaded only there. */
export function createRotationApi(
  settings: ClientSettings,
  endpoints: { readonly iam: CustomEndpoint | null; readonly secretsManager: CustomEndpoint | null },
) {
  const iam = { settings, endpoint: endpoints.iam };
  const secretsManager = { settings, endpoint: endpoints.secretsManager };
  return {
    /** The custom endpoints in force. */
    endpoints: { IAM: endpoints.iam, SECRETS_MANAGER: endpoints.secretsManager },
    listKeys: (request: Parameters<typeof listKeys>[1], signal: AbortSignal) => listKeys(iam, request, signal),
    keyOwner: (request: Parameters<typeof keyOwner>[1], signal: AbortSignal) => keyOwner(iam, request, signal),
    createKey: (request: Parameters<typeof createKey>[1], signal: AbortSignal) => createKey(iam, request, signal),
    setKeyActive: (request: KeyRequest & { readonly active: boolean }, signal: AbortSignal) =>
      setKeyActive(iam, request, signal),
    deleteKey: (request: KeyRequest, signal: AbortSignal) => deleteKey(iam, request, signal),
    keySecret: (request: KeySecretRequest) => keySecret(secretsManager, request),
  };
}
