import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import type { AuthorizationToken } from "../../core/registry/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { UnusableAnswer } from "./raw-failure.ts";
import { sdkCredentials } from "./sdk-credentials.ts";

/**
 * Begins to connect to a region's ECR, so that its call needn't wait for that. Only hosts whose name is sure: another
 * connection would be of no use.
 */
export function connectToEcr({ connections, endpoints, ...settings }: ClientSettings, region: string): void {
  const special = endpoints.ECR === null && (settings.useFipsEndpoint || settings.useDualstackEndpoint);
  if (!special) connections.connectEarly(new URL(endpoints.ECR?.url ?? `https://${hostOf("api.ecr", region, null)}`));
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
    const { authorizationToken, expiresAt, proxyEndpoint } = authorizationData?.[0] ?? {};
    if (!(expiresAt instanceof Date) || Number.isNaN(expiresAt.getTime())) {
      throw new UnusableAnswer("it doesn't say when the password expires");
    }
    return { ...splitToken(authorizationToken), expiresAt, proxyEndpoint: proxyEndpoint ?? null };
  };
  const host = hostOf("api.ecr", region, settings.endpoints.ECR);
  return call({ action: "ecr:GetAuthorizationToken", host, send }, signal, settings.clock);
}

/** ECR's token is base64 of `AWS:PASSWORD`. Source: ECR reference, AuthorizationData. */
function splitToken(token: string | undefined): { username: string; password: Secret } {
  const text = Buffer.from(token ?? "", "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 1 || colon === text.length - 1 || /[\p{Cc}\ufffd]/u.test(text))
    throw new UnusableAnswer("it holds no password");
  return { username: text.slice(0, colon), password: new Secret(text.slice(colon + 1)) };
}
