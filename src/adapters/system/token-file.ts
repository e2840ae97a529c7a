import { GitlabEcrError } from "../../core/errors/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { hasCode, reasonOf } from "./file-failure.ts";
import { readNamed } from "./read-named.ts";

const limit = 64 * 1024;

/**
 * The token in a file, without blanks around it; null where the file isn't there or is empty. Links are followed:
 * Kubernetes mounts its tokens as links. It may be a pipe; `signal` ends the waiting for its writer.
 *
 * Throws `input-invalid` where the file can't be read or holds more than 64 KB, or the signal's reason.
 */
export async function readTokenFile(path: string, signal?: AbortSignal): Promise<Secret | null> {
  try {
    const text = (await readNamed(path, { limit, signal })).trim();
    return text === "" ? null : new Secret(text);
  } catch (cause) {
    signal?.throwIfAborted();
    if (hasCode(cause, "ENOENT")) return null;
    const reason = `The token file ${path} can't be read (${reasonOf(cause)}).`;
    throw new GitlabEcrError("input-invalid", { reason, command: "login" }, { cause });
  }
}
