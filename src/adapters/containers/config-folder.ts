import { randomBytes } from "node:crypto";
import { cp, mkdir, readdir, readFile, realpath, rename, rm, rmdir, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { hasCode, makePrivateFolder, statusOf, unreadable, unwritable, writePrivateFile } from "../system/index.ts";
import { stateFileName } from "./config-place.ts";
import { parseDockerConfig } from "./docker-config.ts";
import { formatLoginState, type LoginState, readLoginState } from "./login-state.ts";

/** The folder in which a login is kept, and what decides how it is made. */
export interface ConfigFolder {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** The job that runs, where one runs. */
  readonly jobId: string | undefined;
  /** The user's own folder, absolute: what a job's folder begins with. */
  readonly userFolder: string;
  /** Whether the folder is one for logins, whose mode is mended; default true. */
  readonly isForLogins?: boolean;
  /** When the job began, in milliseconds since 1970; NaN where nobody knows. */
  readonly jobStartedAt?: number;
  /** What the state file holds of a folder that a login of this very job made; see `LoginState`. */
  readonly jobProof?: string | undefined;
}

/** Whether a folder is the job's own: the one that the components name in DOCKER_CONFIG. */
export function isJobFolder({ folder, jobId }: ConfigFolder): boolean {
  return jobId !== undefined && jobId !== "" && basename(folder) === `gitlab-ecr-${jobId}`;
}

/**
 * Makes the folder where it is missing (0700), and mends the mode of one that exists. A job's own folder begins with the
 * user's configuration, contexts and plugins, and a state file that says that login made it. It is built aside and
 * renamed: whoever is killed, or races with another login of the same job, leaves the whole folder or none. One that is
 * older than the job was left under its name by an earlier job, with plugins of its choice, and is made anew.
 *
 * Returns whether it was made by this call. Throws `config-unreadable`, `config-unwritable`, or the signal's reason.
 */
export async function prepareConfigFolder(where: ConfigFolder, signal: AbortSignal): Promise<boolean> {
  const { folder } = where;
  if (isJobFolder(where) && (await isLeftBehind(where))) await remove(folder);
  if ((await existing(folder)) || !isJobFolder(where)) {
    return makePrivateFolder(folder, where.isForLogins === false ? "keep" : "mend");
  }
  const aside = asideOf(folder);
  try {
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
    await mkdir(aside, { mode: 0o700 });
    await seed(aside, where.userFolder);
    await writePrivateFile(
      join(aside, stateFileName),
      formatLoginState({ ...stateOfNewFolder, proof: where.jobProof }),
    );
    signal.throwIfAborted();
    await rename(aside, folder);
    return true;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    signal.throwIfAborted();
    if (hasCode(error, "ENOTEMPTY", "EEXIST")) return false;
    throw unwritable(folder, error);
  }
}

/**
 * Removes a job's own folder with all that is in it, links in it not followed, and the folder above it when that is
 * `….tmp` and empty. It is renamed first, so that nobody finds half of it.
 *
 * Throws `config-unwritable`.
 */
export async function removeConfigFolder({ folder }: ConfigFolder): Promise<void> {
  await remove(folder);
  await removeAsides(folder);
}

/** Removes what logins and logouts of this job that were killed left beside its own folder. */
export async function removeAsides(folder: string): Promise<void> {
  const parent = dirname(folder);
  try {
    const names = await readdir(parent);
    const asides = names.filter((name) => name.startsWith(asidePrefix(folder)));
    for (const name of asides) await rm(join(parent, name), { recursive: true, force: true });
    if (parent.endsWith(".tmp")) await rmdir(parent);
  } catch (error) {
    if (!hasCode(error, "ENOENT", "ENOTEMPTY", "EEXIST", "EBUSY")) throw unwritable(parent, error);
  }
}

const stateOfNewFolder: LoginState = { version: 1, madeFolder: true, madeConfig: true, madeAuths: true, claims: [] };

function asideOf(folder: string): string {
  return join(dirname(folder), asidePrefix(folder) + randomBytes(8).toString("hex"));
}

function asidePrefix(folder: string): string {
  return `.${basename(folder)}.aside-`;
}

async function remove(folder: string): Promise<void> {
  const aside = asideOf(folder);
  try {
    await rename(folder, aside);
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw unwritable(folder, error);
  }
}

/** Whether it is older than the job. The proof is for runners whose clock is behind GitLab's. */
async function isLeftBehind({ folder, jobStartedAt = Number.NaN, jobProof }: ConfigFolder): Promise<boolean> {
  const birth = (await statusOf(folder).catch(() => undefined))?.birthtimeMs ?? 0;
  if (!(birth > 0 && birth < jobStartedAt)) return false;
  const state = await readLoginState(join(folder, stateFileName)).catch(() => "broken" as const);
  return typeof state !== "object" || jobProof === undefined || state.proof !== jobProof;
}

async function existing(folder: string): Promise<boolean> {
  try {
    return (await statusOf(folder)) !== undefined;
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function seed(aside: string, userFolder: string): Promise<void> {
  const source = join(userFolder, "config.json");
  const text = await unlessHidden(readFile(source, "utf8"), source);
  if (text !== undefined) {
    parseDockerConfig(text, source);
    await writePrivateFile(join(aside, "config.json"), text);
  }
  const contexts = join(userFolder, "contexts");
  await unlessHidden(cp(contexts, join(aside, "contexts"), { recursive: true }), contexts);
  // Links, not copies: a plugin is a program of tens of megabytes.
  const plugins = join(userFolder, "cli-plugins");
  const names = (await unlessHidden(readdir(plugins), plugins)) ?? [];
  if (names.length > 0) await mkdir(join(aside, "cli-plugins"), { mode: 0o700 });
  for (const name of names) {
    const target = await unlessHidden(realpath(join(plugins, name)), plugins);
    if (target !== undefined) await symlink(target, join(aside, "cli-plugins", name));
  }
}

/** What the user's folder lacks, or this user can't see, no tool would find there either. */
async function unlessHidden<Result>(work: Promise<Result>, source: string): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return undefined;
    throw unreadable(source, error);
  }
}
