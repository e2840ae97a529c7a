import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, rename, rm, rmdir, stat, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { hasCode, unwritable } from "./file-failure.ts";

/** A lock that this process holds. */
export interface FileLock {
  /** Rejects with `config-unwritable` when the lock was lost: this process stood still for so long that it counted as dead. */
  check(): Promise<void>;
  /** Gives the lock up. Safe to call when it was lost, or when its folder is gone. */
  release(): Promise<void>;
}

/** How to wait for a lock. */
export interface FileLockOptions {
  /** Ends the waiting: the call rejects with its reason. */
  readonly signal: AbortSignal;
  /** Milliseconds without a sign of life after which a holder counts as dead; default 20 000. */
  readonly staleAfter?: number;
  /** Told once, where the lock isn't free within `tellAfter`. */
  readonly onWait?: (() => void) | undefined;
  /** Milliseconds; default 1 000. */
  readonly tellAfter?: number;
  /** Numbers from 0 to below 1, for the waiting times; default `Math.random`. */
  readonly random?: () => number;
}

/**
 * Waits for a lock and takes it. Returns `undefined` when the folder that the lock is to lie in doesn't exist, or
 * vanishes meanwhile.
 *
 * The lock is a folder that holds one file, named after its holder by a token that is never used twice. Each step is
 * one atomic `rename` or `unlink`, which fails when somebody else was faster:
 * - free: a folder made aside, with the file in it, is renamed to the lock's name. That fails unless nothing or an
 *   empty folder is there (POSIX rename).
 * - taken over: the dead holder's file is renamed to one's own token. Of several, one succeeds: for the others the file
 *   is gone.
 * - given up: the holder unlinks its own file, then removes the empty folder.
 *
 * A holder is alive while it renews its file's time. Process ids say nothing: containers share home folders. Times are
 * compared with that of a file written just now to the same file system, so that clocks needn't agree.
 *
 * Throws `config-unwritable`, or the signal's reason.
 */
export async function acquireFileLock(path: string, options: FileLockOptions): Promise<FileLock | undefined> {
  const { signal, staleAfter = 20_000, random = Math.random, tellAfter = 1_000 } = options;
  const token = randomBytes(12).toString("hex");
  const aside = `${path}.${token}`;
  signal.throwIfAborted();
  const telling = setTimeout(() => options.onWait?.(), tellAfter);
  try {
    await mkdir(aside, { mode: 0o700 });
    for (;;) {
      await writeFile(join(aside, token), token);
      const now = (await stat(join(aside, token))).mtimeMs;
      if (await takeFree(aside, path)) break;
      if (await takeOver(path, token, now - staleAfter)) {
        await rm(aside, { recursive: true, force: true });
        break;
      }
      await pause(10 + random() * 40, undefined, { signal });
    }
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    signal.throwIfAborted();
    if (hasCode(error, "ENOENT")) return undefined;
    throw unwritable(dirname(path), error);
  } finally {
    clearTimeout(telling);
  }
  const lock = heldLock(path, token, staleAfter);
  try {
    await removeAsides(path, token, staleAfter);
  } catch (error) {
    await lock.release();
    throw unwritable(dirname(path), error);
  }
  return lock;
}

function heldLock(path: string, token: string, staleAfter: number): FileLock {
  const own = join(path, token);
  // A renewal that fails is told by check(), before anything is written.
  const heartbeat = setInterval(() => void renew(own).catch(() => undefined), staleAfter / 5).unref();
  return {
    async check() {
      const held = await renew(own);
      if (!held)
        throw unwritable(dirname(path), "another process took over its lock, as this one stood still for too long");
    },
    async release() {
      clearInterval(heartbeat);
      await ignoring(unlink(own), "ENOENT");
      await ignoring(rmdir(path), "ENOENT", "ENOTEMPTY", "EEXIST");
    },
  };
}

async function takeFree(aside: string, path: string): Promise<boolean> {
  try {
    await rename(aside, path);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOTEMPTY", "EEXIST")) return false;
    throw error;
  }
}

/**
 * Whether the lock was taken from a holder that gave its last sign of life before `deadline`. The file's time is
 * renewed before it gets the new name, so that the new holder never looks dead.
 */
async function takeOver(path: string, token: string, deadline: number): Promise<boolean> {
  try {
    const [holder] = await readdir(path);
    if (holder === undefined || (await stat(join(path, holder))).mtimeMs > deadline) return false;
    if (!(await renew(join(path, holder)))) return false;
    await rename(join(path, holder), join(path, token));
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/** Renews a file's time by writing, so that it is the file system's own; false where the file is gone. */
async function renew(file: string): Promise<boolean> {
  try {
    const handle = await open(file, "r+");
    try {
      await handle.write(" ", 0);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/** Removes the folders of those who were killed while they waited. */
async function removeAsides(path: string, token: string, staleAfter: number): Promise<void> {
  const now = (await stat(join(path, token))).mtimeMs;
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const aside = join(dirname(path), name);
    const waiter = join(aside, name.slice(basename(path).length + 1));
    const status = (await ignoring(stat(waiter), "ENOENT", "ENOTDIR")) ?? (await ignoring(stat(aside), "ENOENT"));
    if (status !== undefined && status.mtimeMs < now - staleAfter) await rm(aside, { recursive: true, force: true });
  }
}

async function ignoring<Result>(work: Promise<Result>, ...codes: readonly string[]): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, ...codes)) return undefined;
    throw error;
  }
}
