import type { CustomEndpoint } from "../../core/registry/index.ts";
import { type ClockOffset, createClockOffset } from "./clock-offset.ts";
import { collectStream } from "./collect-stream.ts";
import { type Connections, createConnections } from "./connections.ts";
import type { RetryClock } from "./retry.ts";

/** What every client of a run shares. */
export interface ClientSettings {
  readonly connections: Connections;
  readonly clock: RetryClock;
  readonly clockOffset: ClockOffset;
  readonly endpoints: Readonly<Record<"STS" | "ECR" | "ECR_PUBLIC", CustomEndpoint | null>>;
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  readonly userAgentAppId: string | undefined;
}

/** Settings from the environment. Throws `input-invalid` where it names a file that can't be read. */
export function clientSettings(
  environment: NodeJS.ProcessEnv,
  endpoints: ClientSettings["endpoints"],
  clock: RetryClock,
): ClientSettings {
  return {
    connections: createConnections(environment),
    clock,
    clockOffset: createClockOffset(),
    endpoints,
    useFipsEndpoint: environment.AWS_USE_FIPS_ENDPOINT?.toLowerCase() === "true",
    useDualstackEndpoint: environment.AWS_USE_DUALSTACK_ENDPOINT?.toLowerCase() === "true",
    userAgentAppId: environment.AWS_SDK_UA_APP_ID,
  };
}

/** What the SDK's clients take, whichever service they are for. */
export interface SharedClientConfig {
  readonly region: string;
  readonly requestHandler: Connections["requestHandler"];
  readonly streamCollector: typeof collectStream;
  readonly maxAttempts: number;
  readonly retryMode: string;
  readonly defaultsMode: "standard";
  readonly authSchemePreference: string[];
  readonly disableClockSkewCorrection: boolean;
  readonly systemClockOffset: number;
  readonly sigv4aSigningRegionSet: string[];
  readonly useFipsEndpoint: boolean;
  readonly useDualstackEndpoint: boolean;
  readonly userAgentAppId: () => Promise<string | undefined>;
  readonly ignoreConfiguredEndpointUrls?: boolean;
  readonly endpoint?: string;
}

/**
 * The part of a client's configuration that is the same for all services. Ours are the retries, not the SDK's. Whatever
 * is left out the SDK looks for in the shared files, which takes a third of a login's time for nothing.
 */
export function clientConfig(
  settings: ClientSettings,
  region: string,
  endpoint: CustomEndpoint | null,
): SharedClientConfig {
  return {
    region,
    requestHandler: settings.connections.requestHandler,
    streamCollector: collectStream,
    maxAttempts: 1,
    retryMode: "standard",
    defaultsMode: "standard",
    authSchemePreference: [],
    disableClockSkewCorrection: false,
    systemClockOffset: settings.clockOffset.milliseconds(),
    sigv4aSigningRegionSet: [],
    useFipsEndpoint: settings.useFipsEndpoint,
    useDualstackEndpoint: settings.useDualstackEndpoint,
    userAgentAppId: async () => settings.userAgentAppId,
    ...(endpoint === null ? { ignoreConfiguredEndpointUrls: true } : { endpoint: endpoint.url }),
  };
}
