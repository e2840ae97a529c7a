import type { Warning } from "../core/errors/index.ts";
import type { AuthMethod, AwsCredentials } from "../core/identity/index.ts";
import { acquireCredentials } from "./acquire-credentials.ts";
import type { AwsApi } from "./aws-api.ts";
import { checkAccount } from "./choose-way.ts";
import { clockWarnings } from "./clock-warnings.ts";
import type { FellBack } from "./obtain-credentials.ts";
import { type PlanWorld, planAccess } from "./plan-access.ts";
import type { Run } from "./run.ts";
import type { AccessOptions } from "./session-options.ts";

/** What getting credentials needs of the world. */
export interface CredentialsWorld extends PlanWorld {
  readonly aws: AwsApi;
}

/** Whose the credentials are and how they were come by; nothing in it is secret. Times are ISO 8601 in UTC. */
export interface CredentialsFacts {
  readonly ok: true;
  readonly auth: AuthMethod;
  readonly because: string;
  readonly fellBack: FellBack | null;
  readonly account: string;
  readonly identity: string;
  readonly region: string;
  /** Null where they don't expire, or don't say when. */
  readonly expiresAt: string | null;
  readonly warnings: readonly Warning[];
}

/** Gets the AWS credentials that a login would use. Throws one `GitlabEcrError`. */
export async function getCredentials(
  options: AccessOptions,
  world: CredentialsWorld,
  run: Run,
): Promise<{ readonly facts: CredentialsFacts; readonly credentials: AwsCredentials }> {
  const { way, targets, sessionPolicy } = await planAccess(options, world);

  const region = targets.stsRegion;
  const obtained = await acquireCredentials(options, { way, region, sessionPolicy }, world.aws, run);
  const { method, because, fellBack, identity, credentials, warnings } = obtained;
  checkAccount(identity.accountId, options);

  const { expiresAt } = credentials;
  const clock = expiresAt === null ? [] : clockWarnings(expiresAt, world.aws.clockOffset(), run.now());
  return {
    credentials,
    facts: {
      ok: true,
      auth: method,
      because,
      fellBack,
      account: identity.accountId,
      identity: identity.arn,
      region,
      expiresAt: expiresAt?.toISOString() ?? null,
      warnings: [...warnings, ...clock],
    },
  };
}
