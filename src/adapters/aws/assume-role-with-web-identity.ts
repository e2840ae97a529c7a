import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials, CallerIdentity } from "../../core/identity/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { type Call, call } from "./call.ts";
import { callerIdentityOf } from "./caller-identity.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";
import { hostOf } from "./endpoint-host.ts";
import { UnusableAnswer } from "./raw-failure.ts";

/** What STS is asked for. */
export interface ExchangeRequest {
  readonly region: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly idToken: Secret;
  readonly durationSeconds: number;
}

/** A session of the role: its credentials and who it is. */
export interface AssumedSession {
  readonly credentials: AwsCredentials;
  readonly identity: CallerIdentity;
}

/** Exchanges an ID token for a role's temporary credentials. The call is unsigned: the token is its proof. */
export function assumeRoleWithWebIdentity(
  settings: ClientSettings,
  request: ExchangeRequest,
  signal: AbortSignal,
): Promise<AwsOutcome<AssumedSession>> {
  const client = new STSClient(clientConfig(settings, request.region, settings.endpoints.STS));
  const exchange: Call<AssumedSession> = {
    action: "sts:AssumeRoleWithWebIdentity",
    host: hostOf("sts", request.region, settings.endpoints.STS),
    async send(abortSignal) {
      const { Credentials, AssumedRoleUser } = await client.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: request.roleArn,
          RoleSessionName: request.sessionName,
          WebIdentityToken: request.idToken.reveal(),
          DurationSeconds: request.durationSeconds,
        }),
        { abortSignal },
      );
      const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
      if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new UnusableAnswer("it holds no credentials");
      if (!isMoment(Expiration)) throw new UnusableAnswer("it doesn't say when the credentials expire");
      return {
        credentials: {
          accessKeyId: new Secret(AccessKeyId),
          secretAccessKey: new Secret(SecretAccessKey),
          sessionToken: new Secret(SessionToken),
          expiresAt: Expiration,
        },
        identity: callerIdentityOf(AssumedRoleUser?.Arn),
      };
    },
  };
  return call(exchange, signal, settings.clock);
}

function isMoment(value: Date | undefined): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
