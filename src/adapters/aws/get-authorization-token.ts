import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import type { AuthorizationToken } from "../../core/registry/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { sdkCredentials } from "./sdk-credentials.ts";
import { splitToken } from "./split-token.ts";

/**
 * Begins to connect to a region's ECR, so that its call needn't wait for that. Only hosts whose name is sure: another
 * connection would be of no use.
 */
export function connectToEcr({ connections, endpoints, ...settings }: ClientSettings, region: string): void {
  const special = endpoints.ECR === null && (settings.useFipsEndpoint || settings.useDualstackEndpoint);
  if (!special)
    connections.connectEarly(new URL(endpoints.ECR?.url ?? `https://${hostOf("api.ecr", region, null, settings)}`));
}

/** Gets the password for a region's registries. */
export function getAuthorizationToken(
  settings: ClientSettings,
  { region, credentials }: { readonly region: string; readonly credentials: AwsCredentials },
  signal: AbortSignal,
): Promise<AwsOutcome<AuthorizationToken>> {
  const client = new ECRClient({
    ...clientConfig(settings, region, settings.endpoints.ECR),
    credentials: sdkCredentials(credentials),
  });
  const send = async (abortSignal: AbortSignal) => {
    const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}), { abortSignal });
    const { proxyEndpoint = null, ...token } = authorizationData?.[0] ?? {};
    return { ...splitToken(token), proxyEndpoint };
  };
  const host = hostOf("api.ecr", region, settings.endpoints.ECR, settings);
  return call({ action: "ecr:GetAuthorizationToken", host, send }, signal, settings);
}
