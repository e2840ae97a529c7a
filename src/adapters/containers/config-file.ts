import { join } from "node:path";
import { type FileLock, mendFileMode, readPrivateFile, writePrivateFile } from "../system/index.ts";
import { type DockerConfig, parseDockerConfig } from "./docker-config.ts";

/** Where a folder's configuration lies. */
export function configFileOf(folder: string): string {
  return join(folder, "config.json");
}

/** Reads a folder's `config.json`; `undefined` where there is none. Throws `config-unreadable`. */
export async function readConfigFile(folder: string): Promise<DockerConfig | undefined> {
  const text = await readPrivateFile(configFileOf(folder));
  return text === undefined ? undefined : parseDockerConfig(text, configFileOf(folder));
}

/**
 * Writes a folder's `config.json` where its text changed, and mends its mode either way.
 *
 * Throws `config-unwritable`, also when the lock was lost.
 */
export async function writeConfigFile(
  folder: string,
  before: DockerConfig | undefined,
  after: DockerConfig,
  lock: FileLock,
): Promise<void> {
  if (before?.text === after.text) return mendFileMode(configFileOf(folder));
  await writePrivateFile(configFileOf(folder), after.text, () => lock.check());
}
