import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { type RoleRequest, type RoleSession, roleInput, roleSessionOf } from "./role-session.ts";
import { sdkCredentials } from "./sdk-credentials.ts";

/** What STS is asked for. */
export interface AssumeRoleRequest extends RoleRequest {
  readonly credentials: AwsCredentials;
  readonly externalId: Secret | null;
}

/** Assumes a role with other credentials. */
export function assumeRole(
  settings: ClientSettings,
  request: AssumeRoleRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<RoleSession>> {
  const { region, credentials, externalId } = request;
  const client = new STSClient({
    ...clientConfig(settings, region, settings.endpoints.STS),
    credentials: sdkCredentials(credentials),
  });
  const send = async (abortSignal: AbortSignal) => {
    const input = { ...roleInput(request), ...(externalId === null ? {} : { ExternalId: externalId.reveal() }) };
    return roleSessionOf(await client.send(new AssumeRoleCommand(input), { abortSignal }));
  };
  const host = hostOf("sts", region, settings.endpoints.STS, settings);
  return call({ action: "sts:AssumeRole", host, send }, signal, settings);
}
