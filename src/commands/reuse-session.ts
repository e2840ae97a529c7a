import { type AwsCredentials, isSessionOf } from "../core/identity/index.ts";
import type { AwsApi } from "./aws-api.ts";
import type { AcquireRequest } from "./choose-way.ts";
import type { Obtained } from "./obtain-credentials.ts";
import type { Run } from "./run.ts";
import type { AccessOptions } from "./session-options.ts";

/**
 * The environment's own credentials, where they already are a session of the wanted role with half of the wanted time
 * left: then nothing needs to be exchanged. Null where they aren't, or where they may do more than is wanted.
 *
 * Who they are is what STS says; how long they live is what AWS_CREDENTIAL_EXPIRATION says, as `credentials` and other
 * tools write it. Without it they aren't reused.
 */
export async function reusableSession(
  options: AccessOptions,
  { way, region, sessionPolicy }: AcquireRequest,
  aws: AwsApi,
  run: Run,
): Promise<Obtained | null> {
  const { lastRole, choice } = way;
  const { keys } = options;
  const { keysExpireAt } = options.session;
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  if (lastRole === null || sessionPolicy !== null || keysExpireAt === null) return null;
  if (accessKeyId === null || secretAccessKey === null || sessionToken === null) return null;
  if (keysExpireAt.getTime() - run.now().getTime() < options.durationSeconds * 500) return null;

  const credentials: AwsCredentials = { accessKeyId, secretAccessKey, sessionToken, expiresAt: keysExpireAt };
  const identity = await run.step("ask whose the credentials of the environment are", async () => {
    const outcome = await aws.getCallerIdentity({ region, credentials }, run.signal);
    // What is wrong with them doesn't matter: there is another way.
    return outcome.ok ? outcome.value : null;
  });
  if (identity === null || !isSessionOf(identity.arn, lastRole)) return null;
  return {
    method: choice.method,
    because: `${choice.because}; the session in ${keys.accessKeyIdEnv} is that role's and lasts until ${keysExpireAt.toISOString()}: it is used again`,
    credentials,
    identity,
    fellBack: null,
    warnings: choice.warnings,
  };
}
