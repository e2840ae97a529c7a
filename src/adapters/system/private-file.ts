import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { chmod, type FileHandle, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, parse, resolve } from "node:path";
import { hasCode, unreadable, unwritable } from "./file-failure.ts";

const fileMode = 0o600;
const privateFolder = 0o700;
const modeBits = 0o777;
const temporaryEnd = ".gitlab-ecr-tmp";

/**
 * The text of a file, or `undefined` where there is none. No symbolic link is followed, neither at the file nor at its
 * folder, and nothing but an ordinary file is read.
 *
 * Throws `config-unreadable`.
 */
export async function readPrivateFile(path: string): Promise<string | undefined> {
  const file = resolve(path);
  try {
    const folder = await statusOf(dirname(file));
    if (folder === undefined) return undefined;
    if (folder.isSymbolicLink()) throw unreadable(file, "its folder is a symbolic link");
    // Without O_NONBLOCK, a named pipe in the file's place would block until somebody writes into it.
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) throw unreadable(file, "it isn't an ordinary file");
      return await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw unreadable(file, error);
  }
}

/**
 * Writes a file so that others see the old text or the new one, never a part: into a temporary file beside it (0600),
 * which then takes its place. The folder is made where it is missing (0700), and an existing one's mode is mended or
 * kept. `beforeReplacing` is called last; when it rejects, nothing has changed.
 *
 * Throws `config-unwritable`, or what `beforeReplacing` threw.
 */
export async function writePrivateFile(
  path: string,
  text: string,
  beforeReplacing?: () => Promise<void>,
  folderMode: "mend" | "keep" = "mend",
): Promise<void> {
  const file = resolve(path);
  await makePrivateFolder(dirname(file), folderMode);
  const temporary = temporaryFileFor(file);
  try {
    const existing = await statusOf(file);
    if (existing?.isSymbolicLink()) throw unwritable(file, "it is a symbolic link");
    if (existing !== undefined && !existing.isFile()) throw unwritable(file, "it isn't an ordinary file");
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const handle = await open(temporary, flags, fileMode);
    try {
      await handle.chmod(fileMode);
      if (existing !== undefined) await keepOwner(handle, existing);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw unwritable(file, error);
  }
  try {
    await beforeReplacing?.();
    await rename(temporary, file).catch((error: unknown) => {
      throw unwritable(file, error);
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Makes a folder that only this user may enter, with the folders above it, and mends the mode of one that exists, unless
 * it is to keep it. Left as they are: a folder with the sticky bit (`/tmp`), a file system's root, and one that belongs
 * to somebody else (a volume mounted for the job), where the files' own mode has to do.
 *
 * Returns whether it was made by this call. Throws `config-unwritable`.
 */
export async function makePrivateFolder(path: string, mode: "mend" | "keep" = "mend"): Promise<boolean> {
  const folder = resolve(path);
  try {
    const made = await mkdir(folder, { recursive: true, mode: privateFolder });
    const status = await lstat(folder);
    if (status.isSymbolicLink()) throw unwritable(folder, "it is a symbolic link");
    const shared = (status.mode & constants.S_IFMT) === constants.S_IFDIR && (status.mode & 0o1000) !== 0;
    const toMend = mode === "mend" && !shared && folder !== parse(folder).root;
    if ((status.mode & modeBits) !== privateFolder && toMend) {
      await chmod(folder, privateFolder).catch((error: unknown) => {
        if (!hasCode(error, "EPERM", "EROFS")) throw error;
      });
    }
    return made !== undefined;
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** Gives an existing file the mode 0600; one that is missing stays missing. Throws `config-unwritable`. */
export async function mendFileMode(path: string): Promise<void> {
  try {
    const handle = await open(resolve(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      if (((await handle.stat()).mode & modeBits) !== fileMode) await handle.chmod(fileMode);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw unwritable(path, error);
  }
}

/** A path beside a file, for what is to take its place; what is left there, `removeTemporaryFiles` removes. */
export function temporaryFileFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(8).toString("hex")}${temporaryEnd}`);
}

/** Removes what writers that were killed left beside the files of a folder. Only for who holds the folder's lock. */
export async function removeTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder);
  const left = names.filter((name) => name.startsWith(".") && name.endsWith(temporaryEnd));
  await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
}

/** The status of what is at a path itself, links not followed, or `undefined` where nothing is. */
export async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Root writing into a user's file must not take it away from the user; anybody else can't, and needn't, give it. */
async function keepOwner(handle: FileHandle, existing: Stats): Promise<void> {
  const own = await handle.stat();
  if (own.uid === existing.uid && own.gid === existing.gid) return;
  await handle.chown(existing.uid, existing.gid).catch((error: unknown) => {
    if (!hasCode(error, "EPERM")) throw error;
  });
}
