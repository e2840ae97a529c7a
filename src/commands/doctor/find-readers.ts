import { readFailureText } from "../../core/diagnosis/index.ts";
import { type AwsCredentials, refuseUnexpanded } from "../../core/identity/index.ts";
import type { AwsApi } from "../aws-api.ts";
import type { LoginOptions } from "../login-options.ts";
import type { Run } from "../run.ts";
import { createReaders, type Reader, type ReaderSource, type Readers, readerSource } from "./readers.ts";

/** Who may be asked to read the account. */
export interface ReaderRequest {
  readonly login: LoginOptions;
  /** Account to read: twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** The job's own session; null where there is none. */
  readonly session: AwsCredentials | null;
}

/**
 * Credentials for reading, in order: the job's own session, complete static keys, and the AWS SDK's own chain, but in CI
 * only with `--auth ambient`, since there it is the runner's identity. Keys of another account aren't used.
 */
export function findReaders({ login, accountId, region, session }: ReaderRequest, aws: AwsApi, run: Run): Readers {
  const ofAccount = async (name: string, credentials: AwsCredentials): Promise<Reader | string> => {
    const outcome = await aws.getCallerIdentity({ region, credentials }, run.signal);
    if (!outcome.ok) return `${name}: ${readFailureText(outcome.failure)}`;
    if (outcome.value.accountId === accountId) return { name, credentials };
    return `${name}: they belong to account ${outcome.value.accountId}, the role is in ${accountId}`;
  };
  const sources: ReaderSource[] = [];
  if (session !== null) sources.push(async () => ({ name: "the job's session", credentials: session }));
  const { accessKeyId, secretAccessKey, sessionToken, accessKeyIdEnv, secretAccessKeyEnv } = login.keys;
  if (accessKeyId !== null && secretAccessKey !== null) {
    const name = `the keys in ${accessKeyIdEnv}`;
    sources.push(
      readerSource(name, run.signal, async () => {
        refuseUnexpanded(accessKeyId.reveal(), accessKeyIdEnv);
        refuseUnexpanded(secretAccessKey.reveal(), secretAccessKeyEnv);
        return ofAccount(name, { accessKeyId, secretAccessKey, sessionToken, expiresAt: null });
      }),
    );
  }
  if (login.auth === "ambient" || !login.inCi) {
    const name = "the AWS SDK's own chain";
    sources.push(
      readerSource(name, run.signal, async () => {
        const credentials = await aws.ambientCredentials(region, run.signal);
        guard(credentials, run);
        return ofAccount(name, credentials);
      }),
    );
  }
  return createReaders(sources);
}

function guard({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials, run: Run): void {
  for (const secret of [accessKeyId, secretAccessKey, sessionToken]) if (secret !== null) run.guard(secret);
}
