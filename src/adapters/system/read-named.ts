import { constants, type Stats } from "node:fs";
import { type FileHandle, open, readlink } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { hasCode } from "./file-failure.ts";

/** How a file that the user named is read. */
export interface NamedFileOptions {
  /** The most bytes that it may hold. */
  readonly limit: number;
  /** Ends the waiting for what others write: the call rejects with its reason. Without it they have 10 seconds. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The text of a file, pipe or character device that the user named; links are followed. A pipe, such as a shell's
 * `<(command)`, and a terminal are read until their writers are done. Nothing blocks: a blocked `open` or `read` would
 * outlive every deadline, and even `process.exit` waits for it.
 *
 * Throws the operating system's error, one whose code is a reason in words, or the signal's reason.
 */
export async function readNamed(path: string, { limit, signal }: NamedFileOptions): Promise<string> {
  const patience = signal ?? AbortSignal.timeout(10_000);
  patience.throwIfAborted();
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const status = await handle.stat();
    refuseUnfit(status);
    // A pipe in the file system looks ended until its first writer comes; one of the shell's has had its writer.
    let begun = !status.isFIFO() || (await isUnnamed(handle));
    const chunks: Buffer[] = [];
    for (let size = 0; size <= limit; ) {
      const chunk = await readSome(handle);
      begun ||= chunk !== "ended";
      if (chunk === "ended" && begun) return textOf(Buffer.concat(chunks));
      if (typeof chunk === "string") await pause(20, undefined, { signal: patience });
      else {
        chunks.push(chunk);
        size += chunk.length;
      }
      patience.throwIfAborted();
    }
    throw unfit(`it holds more than ${limit / 1024} KB`);
  } catch (error) {
    signal?.throwIfAborted();
    throw patience.aborted ? unfit("nobody wrote into it to the end within 10 seconds") : error;
  } finally {
    await handle.close();
  }
}

/** UTF-8, or UTF-16 with its byte order mark, as Windows PowerShell's `>` writes it. */
function textOf(bytes: Buffer): string {
  return bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "utf8");
}

/** The next bytes, or that there are none yet, or none any more. */
async function readSome(handle: FileHandle): Promise<Buffer | "none yet" | "ended"> {
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, null);
    return bytesRead === 0 ? "ended" : buffer.subarray(0, bytesRead);
  } catch (error) {
    if (hasCode(error, "EAGAIN")) return "none yet";
    throw error;
  }
}

function refuseUnfit(status: Stats): void {
  if (status.isDirectory()) throw unfit("EISDIR");
  if (!status.isFile() && !status.isFIFO() && !status.isCharacterDevice()) throw unfit("it isn't a file");
}

/** Whether a pipe lies in no file system: Linux then names it by its number. Source: proc_pid_fd(5). */
async function isUnnamed(handle: FileHandle): Promise<boolean> {
  return readlink(`/proc/self/fd/${handle.fd}`).then(
    (target) => target.startsWith("pipe:"),
    () => false,
  );
}

function unfit(reason: string): Error {
  return Object.assign(new Error(reason), { code: reason });
}
