import { randomUUID } from "node:crypto";
import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { hasCode, nameAnother, reasonOf } from "./file-failure.ts";
import { statusOf } from "./private-file.ts";

/** A file that was made from something else, and holds no secret. */
export interface GeneratedFile {
  readonly name: string;
  readonly text: string;
  readonly executable?: true;
}

/** The names in a folder, or null where there is none. Throws `input-invalid` where it can't be read. */
export async function listFolder(path: string, command: string): Promise<readonly string[] | null> {
  try {
    return await readdir(path);
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return null;
    throw failure(`${path} can't be read as a folder`, cause, command);
  }
}

/**
 * Writes files into a folder so that nothing is half-written: a new folder appears with all of them; in one that exists
 * all are written aside before the first takes its place. Obsolete files go last.
 *
 * Throws `input-invalid` where it can't be written: the user named it.
 */
export async function writeGeneratedFolder(
  path: string,
  files: readonly GeneratedFile[],
  { obsolete, command }: { readonly obsolete: readonly string[]; readonly command: string },
): Promise<void> {
  const folder = resolve(path);
  try {
    if ((await listFolder(folder, command)) === null) await makeFolder(folder, files);
    else await replaceFiles(folder, files);
    for (const name of obsolete) await rm(join(folder, name), { force: true });
  } catch (cause) {
    throw failure(`${path} can't be written`, cause, command);
  }
}

async function makeFolder(folder: string, files: readonly GeneratedFile[]): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const aside = join(dirname(folder), `.${basename(folder)}.${randomUUID()}.tmp`);
  try {
    await mkdir(aside);
    for (const file of files) await write(join(aside, file.name), file);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

async function replaceFiles(folder: string, files: readonly GeneratedFile[]): Promise<void> {
  const written = files.map((file) => ({ file, aside: join(folder, `.${file.name}.${randomUUID()}.tmp`) }));
  try {
    for (const { file, aside } of written) await write(aside, file);
    // What a file can't replace is found before the first replaces another.
    for (const { file } of written) await refuseFolder(join(folder, file.name));
    for (const { file, aside } of written) await rename(aside, join(folder, file.name));
  } catch (error) {
    await Promise.all(written.map(({ aside }) => rm(aside, { force: true })));
    throw error;
  }
}

async function refuseFolder(path: string): Promise<void> {
  if (!(await statusOf(path))?.isDirectory()) return;
  throw Object.assign(new Error(`${path} is a folder`), { code: "EISDIR" });
}

async function write(path: string, { text, executable }: GeneratedFile): Promise<void> {
  await writeFile(path, text, { flag: "wx" });
  await chmod(path, executable ? 0o755 : 0o644);
}

function failure(what: string, cause: unknown, command: string): GitlabEcrError {
  if (cause instanceof GitlabEcrError) return cause;
  const reason = `${what} (${reasonOf(cause)}).`;
  return new GitlabEcrError("input-invalid", { reason, command }, { cause, remedy: nameAnother });
}
