import { findOnPath, runCommand } from "../system/index.ts";
import { configFileOf, readConfigFile } from "./config-file.ts";
import { helperFor } from "./docker-config.ts";

/** What a container tool would find for a host. */
export interface ToolFacts {
  /** docker's version, such as `28.3.1`; an empty text where it doesn't say; null where docker isn't on PATH. */
  readonly docker: string | null;
  /** The configuration that is there, or the one that login would make. */
  readonly configFile: string;
  /** Name of the credential helper that the configuration names for the host; null where it names none. */
  readonly helper: string | null;
  /** Whether the helper's program is on PATH. */
  readonly helperFound: boolean;
}

/**
 * Looks at the container tool without changing anything: docker, and the first of the folders that has a configuration.
 *
 * Throws `config-unreadable`, or the signal's reason.
 */
export async function inspectTool(
  { folders, host }: { readonly folders: readonly [string, ...string[]]; readonly host: string },
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<ToolFacts> {
  const docker = await dockerVersion(environment, signal);
  for (const folder of folders) {
    const config = await readConfigFile(configFileOf(folder));
    if (config === undefined) continue;
    const helper = helperFor(config, host) ?? null;
    const program = helper === null ? undefined : await findOnPath(`docker-credential-${helper}`, environment);
    return { docker, configFile: configFileOf(folder), helper, helperFound: program !== undefined };
  }
  return { docker, configFile: configFileOf(folders[0]), helper: null, helperFound: false };
}

async function dockerVersion(
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string | null> {
  const program = await findOnPath("docker", environment);
  if (program === undefined) return null;
  const { stdout } = await runCommand(program, ["--version"], { environment, signal });
  return /\b(\d{1,3}\.\d{1,3}\.\d{1,3})/.exec(stdout.slice(0, 200))?.[1] ?? "";
}
