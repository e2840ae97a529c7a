import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { hasCode, nameAnother, reasonOf } from "./file-failure.ts";
import { acquireFileLock } from "./file-lock.ts";

/**
 * Replaces a file that holds secrets: written aside (0600) and renamed, so that a reader sees the old text or the new
 * one. A folder that is missing is made (0700), one that is there stays as it is: it may be the project's. No link is
 * followed. `edit` is given the old text, empty where there is no file, under a lock; what it throws leaves all as it is.
 *
 * Throws `input-invalid` where it can't be written: the user named it.
 */
export async function editSecretFile(
  path: string,
  edit: (text: string) => string,
  signal: AbortSignal,
): Promise<string> {
  const file = resolve(path);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const lock = await acquireFileLock(`${file}.gitlab-ecr-lock`, { signal });
    try {
      await replace(file, edit(await oldText(file)));
    } finally {
      await lock?.release();
    }
    return file;
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof GitlabEcrError && cause.code === "input-invalid") throw cause;
    const why = cause instanceof GitlabEcrError ? String(cause.context.reason) : reasonOf(cause);
    const reason = `${path} can't be written (${why}).`;
    throw new GitlabEcrError("input-invalid", { reason, command: "credentials" }, { cause, remedy: nameAnother });
  }
}

async function oldText(file: string): Promise<string> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return (await handle.stat()).isFile() ? await handle.readFile("utf8") : "";
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}

async function replace(file: string, text: string): Promise<void> {
  const aside = join(dirname(file), `.${basename(file)}.${randomBytes(8).toString("hex")}.tmp`);
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const handle = await open(aside, flags, 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A file goes in a file's place only: a device or pipe there is somebody else's.
    const there = await lstat(file).catch(() => null);
    if (there !== null && !there.isFile()) {
      const code = there.isDirectory() ? "EISDIR" : "it isn't a file";
      throw Object.assign(new Error("not a file"), { code });
    }
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
