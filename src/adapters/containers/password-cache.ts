import { rm } from "node:fs/promises";
import { join } from "node:path";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { acquireFileLock, type FileLock, makePrivateFolder, unwritable, writePrivateFile } from "../system/index.ts";
import {
  type CachedPassword,
  cacheFileName,
  cacheFolderName,
  type HelperSite,
  placeOfHost,
  readPasswords,
} from "./cached-password.ts";

/** The passwords that the credential helper keeps, for who may change them. */
export interface LockedCache {
  /** Keeps a password in the place of the one before. Throws `config-unwritable`. */
  keep(password: CachedPassword): Promise<void>;
  /** Drops what is kept for a host. Throws `config-unwritable`. */
  forget(host: string): Promise<void>;
}

/**
 * Does work alone among all processes that use the cache. Where there is no place for a cache (a read-only
 * configuration), it is done all the same, with `undefined`.
 *
 * Rejects with what the work rejects with, or the signal's reason.
 */
export async function withCache<Result>(
  { folder, identity }: HelperSite,
  signal: AbortSignal,
  work: (cache: LockedCache | undefined) => Promise<Result>,
): Promise<Result> {
  const lock = await lockCache(folder, signal);
  if (lock === undefined) return work(undefined);
  try {
    return await work({
      async keep(password) {
        const now = password.obtainedAt;
        const others = readPasswords(folder).filter((one) => now < one.expiresAt && !isSame(one, password));
        await writePasswords(folder, [...others, password], lock);
      },
      async forget(host) {
        const place = placeOfHost(host);
        const others = readPasswords(folder).filter((one) => !isSame(one, { identity, place }));
        await writePasswords(folder, others, lock);
      },
    });
  } finally {
    await lock.release();
  }
}

/** Removes what is kept for a job, and the cache where nothing is left. Throws `config-unwritable`. */
export async function forgetJob(folder: string, jobId: string, signal: AbortSignal): Promise<void> {
  const cache = join(folder, cacheFolderName);
  const lock = await acquireFileLock(join(cache, lockName), { signal });
  if (lock === undefined) return;
  try {
    const others = readPasswords(folder).filter((one) => one.jobId !== jobId);
    if (others.length > 0) return await writePasswords(folder, others, lock);
    await rm(cache, { recursive: true, force: true }).catch((error: unknown) => {
      throw unwritable(cache, error);
    });
  } finally {
    await lock.release();
  }
}

const lockName = "lock";

async function lockCache(folder: string, signal: AbortSignal): Promise<FileLock | undefined> {
  const cache = join(folder, cacheFolderName);
  try {
    await makePrivateFolder(cache);
    return await acquireFileLock(join(cache, lockName), { signal });
  } catch (error) {
    if (error instanceof GitlabEcrError && error.code === "config-unwritable") return undefined;
    throw error;
  }
}

async function writePasswords(folder: string, passwords: readonly CachedPassword[], lock: FileLock): Promise<void> {
  const text = `${JSON.stringify({ version: 1, passwords })}\n`;
  await writePrivateFile(join(folder, cacheFolderName, cacheFileName), text, () => lock.check());
}

type Key = Pick<CachedPassword, "identity" | "place">;

function isSame(one: Key, other: Key): boolean {
  return one.identity === other.identity && one.place === other.place;
}
