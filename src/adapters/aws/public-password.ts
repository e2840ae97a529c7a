import { ECRPUBLICClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr-public";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import { type AuthorizationToken, publicRegion } from "../../core/registry/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { sdkCredentials } from "./sdk-credentials.ts";
import { splitToken } from "./split-token.ts";

/** Gets the password for ECR Public. It is a file of its own, because few logins need it. */
export function getPublicAuthorizationToken(
  settings: ClientSettings,
  { credentials }: { readonly credentials: AwsCredentials },
  signal: AbortSignal,
): Promise<AwsOutcome<AuthorizationToken>> {
  const endpoint = settings.endpoints.ECR_PUBLIC;
  const client = new ECRPUBLICClient({
    ...clientConfig(settings, publicRegion, endpoint),
    credentials: sdkCredentials(credentials),
  });
  const send = async (abortSignal: AbortSignal) => {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}), { abortSignal });
    return { ...splitToken(authorizationData ?? {}), proxyEndpoint: null };
  };
  const host = hostOf("ecr-public", publicRegion, endpoint, settings);
  return call({ action: "ecr-public:GetAuthorizationToken", host, send }, signal, settings);
}
