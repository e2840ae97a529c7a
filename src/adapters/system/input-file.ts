import { readFile } from "node:fs/promises";
import { GitlabEcrError } from "../../core/errors/index.ts";

/** The text of a file that the user named. Throws `input-invalid` where it can't be read. */
export async function readInputFile(path: string, command: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const reason = `${path} can't be read (${(cause as NodeJS.ErrnoException).code ?? "unknown error"}).`;
    throw new GitlabEcrError("input-invalid", { reason, command }, { cause });
  }
}
