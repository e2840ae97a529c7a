import { join } from "node:path";
import { GitlabEcrError } from "../../core/errors/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import { type FileLock, writePrivateFile } from "../system/index.ts";
import { storeInConfig } from "./config-engine.ts";
import { configFileOf, readConfigFile } from "./config-file.ts";
import type { DockerConfig } from "./docker-config.ts";
import { loginWithDocker } from "./docker-engine.ts";
import {
  type Claim,
  fingerprintOf,
  formatLoginState,
  type LoginState,
  readLoginState,
  stateFileName,
} from "./login-state.ts";

/** One login to keep. */
export interface ContainerLogin {
  readonly host: string;
  readonly username: string;
  readonly password: Secret;
}

/** What storing needs, under the folder's lock. */
export interface StoreOptions {
  readonly engine: "docker" | "config";
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly madeFolder: boolean;
  /** Who claims the logins. */
  readonly jobId: string;
  readonly now: Date;
  readonly lock: FileLock;
  readonly signal: AbortSignal;
}

/** Claims of jobs that never logged out are dropped after this time, in milliseconds. No ECR password lives longer. */
const claimLifetime = 7 * 24 * 60 * 60 * 1000;

/**
 * Stores logins one after the other. The state file claims them before they are stored, so that a kill at any moment
 * leaves nothing that logout doesn't know of, and is put right afterwards, whether all, some or none were stored.
 *
 * Throws `engine-missing`, `engine-failed` (context: `host`, and `stored`, the hosts that were), `config-unreadable`,
 * `config-unwritable`, or the signal's reason.
 */
export async function storeLogins(logins: readonly ContainerLogin[], options: StoreOptions): Promise<void> {
  const { folder, jobId, now, lock } = options;
  const config = await readConfigFile(folder);
  const state = await stateBefore(config, options);
  const added = logins.map((login): Claim => {
    const sha256 = fingerprintOf(`${login.username}:${login.password.reveal()}`);
    return { host: login.host, jobId, sha256, storedAt: now.toISOString() };
  });
  const write = (claims: readonly Claim[]) =>
    writePrivateFile(join(folder, stateFileName), formatLoginState({ ...state, claims }), () => lock.check());

  await write([...state.claims, ...added]);
  const stored = new Set<string>();
  try {
    await storeWithEngine(logins, config, options, (host) => stored.add(host));
  } catch (error) {
    // An interrupted tool may have stored its login all the same: those claims stay, and harm nobody if it hasn't.
    const refused = error instanceof GitlabEcrError;
    await write([
      ...state.claims.filter((claim) => claim.jobId !== jobId || !stored.has(claim.host)),
      ...added.filter((claim) => !refused || stored.has(claim.host)),
    ]);
    throw refused ? withStored(error, stored) : error;
  }
  await write([...state.claims.filter((claim) => claim.jobId !== jobId || !stored.has(claim.host)), ...added]);
}

async function storeWithEngine(
  logins: readonly ContainerLogin[],
  config: DockerConfig | undefined,
  { engine, environment, folder, lock, signal }: StoreOptions,
  onStored: (host: string) => void,
): Promise<void> {
  if (engine === "config") return storeInConfig(logins, { environment, signal, folder, config, lock }, onStored);
  for (const login of logins) {
    signal.throwIfAborted();
    await loginWithDocker(login, { environment, signal, folder, configFile: configFileOf(folder) });
    onStored(login.host);
  }
}

/** The state that was there. A broken one is begun anew: nobody knows any more what it claimed. */
async function stateBefore(
  config: DockerConfig | undefined,
  { folder, madeFolder, now }: StoreOptions,
): Promise<LoginState> {
  const found = await readLoginState(folder);
  const before = found === "broken" ? undefined : found;
  return {
    version: 1,
    madeFolder: madeFolder || before?.madeFolder === true,
    madeConfig: config === undefined || before?.madeConfig === true,
    madeAuths: config?.hasAuths !== true || before?.madeAuths === true,
    claims: (before?.claims ?? []).filter((claim) => now.getTime() - Date.parse(claim.storedAt) < claimLifetime),
  };
}

function withStored(error: GitlabEcrError, stored: ReadonlySet<string>): GitlabEcrError {
  const context = { ...error.context, stored: [...stored] };
  return new GitlabEcrError(error.code, context, { cause: error.cause, remedy: error.remedy });
}
