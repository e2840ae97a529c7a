import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { hasCode, nameAnother, reasonOf } from "./file-failure.ts";
import { type PublicFileOptions, writePublicFile } from "./public-file.ts";

/** The text of a file below a folder that a web server makes public; null where there is none. Throws `input-invalid`. */
export async function readPublished(
  folder: string,
  name: string,
  { command }: Pick<PublicFileOptions, "command">,
): Promise<string | null> {
  try {
    return await readFile(join(folder, name), "utf8");
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return null;
    throw failure(`${join(folder, name)} can't be read`, cause, command);
  }
}

/** Writes a file below such a folder, whose folders are made where they are missing. Throws `input-invalid`. */
export async function writePublished(
  folder: string,
  name: string,
  text: string,
  options: PublicFileOptions,
): Promise<void> {
  const path = join(folder, name);
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (cause) {
    throw failure(`${dirname(path)} can't be made`, cause, options.command);
  }
  await writePublicFile(path, text, options);
}

function failure(what: string, cause: unknown, command: string): GitlabEcrError {
  const reason = `${what} (${reasonOf(cause)}).`;
  return new GitlabEcrError("input-invalid", { reason, command }, { cause, remedy: nameAnother });
}
