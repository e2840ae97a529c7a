import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { GitlabEcrError } from "../../core/errors/index.ts";

/**
 * Writes a file that holds no secret: aside first and then renamed, so that a reader sees the old or the new one.
 *
 * Throws `input-invalid` where it can't be written: the user named it.
 */
export async function writePublicFile(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(aside, text, { flag: "wx", mode: 0o644 });
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { force: true }).catch(() => undefined);
    const reason = `${path} can't be written (${(cause as NodeJS.ErrnoException).code ?? "unknown error"}).`;
    throw new GitlabEcrError("input-invalid", { reason, command: "login" }, { cause });
  }
}
