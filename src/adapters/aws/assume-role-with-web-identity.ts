import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import { type Call, call } from "./call.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { type RoleRequest, type RoleSession, roleInput, roleSessionOf } from "./role-session.ts";

/** What STS is asked for. */
export interface ExchangeRequest extends RoleRequest {
  readonly idToken: Secret;
}

/** Exchanges an ID token for a role's temporary credentials. The call is unsigned: the token is its proof. */
export function assumeRoleWithWebIdentity(
  settings: ClientSettings,
  request: ExchangeRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<RoleSession>> {
  const client = new STSClient(clientConfig(settings, request.region, settings.endpoints.STS));
  const exchange: Call<RoleSession> = {
    action: "sts:AssumeRoleWithWebIdentity",
    host: hostOf("sts", request.region, settings.endpoints.STS, settings),
    async send(abortSignal) {
      const input = { ...roleInput(request), WebIdentityToken: request.idToken.reveal() };
      return roleSessionOf(await client.send(new AssumeRoleWithWebIdentityCommand(input), { abortSignal }));
    },
  };
  return call(exchange, signal, settings);
}
