import { join } from "node:path";
import { GitlabEcrError } from "../../core/errors/index.ts";
import { type FileLock, findOnPath } from "../system/index.ts";
import { writeBeside, writeConfigFile } from "./config-file.ts";
import type { ConfigPlace } from "./config-place.ts";
import { type DockerConfig, ownHelperFor, parseDockerConfig, withHelper } from "./docker-config.ts";
import { ownHelper, parseHelperSettings, readOwnFile, settingsFileName } from "./helper-settings.ts";

/** What stands in a claim's fingerprint for a host whose credential helper is ours. */
export const ownHelperLogin = `credHelpers:${ownHelper}`;

/** What the helper engine works on. */
export interface HelperEngineOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly place: ConfigPlace;
  readonly config: DockerConfig | undefined;
  readonly lock: FileLock;
  readonly jobId: string;
  readonly now: Date;
  /** The login's options, as variables, for the helper to log in by. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Jobs that never logged out are forgotten after this time, in milliseconds. */
const settingsLifetime = 7 * 24 * 60 * 60 * 1000;

/**
 * Names our credential helper for the hosts, and leaves it the login's options. No password is stored.
 *
 * Throws `engine-missing` where the helper isn't on PATH, or `config-unwritable`.
 */
export async function pointAtHelper(hosts: readonly string[], options: HelperEngineOptions): Promise<void> {
  const { environment, place, config, lock, jobId, now, variables } = options;
  const engine = `docker-credential-${ownHelper}`;
  if ((await findOnPath(engine, environment)) === undefined) throw helperMissing(engine, hosts);
  const file = join(place.folder, settingsFileName);
  const { jobs } = parseHelperSettings(readOwnFile(file));
  const living = Object.entries(jobs).filter(([, { storedAt }]) => isYoung(storedAt, now));
  const others = Object.fromEntries(living);
  const named = Object.entries(others[jobId]?.hosts ?? {}).filter(([host]) => !hosts.includes(host));
  const added = hosts.map((host) => [host, variables] as const);
  const all = {
    ...others,
    [jobId]: { storedAt: now.toISOString(), hosts: Object.fromEntries([...named, ...added]) },
  };
  await writeBeside(place, file, settingsText(all), lock);
  const before = config ?? parseDockerConfig("", place.configFile);
  const after = hosts.reduce((changed, host) => withHelper(changed, host, ownHelper), before);
  await writeConfigFile(place, config, after, lock);
}

/** The configuration without our credential helper for the hosts, so that another engine's login counts. */
export function withoutOwnHelper(config: DockerConfig, hosts: readonly string[]): DockerConfig {
  const own = hosts.filter((host) => ownHelperFor(config, host) === ownHelper);
  return own.reduce((changed, host) => withHelper(changed, host, undefined), config);
}

/** The text of a settings file without a job; `undefined` where no other job is in it. */
export function settingsWithout(text: string | undefined, jobId: string): string | undefined {
  const { [jobId]: _, ...others } = parseHelperSettings(text).jobs;
  return Object.keys(others).length === 0 ? undefined : settingsText(others);
}

function settingsText(jobs: ReturnType<typeof parseHelperSettings>["jobs"]): string {
  return `${JSON.stringify({ version: 1, jobs }, undefined, 2)}\n`;
}

function isYoung(storedAt: string, now: Date): boolean {
  return now.getTime() - Date.parse(storedAt) < settingsLifetime;
}

function helperMissing(engine: string, hosts: readonly string[]): GitlabEcrError {
  const remedy = [
    `Use an image that holds ${engine}, or install the npm package gitlab-ecr, which brings it.`,
    "Or store the login itself: --engine config.",
  ];
  return new GitlabEcrError("engine-missing", { engine, host: hosts[0] ?? null }, { remedy });
}
