import { rmdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Warning } from "../../core/errors/index.ts";
import {
  acquireFileLock,
  type FileLock,
  findOnPath,
  hasCode,
  removeTemporaryFiles,
  statusOf,
  unreadable,
  unwritable,
} from "../system/index.ts";
import {
  type ConfigFolder,
  isJobFolder,
  prepareConfigFolder,
  removeAsides,
  removeConfigFolder,
} from "./config-folder.ts";
import { authFilePlace, type ConfigPlace, dockerPlace } from "./config-place.ts";
import { fingerprintOf } from "./login-state.ts";
import { type RemovedLogin, type RemovedLogins, removeLogins } from "./remove-logins.ts";
import { type ContainerLogin, type EngineName, storeLogins } from "./store-logins.ts";

/** Where and how to keep logins. */
export interface LoginStoreOptions {
  /** `auto`: docker where it is on PATH, else the configuration file. */
  readonly engine: "auto" | EngineName;
  /** The folder of `config.json`: `--config-dir` or DOCKER_CONFIG; default `.docker` in `homeDir`. */
  readonly configDir?: string | undefined;
  readonly homeDir: string;
  /** CI_JOB_ID; outside CI `undefined`, where logins are claimed for "local". */
  readonly jobId: string | undefined;
  /** The environment of child processes; PATH tells which there are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The login's options as variables, for the engine `helper`: what our credential helper logs in by. */
  readonly helperVariables?: Readonly<Record<string, string>>;
  /** The clock for the state file; default the system's. */
  readonly now?: () => Date;
  /** Told the folder when another job has held its lock for a second. */
  readonly onWait?: ((folder: string) => void) | undefined;
  /** Milliseconds without a sign of life after which the lock's holder counts as dead; default 20 000. */
  readonly lockStaleAfter?: number;
}

/** A container tool's store of logins. */
export interface ContainerLoginStore {
  readonly engine: EngineName;
  /** The file that ends up with the logins, absolute: `config.json`, or podman's and its like's own. */
  readonly configFile: string;
  /**
   * Stores the logins, in their order, under one lock. After a failure those before it are stored and claimed.
   *
   * Throws `engine-missing`, `engine-failed`, `config-unreadable` or `config-unwritable`, with the hosts that were
   * stored in the context's `stored`, or the signal's reason.
   */
  store(logins: readonly ContainerLogin[], signal: AbortSignal): Promise<void>;
  /**
   * Removes what this job stored, as long as it is still that, and the folder where login made it. The engine `auto`
   * looks wherever any engine keeps logins.
   *
   * Throws `config-unreadable`, `config-unwritable`, or the signal's reason.
   */
  remove(signal: AbortSignal): Promise<{
    readonly logins: readonly RemovedLogin[];
    readonly folderRemoved: boolean;
    readonly warnings: readonly Warning[];
  }>;
}

type Removed = Awaited<ReturnType<ContainerLoginStore["remove"]>>;

/** The store that the options come to. Touches nothing yet, apart from looking for docker. */
export async function createLoginStore(options: LoginStoreOptions): Promise<ContainerLoginStore> {
  const { configDir = "", homeDir, jobId = "", environment, now = () => new Date() } = options;
  const userFolder = resolve(homeDir, ".docker");
  const claimant = jobId === "" ? "local" : jobId;
  const engine = await chosenEngine(options);
  const places = [dockerPlace({ configDir, homeDir }), authFilePlace({ configDir, homeDir, environment })] as const;
  const place = places[isAuthFileTool(engine) ? 1 : 0];
  const { CI_JOB_STARTED_AT: startedAt = "", CI_JOB_TOKEN: token = "" } = environment;
  const job = {
    jobId: jobId === "" ? undefined : jobId,
    jobStartedAt: Date.parse(startedAt),
    jobProof: token === "" ? undefined : fingerprintOf(token),
  };
  const folderOf = ({ folder, isForLogins }: ConfigPlace): ConfigFolder => {
    return { folder, userFolder, isForLogins, ...job };
  };

  return {
    engine,
    configFile: place.configFile,

    async store(logins, signal) {
      signal.throwIfAborted();
      const { lock, madeFolder } = await lockPrepared(folderOf(place), signal, options);
      try {
        await removeLeftovers(place.folder);
        const variables = options.helperVariables ?? {};
        const all = { engine, environment, place, madeFolder, jobId: claimant, now: now(), variables, lock, signal };
        await storeLogins(lastOfEachHost(logins), all);
      } finally {
        await lock.release();
      }
    },

    async remove(signal) {
      signal.throwIfAborted();
      const apart = options.engine === "auto" && places[0].configFile !== places[1].configFile;
      const removed: Removed[] = [];
      for (const one of apart ? places : [place]) {
        // Where this user can't even look, no login of this job stored anything.
        if (one !== place && !(await canLookAt(one))) continue;
        removed.push(await removeFrom(one, folderOf(one), { ...options, jobId: claimant }, signal));
      }
      return {
        logins: removed.flatMap(({ logins }) => logins),
        folderRemoved: removed.some(({ folderRemoved }) => folderRemoved),
        warnings: removed.flatMap(({ warnings }) => warnings),
      };
    },
  };
}

