import { readFile } from "node:fs/promises";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { hasCode } from "./file-failure.ts";

/**
 * The token in a file, without blanks around it; null where the file isn't there or is empty. Links are followed:
 * Kubernetes mounts its tokens as links.
 *
 * Throws `input-invalid` where the file can't be read.
 */
export async function readTokenFile(path: string): Promise<Secret | null> {
  try {
    const text = (await readFile(path, "utf8")).trim();
    return text === "" ? null : new Secret(text);
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return null;
    const reason = `The token file ${path} can't be read (${(cause as NodeJS.ErrnoException).code ?? "unknown error"}).`;
    throw new GitlabEcrError("input-invalid", { reason, command: "login" }, { cause });
  }
}
