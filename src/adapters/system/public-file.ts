import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { hasCode, nameAnother, reasonOf } from "./file-failure.ts";
import { statusOf } from "./private-file.ts";

/** For whom a file is written. */
export interface PublicFileOptions {
  readonly command: string;
  /** Ends the waiting for a pipe's reader: the call rejects with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Writes a file that holds no secret: aside first and then renamed, so that a reader sees the old or the new one. Only
 * an ordinary file is replaced. A pipe or a character device is written into; all else, links too, is left alone.
 *
 * Throws `input-invalid` where it can't be written: the user named it; or the signal's reason.
 */
export async function writePublicFile(path: string, text: string, options: PublicFileOptions): Promise<void> {
  try {
    const there = await statusOf(path);
    if (there === undefined || there.isFile()) return await replace(path, text);
    if (there.isSymbolicLink()) throw unfit("it is a symbolic link; name what it leads to");
    if (!there.isFIFO() && !there.isCharacterDevice()) throw unfit(there.isDirectory() ? "EISDIR" : "it isn't a file");
    await writeInto(path, Buffer.from(text), options.signal);
  } catch (cause) {
    options.signal.throwIfAborted();
    const why = hasCode(cause, "ENXIO") ? "nobody reads from it" : reasonOf(cause);
    const reason = `${path} can't be written (${why}).`;
    throw new GitlabEcrError("input-invalid", { reason, command: options.command }, { cause, remedy: nameAnother });
  }
}

async function replace(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(aside, text, { flag: "wx", mode: 0o644 });
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Writes as far as a pipe or device takes it at once, and waits for more room. */
async function writeInto(path: string, text: Buffer, signal: AbortSignal): Promise<void> {
  const { O_WRONLY, O_NONBLOCK, O_NOFOLLOW, O_NOCTTY } = constants;
  const handle = await open(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
  try {
    if ((await handle.stat()).isFile()) throw unfit("something else took its place");
    for (let rest = text; rest.length > 0; ) {
      const written = await handle.write(rest).then(
        ({ bytesWritten }) => bytesWritten,
        async (error: unknown) => {
          if (!hasCode(error, "EAGAIN")) throw error;
          await pause(20, undefined, { signal });
          return 0;
        },
      );
      rest = rest.subarray(written);
    }
  } finally {
    await handle.close();
  }
}

function unfit(reason: string): Error {
  return Object.assign(new Error(reason), { code: reason });
}
