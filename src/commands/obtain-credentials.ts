import { allowsFallback, explainFailure } from "../core/diagnosis/index.ts";
import { type ErrorCode, GitlabEcrError, type Warning, warning } from "../core/errors/index.ts";
import {
  type AuthChoice,
  type AuthMethod,
  type AwsCredentials,
  type CallerIdentity,
  decodeIdToken,
  parseRoleArn,
  refuseUnexpanded,
  type SessionPolicy,
} from "../core/identity/index.ts";
import type { Secret } from "../core/secret/index.ts";
import type { AwsApi } from "./aws-api.ts";
import type { LoginOptions } from "./login-options.ts";
import type { Run } from "./run.ts";

/** A fallback to keys: from what, for which error, and the last day on which there is one; null: no day is. */
export interface FellBack {
  readonly from: "oidc";
  readonly code: ErrorCode;
  /** `YYYY-MM-DD`. */
  readonly until: string | null;
}

/** Credentials with who they are and how they were come by. */
export interface Obtained {
  readonly method: AuthMethod;
  readonly because: string;
  readonly credentials: AwsCredentials;
  readonly identity: CallerIdentity;
  readonly fellBack: FellBack | null;
  readonly warnings: readonly Warning[];
}

/** What obtaining credentials needs to know beyond the options. */
export interface ObtainRequest {
  readonly choice: AuthChoice;
  readonly idToken: Secret | null;
  readonly region: string;
  /** What the exchange takes away from the session. */
  readonly sessionPolicy?: SessionPolicy | null;
  /** Where the SDK's own chain looks. */
  readonly profile?: string | undefined;
}

/** Obtains AWS credentials as chosen, and falls back to the static keys where that is allowed. */
export async function obtainCredentials(
  options: LoginOptions,
  request: ObtainRequest,
  aws: AwsApi,
  run: Run,
): Promise<Obtained> {
  const { choice } = request;
  const plain = { method: choice.method, because: choice.because, fellBack: null, warnings: choice.warnings };
  if (choice.method === "static") return { ...plain, ...(await useStaticKeys(options, request, aws, run)) };
  if (choice.method === "ambient") return { ...plain, ...(await useAmbient(request, aws, run)) };
  if (!choice.mayFallBack) return { ...plain, ...(await exchange(options, request, aws, run, run.signal)) };

  const { fallbackUntil: until } = options;
  const days = daysLeft(until, run.now());
  try {
    const signal = days < 1 ? run.signal : run.halfOfTheRest();
    return { ...plain, ...(await exchange(options, request, aws, run, signal)) };
  } catch (error) {
    if (!(error instanceof GitlabEcrError) || !allowsFallback(error.code) || run.signal.aborted) throw error;
    if (days < 1) {
      throw error.withContext({ fallbackUntil: until }, [`--fallback-until ${until} has passed.`, ...error.remedy]);
    }
    const { code } = error;
    const fellBack = { from: "oidc", code, until } as const;
    const end = until === null ? "without an end" : `until ${until}, days left: ${days}`;
    const warnings = [warning("oidc-fell-back", { code, end })];
    // The keys may fail as well, and then this must have been said.
    run.warn(warnings);
    const credentials = await useStaticKeys(options, request, aws, run).catch((failed: unknown) => {
      throw failed instanceof GitlabEcrError ? failed.withContext({ fellBack }) : failed;
    });
    const because = `the OIDC exchange failed (${code}) and --fallback on-error allows the keys`;
    return { method: "static", because, fellBack, warnings, ...credentials };
  }
}

/** Days on which the keys are still a way out, today counted; less than 1: there is none any more. */
function daysLeft(until: string | null, now: Date): number {
  return until === null ? 1 : Math.ceil((Date.parse(until) - now.getTime()) / 86_400_000) + 1;
}

type Credentials = Pick<Obtained, "credentials" | "identity">;

async function exchange(
  options: LoginOptions,
  { choice, idToken, region, sessionPolicy = null }: ObtainRequest,
  aws: AwsApi,
  run: Run,
  signal: AbortSignal,
): Promise<Credentials> {
  if (choice.method !== "oidc" || idToken === null) throw new TypeError("the exchange needs a role and a token");
  const role = parseRoleArn(choice.role.value);
  const claims = decodeIdToken(idToken.reveal());
  const { durationSeconds, sessionName } = options;
  const request = { region, roleArn: role.arn, sessionName, idToken, durationSeconds, sessionPolicy };
  return run.step(`exchange the ID token for a session of ${role.arn}`, async () => {
    const outcome = await aws.assumeRoleWithWebIdentity(request, signal);
    if (outcome.ok) return outcome.value;
    throw explainFailure(outcome.failure, {
      attempts: outcome.attempts,
      region,
      exchange: { role, claims, durationSeconds },
      keys: null,
      identity: null,
    });
  });
}

async function useStaticKeys(
  { keys }: LoginOptions,
  { region }: ObtainRequest,
  aws: AwsApi,
  run: Run,
): Promise<Credentials> {
  const { accessKeyId, secretAccessKey, sessionToken, accessKeyIdEnv, secretAccessKeyEnv } = keys;
  if (accessKeyId === null || secretAccessKey === null) throw new TypeError("the static keys were checked before");
  refuseUnexpanded(accessKeyId.reveal(), accessKeyIdEnv);
  refuseUnexpanded(secretAccessKey.reveal(), secretAccessKeyEnv);
  if (sessionToken !== null) refuseUnexpanded(sessionToken.reveal(), keys.sessionTokenEnv);
  const credentials: AwsCredentials = { accessKeyId, secretAccessKey, sessionToken, expiresAt: null };
  const identity = await whoIs(credentials, region, aws, run, { accessKeyIdEnv, secretAccessKeyEnv });
  return { credentials, identity };
}

async function useAmbient({ region, profile }: ObtainRequest, aws: AwsApi, run: Run): Promise<Credentials> {
  const credentials = await run.step("find credentials by the AWS SDK's own chain", () =>
    aws.ambientCredentials(region, run.signal, profile),
  );
  return { credentials, identity: await whoIs(credentials, region, aws, run, null) };
}

function whoIs(
  credentials: AwsCredentials,
  region: string,
  aws: AwsApi,
  run: Run,
  keys: { accessKeyIdEnv: string; secretAccessKeyEnv: string } | null,
): Promise<CallerIdentity> {
  return run.step("ask whose credentials these are", async () => {
    const outcome = await aws.getCallerIdentity({ region, credentials }, run.signal);
    if (outcome.ok) return outcome.value;
    const { failure, attempts } = outcome;
    throw explainFailure(failure, { attempts, region, exchange: null, keys, identity: null });
  });
}
