import { join } from "node:path";
import { type FileLock, mendFileMode, readPrivateFile, writePrivateFile } from "../system/index.ts";
import type { ConfigPlace } from "./config-place.ts";
import { type DockerConfig, parseDockerConfig } from "./docker-config.ts";

/** Where a folder's configuration lies. */
export function configFileOf(folder: string): string {
  return join(folder, "config.json");
}

/** Reads a configuration; `undefined` where there is none. Throws `config-unreadable`. */
export async function readConfigFile(path: string): Promise<DockerConfig | undefined> {
  const text = await readPrivateFile(path);
  return text === undefined ? undefined : parseDockerConfig(text, path);
}

/**
 * Writes a configuration where its text changed, and mends its mode either way.
 *
 * Throws `config-unwritable`, also when the lock was lost.
 */
export async function writeConfigFile(
  place: ConfigPlace,
  before: DockerConfig | undefined,
  after: DockerConfig,
  lock: FileLock,
): Promise<void> {
  if (before?.text === after.text) return mendFileMode(place.configFile);
  await writeBeside(place, place.configFile, after.text, lock);
}

/** Writes a file in a place's folder, as long as the lock holds. Throws `config-unwritable`. */
export async function writeBeside(place: ConfigPlace, path: string, text: string, lock: FileLock): Promise<void> {
  await writePrivateFile(path, text, () => lock.check(), place.isForLogins ? "mend" : "keep");
}
