import { explainFailure } from "../core/diagnosis/index.ts";
import type { AwsCredentials, RoleArn, SessionPolicy } from "../core/identity/index.ts";
import type { AwsApi } from "./aws-api.ts";
import { type AcquireRequest, checkChainedDuration } from "./choose-way.ts";
import { type Obtained, obtainCredentials } from "./obtain-credentials.ts";
import { reusableSession } from "./reuse-session.ts";
import type { Run } from "./run.ts";
import type { AccessOptions } from "./session-options.ts";

/** The shortest session that AWS gives; a link of the chain is used at once. Source: STS, DurationSeconds. */
const shortestSession = 900;

/**
 * Gets the credentials that will be used in the end: those of the environment where they are the wanted role's already,
 * else by the way that was chosen, through the chained roles in order. What narrows the session narrows the last one.
 */
export async function acquireCredentials(
  options: AccessOptions,
  request: AcquireRequest,
  aws: AwsApi,
  run: Run,
): Promise<Obtained> {
  const { way, region, sessionPolicy } = request;
  const reused = await reusableSession(options, request, aws, run);
  if (reused !== null) return guarded(reused, run);

  const { choice, idToken, chain } = way;
  const first = chain.length > 0 ? { ...options, durationSeconds: shortestSession } : options;
  const direct = { choice, idToken, region, profile: options.session.profile?.value };
  const last = chain.at(-1);
  let obtained = guarded(
    await obtainCredentials(first, last === undefined ? { ...direct, sessionPolicy } : direct, aws, run),
    run,
  );
  for (const role of chain) {
    const link = role === last ? { sessionPolicy, durationSeconds: options.durationSeconds } : shortLink;
    const session = await assume({ role, region, ...link }, obtained, options, aws, run);
    obtained = guarded({ ...obtained, ...session, because: `${obtained.because}; then ${role.arn}` }, run);
  }
  return obtained;
}

const shortLink = { sessionPolicy: null, durationSeconds: shortestSession } as const;

interface Link {
  readonly role: RoleArn;
  readonly region: string;
  readonly sessionPolicy: SessionPolicy | null;
  readonly durationSeconds: number;
}

function assume({ role, region, ...link }: Link, before: Obtained, options: AccessOptions, aws: AwsApi, run: Run) {
  const { credentials, identity } = before;
  if (credentials.sessionToken !== null) checkChainedDuration(role, link.durationSeconds);
  const { sessionName, keys } = options;
  const { externalId } = options.session;
  const request = { region, credentials, roleArn: role.arn, sessionName, externalId, ...link };
  return run.step(`assume ${role.arn}`, async () => {
    const outcome = await aws.assumeRole(request, run.signal);
    if (outcome.ok) return outcome.value;
    throw explainFailure(outcome.failure, {
      attempts: outcome.attempts,
      region,
      exchange: null,
      chain: { role, durationSeconds: link.durationSeconds },
      keys: before.method === "static" ? keys : null,
      identity: identity.arn,
    });
  });
}

function guarded<T extends { readonly credentials: AwsCredentials }>(obtained: T, run: Run): T {
  const { accessKeyId, secretAccessKey, sessionToken } = obtained.credentials;
  for (const secret of [accessKeyId, secretAccessKey, sessionToken]) if (secret !== null) run.guard(secret);
  return obtained;
}
