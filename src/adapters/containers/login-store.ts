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
import { configFileOf } from "./config-file.ts";
import {
  type ConfigFolder,
  isJobFolder,
  prepareConfigFolder,
  removeAsides,
  removeConfigFolder,
} from "./config-folder.ts";
import { stateFileName } from "./login-state.ts";
import { type RemovedLogin, type RemovedLogins, removeLogins } from "./remove-logins.ts";
import { type ContainerLogin, storeLogins } from "./store-logins.ts";

/** Where and how to keep logins. */
export interface LoginStoreOptions {
  /** `auto`: docker where it is on PATH, else the configuration file. */
  readonly engine: "auto" | "docker" | "config";
  /** The folder of `config.json`: `--config-dir` or DOCKER_CONFIG; default `.docker` in `homeDir`. */
  readonly configDir?: string | undefined;
  readonly homeDir: string;
  /** CI_JOB_ID; outside CI `undefined`, where logins are claimed for "local". */
  readonly jobId: string | undefined;
  /** The environment of child processes; PATH tells which there are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The clock for the state file; default the system's. */
  readonly now?: () => Date;
  /** Milliseconds without a sign of life after which the lock's holder counts as dead; default 20 000. */
  readonly lockStaleAfter?: number;
}

/** A container tool's store of logins. */
export interface ContainerLoginStore {
  readonly engine: "docker" | "config";
  /** The configuration file, absolute. */
  readonly configFile: string;
  /**
   * Stores the logins, in their order, under one lock. After a failure those before it are stored and claimed.
   *
   * Throws `engine-missing`, `engine-failed`, `config-unreadable` or `config-unwritable`, with the hosts that were
   * stored in the context's `stored`, or the signal's reason.
   */
  store(logins: readonly ContainerLogin[], signal: AbortSignal): Promise<void>;
  /**
   * Removes what this job stored, as long as it is still that, and the folder where login made it.
   *
   * Throws `config-unreadable`, `config-unwritable`, or the signal's reason.
   */
  remove(signal: AbortSignal): Promise<{
    readonly logins: readonly RemovedLogin[];
    readonly folderRemoved: boolean;
    readonly warnings: readonly Warning[];
  }>;
}

/** The store that the options come to. Touches nothing yet, apart from looking for docker. */
export async function createLoginStore(options: LoginStoreOptions): Promise<ContainerLoginStore> {
  const { configDir = "", homeDir, jobId = "", environment, now = () => new Date() } = options;
  const userFolder = resolve(homeDir, ".docker");
  const folder = configDir === "" ? userFolder : resolve(configDir);
  const where: ConfigFolder = { folder, userFolder, jobId: jobId === "" ? undefined : jobId };
  const claimant = where.jobId ?? "local";
  const engine = await chosenEngine(options);
  const lockOptions = options.lockStaleAfter === undefined ? {} : { staleAfter: options.lockStaleAfter };
  const acquire = (signal: AbortSignal) => acquireFileLock(join(folder, "gitlab-ecr.lock"), { signal, ...lockOptions });

  return {
    engine,
    configFile: configFileOf(folder),

    async store(logins, signal) {
      signal.throwIfAborted();
      const { lock, madeFolder } = await lockPrepared(where, signal, acquire);
      try {
        await removeLeftovers(folder);
        await storeLogins(lastOfEachHost(logins), {
          engine,
          environment,
          folder,
          madeFolder,
          jobId: claimant,
          now: now(),
          lock,
          signal,
        });
      } finally {
        await lock.release();
      }
    },

    async remove(signal) {
      signal.throwIfAborted();
      const nothing = { logins: [], folderRemoved: false, warnings: [] };
      const ownFolder = isJobFolder(where);
      if (!(await hasState(folder))) {
        if (ownFolder) await removeAsides(folder);
        return nothing;
      }
      const lock = await acquire(signal);
      if (lock === undefined) return nothing;
      let removed: RemovedLogins;
      let folderRemoved = false;
      try {
        await removeLeftovers(folder);
        removed = await removeLogins({ environment, folder, jobId: claimant, isJobFolder: ownFolder, lock, signal });
        if (ownFolder && removed.madeFolder) {
          await removeConfigFolder(where);
          folderRemoved = true;
        }
      } finally {
        await lock.release();
      }
      const { logins, madeFolder, warnings } = removed;
      if (!ownFolder && madeFolder) folderRemoved = await removeEmptyFolder(folder);
      return { logins, folderRemoved, warnings };
    },
  };
}

async function chosenEngine({ engine, environment }: LoginStoreOptions): Promise<"docker" | "config"> {
  if (engine !== "auto") return engine;
  return (await findOnPath("docker", environment)) === undefined ? "config" : "docker";
}

/** Makes the folder and locks it, again where a logout removed it in between. */
async function lockPrepared(
  where: ConfigFolder,
  signal: AbortSignal,
  acquire: (signal: AbortSignal) => Promise<FileLock | undefined>,
): Promise<{ lock: FileLock; madeFolder: boolean }> {
  for (let madeFolder = false; ; ) {
    const made = await prepareConfigFolder(where, signal);
    madeFolder ||= made;
    const lock = await acquire(signal);
    if (lock !== undefined) return { lock, madeFolder };
  }
}

function lastOfEachHost(logins: readonly ContainerLogin[]): ContainerLogin[] {
  return [...new Map(logins.map((login) => [login.host, login])).values()];
}

async function removeLeftovers(folder: string): Promise<void> {
  await removeTemporaryFiles(folder).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}

async function hasState(folder: string): Promise<boolean> {
  const path = join(folder, stateFileName);
  return (
    (await statusOf(path).catch((error: unknown) => {
      throw unreadable(path, error);
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
