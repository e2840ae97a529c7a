import { runCommand } from "../system/index.ts";

/**
 * The address of a remote of the clone that a folder is in, by default the one that this runs in; null where there is no
 * Git, no clone or no such remote. It may hold a password.
 */
export async function readRemoteAddress(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  folder = ".",
): Promise<string | null> {
  const { exitCode, stdout } = await runCommand("git", ["-C", folder, "remote", "get-url", "--", name], {
    environment,
    signal,
  });
  return exitCode === 0 ? stdout.trim() || null : null;
}
