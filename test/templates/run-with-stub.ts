import { spawnSync } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../cli/run-cli.ts";

/** What a job's script came to. */
export interface StubbedRun {
  readonly status: number | null;
  readonly stderr: string;
  /** The arguments that gitlab-ecr was given, a blank after each; null where it wasn't called. */
  readonly said: string | null;
}

/**
 * Runs a job's script with `sh`, in a folder with a program in the place of gitlab-ecr that ends with `status`. FOLDER in
 * PATH stands for that folder.
 */
export async function runWithStub(
  script: string,
  environment: Readonly<Record<string, string>>,
  status: number,
): Promise<StubbedRun> {
  const folder = await temporaryFolder();
  const said = join(folder, "said");
  const program = join(folder, "gitlab-ecr");
  await writeFile(program, `#!/bin/sh\nprintf '%s ' "$@" >${said}\nexit ${status}\n`);
  await chmod(program, 0o755);
  const PATH = environment.PATH?.replace("FOLDER", folder) ?? "/usr/bin:/bin";
  const env = { ...environment, PATH };
  const ended = spawnSync("/bin/sh", ["-c", script], { cwd: folder, env, encoding: "utf8" });
  return { status: ended.status, stderr: ended.stderr, said: await readFile(said, "utf8").catch(() => null) };
}