async function removeFrom(
  place: ConfigPlace,
  where: ConfigFolder,
  options: LoginStoreOptions & { readonly jobId: string },
  signal: AbortSignal,
): Promise<Removed> {
  const { environment, jobId } = options;
  const nothing = { logins: [], folderRemoved: false, warnings: [] };
  const ownFolder = isJobFolder(where);
  if (!(await hasState(place))) {
    if (ownFolder) await removeAsides(place.folder);
    return nothing;
  }
  const lock = await acquireLock(place.folder, signal, options);
  if (lock === undefined) return nothing;
  let removed: RemovedLogins;
  let folderRemoved = false;
  try {
    await removeLeftovers(place.folder);
    removed = await removeLogins({ environment, place, jobId, isJobFolder: ownFolder, lock, signal });
    if (ownFolder && removed.madeFolder) {
      await removeConfigFolder(where);
      folderRemoved = true;
    }
  } finally {
    await lock.release();
  }
  const { logins, madeFolder, warnings } = removed;
  if (!ownFolder && madeFolder) folderRemoved = await removeEmptyFolder(place.folder);
  return { logins, folderRemoved, warnings };
}

function isAuthFileTool(engine: EngineName): boolean {
  return engine === "podman" || engine === "buildah" || engine === "skopeo";
}

async function chosenEngine({ engine, environment }: LoginStoreOptions): Promise<EngineName> {
  if (engine !== "auto") return engine;
  return (await findOnPath("docker", environment)) === undefined ? "config" : "docker";
}

/** Makes the folder and locks it, again where a logout removed it in between. */
async function lockPrepared(
  where: ConfigFolder,
  signal: AbortSignal,
  options: LoginStoreOptions,
): Promise<{ lock: FileLock; madeFolder: boolean }> {
  for (let madeFolder = false; ; ) {
    const made = await prepareConfigFolder(where, signal);
    madeFolder ||= made;
    const lock = await acquireLock(where.folder, signal, options);
    if (lock !== undefined) return { lock, madeFolder };
  }
}

function acquireLock(
  folder: string,
  signal: AbortSignal,
  { lockStaleAfter, onWait }: LoginStoreOptions,
): Promise<FileLock | undefined> {
  const staleAfter = lockStaleAfter === undefined ? {} : { staleAfter: lockStaleAfter };
  return acquireFileLock(join(folder, "gitlab-ecr.lock"), { signal, onWait: () => onWait?.(folder), ...staleAfter });
}

function lastOfEachHost(logins: readonly ContainerLogin[]): ContainerLogin[] {
  return [...new Map(logins.map((login) => [login.host, login])).values()];
}

async function removeLeftovers(folder: string): Promise<void> {
  await removeTemporaryFiles(folder).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}

async function canLookAt({ stateFile }: ConfigPlace): Promise<boolean> {
  return statusOf(stateFile).then(
    () => true,
    () => false,
  );
}

async function hasState({ stateFile }: ConfigPlace): Promise<boolean> {
  return (
    (await statusOf(stateFile).catch((error: unknown) => {
      throw unreadable(stateFile, error);
    })) !== undefined
  );
}

async function removeEmptyFolder(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTEMPTY", "EEXIST", "EBUSY")) return false;
    throw unwritable(folder, error);
  }
}
