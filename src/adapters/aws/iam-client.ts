import { IAMClient } from "@aws-sdk/client-iam";
import type { AwsAction } from "../../core/diagnosis/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import { type CustomEndpoint, partitionOfRegion } from "../../core/registry/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { sdkCredentials } from "./sdk-credentials.ts";

/** What every read is given. The region only says which partition's IAM is asked. */
export interface ReadRequest {
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** IAM as one run sees it. */
export interface IamSettings {
  readonly settings: ClientSettings;
  readonly endpoint: CustomEndpoint | null;
}

/** A client that signs with the request's credentials. */
export function iamClient({ settings, endpoint }: IamSettings, { region, credentials }: ReadRequest): IAMClient {
  return new IAMClient({ ...clientConfig(settings, region, endpoint), credentials: sdkCredentials(credentials) });
}

/** One call to IAM, again where that can help. */
export function iamCall<T>(
  { settings, endpoint }: IamSettings,
  region: string,
  { action, send }: { readonly action: AwsAction; readonly send: (signal: AbortSignal) => Promise<T> },
  signal: AbortSignal,
) {
  const suffix = partitionOfRegion(region)?.dnsSuffix ?? "amazonaws.com";
  const host = endpoint === null ? `iam.${suffix}` : new URL(endpoint.url).host;
  return call({ action, host, send }, signal, settings);
}
