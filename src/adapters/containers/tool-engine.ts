import { rm } from "node:fs/promises";
import { GitlabEcrError } from "../../core/errors/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import { findOnPath, runCommand, temporaryFileFor, writePrivateFile } from "../system/index.ts";
import { messageOf } from "./command-message.ts";
import type { ConfigEngineOptions } from "./config-engine.ts";
import { readConfigFile, writeConfigFile } from "./config-file.ts";
import { storeWithHelper } from "./credential-helper.ts";
import { ownHelperFor, parseDockerConfig, storedLogin, withLogin } from "./docker-config.ts";

/** The tools that log in by `login --password-stdin --authfile FILE`. */
export type AuthFileTool = "podman" | "buildah" | "skopeo";

interface Login {
  readonly host: string;
  readonly username: string;
  readonly password: Secret;
}

/**
 * Stores logins with podman, buildah or skopeo, which try each out against the registry. The tool writes into a file
 * made for it, and its entry is then taken over: writing into a docker `config.json` itself, it would drop whatever it
 * doesn't know there, and it heeds no lock.
 *
 * `onStored` hears of each host that is stored. Throws `engine-missing`, `engine-failed` with the tool's own message,
 * `config-unreadable`, `config-unwritable`, or the signal's reason.
 */
export async function storeWithTool(
  tool: AuthFileTool,
  logins: readonly Login[],
  options: Omit<ConfigEngineOptions, "config">,
  onStored: (host: string) => void,
): Promise<void> {
  for (const login of logins) {
    options.signal.throwIfAborted();
    const entry = await loginAside(tool, login, options);
    // Without an entry the tool's own registries.conf names where its logins go, and there it is.
    if (entry !== undefined) await takeOver(login, entry, options);
    onStored(login.host);
  }
}

/** What the tool stores for a login that the registry admits, as `username:password`. */
async function loginAside(
  tool: AuthFileTool,
  { host, username, password }: Login,
  { environment, signal, place: { configFile } }: Omit<ConfigEngineOptions, "config">,
): Promise<string | undefined> {
  const program = await findOnPath(tool, environment);
  if (program === undefined) throw new GitlabEcrError("engine-missing", { engine: tool, host });
  const aside = temporaryFileFor(configFile);
  try {
    await writePrivateFile(aside, "{}", undefined, "keep");
    const args = ["login", "--username", username, "--password-stdin", "--authfile", aside, host];
    const childEnvironment = { ...environment, REGISTRY_AUTH_FILE: aside };
    const result = await runCommand(program, args, { environment: childEnvironment, signal, stdin: password });
    if (result.exitCode !== 0) {
      throw new GitlabEcrError("engine-failed", { engine: tool, host, reason: messageOf(result, password) });
    }
    const written = await readConfigFile(aside);
    return written && storedLogin(written, host);
  } finally {
    await rm(aside, { force: true });
  }
}

async function takeOver(
  { host, username, password }: Login,
  entry: string,
  { environment, signal, place, lock }: Omit<ConfigEngineOptions, "config">,
): Promise<void> {
  const { configFile } = place;
  // Read now, not before the tool ran: who doesn't know the lock may have written meanwhile.
  const config = await readConfigFile(configFile);
  const before = config ?? parseDockerConfig("", configFile);
  const helper = ownHelperFor(before, host) || undefined;
  if (helper !== undefined) {
    return storeWithHelper(helper, { host, username, password }, { environment, signal, configFile });
  }
  await writeConfigFile(place, config, withLogin(before, host, entry), lock);
}
