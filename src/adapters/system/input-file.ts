import { GitlabEcrError } from "../../core/errors/index.ts";
import { reasonOf } from "./file-failure.ts";
import { readNamed } from "./read-named.ts";

const usualLimit = 16 * 1024 * 1024;

/**
 * The text of a file, pipe or character device that the user named. `signal` ends the waiting for a pipe's writer.
 *
 * Throws `input-invalid` where it can't be read or holds more than `limit` bytes (default: 16 MB), or the signal's reason.
 */
export async function readInputFile(
  path: string,
  command: string,
  signal?: AbortSignal,
  limit: number = usualLimit,
): Promise<string> {
  try {
    return await readNamed(path, { limit, signal });
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = `${path} can't be read (${reasonOf(cause)}).`;
    throw new GitlabEcrError("input-invalid", { reason, command }, { cause });
  }
}
