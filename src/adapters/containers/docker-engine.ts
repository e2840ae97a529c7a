import { GitlabEcrError } from "../../core/errors/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import { findOnPath, mendFileMode, runCommand } from "../system/index.ts";
import { messageOf } from "./command-message.ts";

/** How to reach docker. */
export interface DockerOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** The folder of the configuration that docker is to write. */
  readonly folder: string;
  readonly configFile: string;
}

/**
 * Stores a login with `docker login`, which tries it out against the registry's `/v2/` and keeps it where its
 * configuration says. The password goes through standard input only, and the exit status alone tells success: docker
 * writes warnings to standard error when all is well.
 *
 * Throws `engine-missing`, `engine-failed` with docker's own message, or the signal's reason.
 */
export async function loginWithDocker(
  login: { readonly host: string; readonly username: string; readonly password: Secret },
  { environment, signal, folder, configFile }: DockerOptions,
): Promise<void> {
  const { host, username, password } = login;
  const program = await findOnPath("docker", environment);
  if (program === undefined) throw new GitlabEcrError("engine-missing", { engine: "docker", host });
  const result = await runCommand(program, ["login", "--username", username, "--password-stdin", host], {
    // Without DOCKER_AUTH_CONFIG docker 28.3 and later keep the login in the file, not beside the variable's entries.
    environment: { ...environment, DOCKER_CONFIG: folder, DOCKER_AUTH_CONFIG: undefined },
    signal,
    stdin: password,
  });
  await mendFileMode(configFile); // docker keeps the mode of a file that was there.
  if (result.exitCode === 0) return;
  throw new GitlabEcrError("engine-failed", { engine: "docker", host, reason: messageOf(result, password) });
}
