import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { CustomEndpoint } from "../../core/registry/index.ts";
import type { RetryClock } from "./retry.ts";

/** What every client of a run shares. */
export interface ClientSettings {
  readonly requestHandler: NodeHttpHandler;
  readonly clock: RetryClock;
  readonly endpoints: { readonly STS: CustomEndpoint | null; readonly ECR: CustomEndpoint | null };
}

/** The part of a client's configuration that is the same for all services: ours are the retries, not the SDK's. */
export function clientConfig(settings: ClientSettings, region: string, endpoint: CustomEndpoint | null) {
  return {
    region,
    requestHandler: settings.requestHandler,
    maxAttempts: 1,
    ...(endpoint === null ? {} : { endpoint: endpoint.url }),
  };
}
