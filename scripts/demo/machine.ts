import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { whatIsMissing } from "../../test/e2e/missing-tool.ts";

/** What the demo can use on this machine. */
export interface Machine {
  /** Docker's version; undefined where its command line isn't installed. */
  readonly docker: string | undefined;
  /** What keeps a real image from being pushed; empty: nothing. */
  readonly missingForPush: readonly string[];
  /** What keeps the job from running in a pipeline; empty: nothing. */
  readonly missingForPipeline: readonly string[];
}

/** Looks around. */
export async function lookAround(): Promise<Machine> {
  const missing = (tools: readonly string[]) => tools.flatMap((tool) => whatIsMissing(tool) ?? []);
  return {
    docker: await dockerVersion(),
    missingForPush: missing(["dockerd", "docker-registry"]),
    missingForPipeline: missing(["bash", "git", "rsync"]),
  };
}

/** Podman, for one, answers to the name of docker, and would want TLS of a registry on this machine. */
async function dockerVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("docker", ["--version"]);
    return /^Docker version ([\w.+-]+)/.exec(stdout)?.[1];
  } catch {
    return undefined; // There is no docker to ask.
  }
}
