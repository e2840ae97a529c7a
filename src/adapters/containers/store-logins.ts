import { GitlabEcrError } from "../../core/errors/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import type { FileLock } from "../system/index.ts";
import { storeInConfig } from "./config-engine.ts";
import { readConfigFile, writeBeside, writeConfigFile } from "./config-file.ts";
import type { ConfigPlace } from "./config-place.ts";
import { type DockerConfig, ownHelperFor } from "./docker-config.ts";
import { loginWithDocker } from "./docker-engine.ts";
import { ownHelperLogin, pointAtHelper, withoutOwnHelper } from "./helper-engine.ts";
import { ownHelper } from "./helper-settings.ts";
import { type Claim, fingerprintOf, formatLoginState, type LoginState, readLoginState } from "./login-state.ts";
import { type AuthFileTool, storeWithTool } from "./tool-engine.ts";

/** What stores logins; `helper` stores none, and has our credential helper asked for them. */
export type EngineName = "docker" | AuthFileTool | "config" | "helper";

/** One login to keep. */
export interface ContainerLogin {
  readonly host: string;
  readonly username: string;
  readonly password: Secret;
}

/** What storing needs, under the folder's lock. */
export interface StoreOptions {
  readonly engine: EngineName;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly place: ConfigPlace;
  readonly madeFolder: boolean;
  /** Who claims the logins. */
  readonly jobId: string;
  readonly now: Date;
  /** The login's options, for the credential helper. */
  readonly variables: Readonly<Record<string, string>>;
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
  const { engine, place, jobId, lock } = options;
  const found = await readConfigFile(place.configFile);
  const state = await stateBefore(found, options);
  const added = logins.map((login) => claimOf(login, { found, state, options }));
  const write = (claims: readonly Claim[]) =>
    writeBeside(place, place.stateFile, formatLoginState({ ...state, claims }), lock);

  await write([...state.claims, ...added]);
  const hosts = logins.map(({ host }) => host);
  const config = engine === "helper" ? found : found && withoutOwnHelper(found, hosts);
  if (config !== undefined && config !== found) await writeConfigFile(place, found, config, lock);
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

/** What the job claims: the login itself, or that our credential helper is named for its host. */
function claimOf(
  { host, username, password }: ContainerLogin,
  { found, state, options }: { found: DockerConfig | undefined; state: LoginState; options: StoreOptions },
): Claim {
  const common = { host, jobId: options.jobId, storedAt: options.now.toISOString() };
  if (options.engine !== "helper") return { ...common, sha256: fingerprintOf(`${username}:${password.reveal()}`) };
  const current = (found && ownHelperFor(found, host)) ?? null;
  const earlier = state.claims.find((claim) => claim.host === host && claim.helperBefore !== undefined);
  const helperBefore = current === ownHelper ? (earlier?.helperBefore ?? null) : current;
  return { ...common, sha256: fingerprintOf(ownHelperLogin), helperBefore };
}

async function storeWithEngine(
  logins: readonly ContainerLogin[],
  config: DockerConfig | undefined,
  options: StoreOptions,
  onStored: (host: string) => void,
): Promise<void> {
  const { engine, environment, place, signal } = options;
  if (engine === "config") return storeInConfig(logins, { ...options, config }, onStored);
  if (engine === "helper") {
    const hosts = logins.map(({ host }) => host);
    await pointAtHelper(hosts, { ...options, config });
    return hosts.forEach(onStored);
  }
  if (engine !== "docker") return storeWithTool(engine, logins, options, onStored);
  for (const login of logins) {
    signal.throwIfAborted();
    await loginWithDocker(login, { environment, signal, folder: place.folder, configFile: place.configFile });
    onStored(login.host);
  }
}

/** The state that was there. A broken one is begun anew: nobody knows any more what it claimed. */
async function stateBefore(
  config: DockerConfig | undefined,
  { place, madeFolder, now }: StoreOptions,
): Promise<LoginState> {
  const found = await readLoginState(place.stateFile);
  const before = found === "broken" ? undefined : found;
  return {
    version: 1,
    proof: before?.proof,
    madeFolder: madeFolder || before?.madeFolder === true,
    madeConfig: config === undefined || before?.madeConfig === true,
    madeAuths: config?.hasAuths !== true || before?.madeAuths === true,
    madeCredHelpers: config?.hasCredHelpers !== true || before?.madeCredHelpers === true,
    claims: (before?.claims ?? []).filter((claim) => now.getTime() - Date.parse(claim.storedAt) < claimLifetime),
  };
}

function withStored(error: GitlabEcrError, stored: ReadonlySet<string>): GitlabEcrError {
  return error.withContext({ stored: [...stored] });
}
