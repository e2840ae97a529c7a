import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials, CallerIdentity } from "../../core/identity/index.ts";
import { call } from "./call.ts";
import { callerIdentityOf } from "./caller-identity.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { sdkCredentials } from "./sdk-credentials.ts";

/** Asks STS whose credentials these are. It needs no permission, so a refusal is always about the credentials. */
export function getCallerIdentity(
  settings: ClientSettings,
  { region, credentials }: { readonly region: string; readonly credentials: AwsCredentials },
  signal: AbortSignal,
): Promise<AwsOutcome<CallerIdentity>> {
  const client = new STSClient({
    ...clientConfig(settings, region, settings.endpoints.STS),
    credentials: sdkCredentials(credentials),
  });
  const send = async (abortSignal: AbortSignal) => {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal });
    return callerIdentityOf(Arn);
  };
  const host = hostOf("sts", region, settings.endpoints.STS, settings);
  return call({ action: "sts:GetCallerIdentity", host, send }, signal, settings);
}
