import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { AwsOutcome, RotateAction } from "../../core/diagnosis/index.ts";
import { type CustomEndpoint, partitionOfRegion } from "../../core/registry/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import type { ReadRequest } from "./iam-client.ts";
import { UnusableAnswer } from "./raw-failure.ts";
import { sdkCredentials } from "./sdk-credentials.ts";

/** Which secret, in the request's region. */
export interface SecretRequest extends ReadRequest {
  /** Name or ARN. */
  readonly secretId: string;
}

/** Secrets Manager as one run sees it. */
export interface SecretsManager {
  readonly settings: ClientSettings;
  readonly endpoint: CustomEndpoint | null;
}

/** The text of a secret's version; null for one that holds bytes, and where there is no such version. */
export function readSecret(
  place: SecretsManager,
  request: SecretRequest & { readonly stage: "AWSCURRENT" | "AWSPREVIOUS" },
  signal: AbortSignal,
): Promise<AwsOutcome<Secret | null>> {
  const { secretId: SecretId, stage: VersionStage } = request;
  const send = async (client: SecretsManagerClient, abortSignal: AbortSignal) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }), { abortSignal });
    return SecretString === undefined ? null : new Secret(SecretString);
  };
  return secretsManagerCall(place, request, { action: "secretsmanager:GetSecretValue", send }, signal);
}

/**
 * Makes a new version of a secret, the current one from then on; the one before stays as AWSPREVIOUS. `version` names
 * it: writing the same again under the same name changes nothing. Source: Secrets Manager, PutSecretValue.
 */
export function writeSecret(
  place: SecretsManager,
  request: SecretRequest & { readonly text: Secret; readonly version: string },
  signal: AbortSignal,
): Promise<AwsOutcome<null>> {
  const { secretId: SecretId, text, version: ClientRequestToken } = request;
  const send = async (client: SecretsManagerClient, abortSignal: AbortSignal) => {
    const command = new PutSecretValueCommand({ SecretId, SecretString: text.reveal(), ClientRequestToken });
    const { ARN } = await client.send(command, { abortSignal });
    if (ARN === undefined) throw new UnusableAnswer("it doesn't name the secret");
    return null;
  };
  return secretsManagerCall(place, request, { action: "secretsmanager:PutSecretValue", send }, signal);
}

function secretsManagerCall<T>(
  { settings, endpoint }: SecretsManager,
  { region, credentials }: ReadRequest,
  {
    action,
    send,
  }: {
    readonly action: RotateAction;
    readonly send: (client: SecretsManagerClient, signal: AbortSignal) => Promise<T>;
  },
  signal: AbortSignal,
): Promise<AwsOutcome<T>> {
  const config = clientConfig(settings, region, endpoint);
  const client = new SecretsManagerClient({ ...config, credentials: sdkCredentials(credentials) });
  const suffix = partitionOfRegion(region)?.dnsSuffix ?? "amazonaws.com";
  const host = endpoint === null ? `secretsmanager.${region}.${suffix}` : new URL(endpoint.url).host;
  return call({ action, host, send: (abortSignal) => send(client, abortSignal) }, signal, settings);
}
