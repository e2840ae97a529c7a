import { rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { unwritable } from "./file-failure.ts";
import { acquireFileLock } from "./file-lock.ts";
import { makePrivateFolder, readPrivateFile, writePrivateFile } from "./private-file.ts";

/** A small file (0600) in which a command notes how far it is, for the run that follows it. */
export interface NotesFile {
  readonly path: string;
  /** Null where there is none. */
  read(): Promise<string | null>;
  /** Readers see the old text or the new one, never a part. */
  write(text: string): Promise<void>;
  remove(): Promise<void>;
  /** Waits until no other run has it, and keeps others away until the returned function is called. */
  lock(signal: AbortSignal, onWait: () => void): Promise<() => Promise<void>>;
}

/** The file at a path. All functions throw `input-invalid` where it can't be read or written, or a signal's reason. */
export function notesFile(path: string, command: string): NotesFile {
  const file = resolve(path);
  const telling = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof GitlabEcrError) || !cause.code.startsWith("config-")) throw cause;
      const reason = `${file} can't be ${what}: ${String(cause.context.reason)}.`;
      throw new GitlabEcrError(
        "input-invalid",
        { reason, command },
        { cause, remedy: ["Name another file: --journal FILE."] },
      );
    }
  };
  return {
    path: file,
    read: () => telling("read", async () => (await readPrivateFile(file)) ?? null),
    write: (text) => telling("written", () => writePrivateFile(file, text, undefined, "keep")),
    remove: () =>
      telling("removed", async () => {
        await rm(file, { force: true }).catch((error: unknown) => {
          throw unwritable(file, error);
        });
      }),
    lock: (signal, onWait) =>
      telling("locked", async () => {
        await makePrivateFolder(dirname(file), "keep");
        const lock = await acquireFileLock(`${file}.lock`, { signal, onWait });
        return async () => lock?.release();
      }),
  };
}
