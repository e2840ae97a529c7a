import type { AwsCredentials, CallerIdentity, SessionPolicy } from "../../core/identity/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { callerIdentityOf } from "./caller-identity.ts";
import { UnusableAnswer } from "./raw-failure.ts";

/** What every way to assume a role is given. */
export interface RoleRequest {
  readonly region: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly sessionPolicy?: SessionPolicy | null;
}

/** A session of a role: its credentials and who it is. */
export interface RoleSession {
  readonly credentials: AwsCredentials;
  readonly identity: CallerIdentity;
}

/** The parameters that all ways to assume a role share. */
export function roleInput({ roleArn, sessionName, durationSeconds, sessionPolicy }: RoleRequest) {
  const { document = null, arns = [] } = sessionPolicy ?? {};
  return {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: durationSeconds,
    ...(document === null ? {} : { Policy: document }),
    ...(arns.length === 0 ? {} : { PolicyArns: arns.map((arn) => ({ arn })) }),
  };
}

interface RoleOutput {
  readonly Credentials?:
    | {
        readonly AccessKeyId: string | undefined;
        readonly SecretAccessKey: string | undefined;
        readonly SessionToken: string | undefined;
        readonly Expiration: Date | undefined;
      }
    | undefined;
  readonly AssumedRoleUser?: { readonly Arn: string | undefined } | undefined;
}

/** The session in STS's answer. Throws `UnusableAnswer` where something is missing. */
export function roleSessionOf({ Credentials, AssumedRoleUser }: RoleOutput): RoleSession {
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
}

function isMoment(value: Date | undefined): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}
