import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "./background-program.ts";
import { freePort } from "./free-port.ts";

/** A running registry. */
export interface DockerRegistry {
  /** `http://127.0.0.1:PORT` */
  url: string;
  close: () => Promise<void>;
}

/** Starts Debian's `docker-registry` without authentication on 127.0.0.1, its images in a temporary folder. */
export async function startDockerRegistry(): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-registry-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = {
    version: "0.1",
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: join(folder, "images") } },
    http: { addr: `127.0.0.1:${port}` },
  };
  const path = join(folder, "config.yml");
  // JSON is YAML, too.
  await writeFile(path, JSON.stringify(config));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const program = await startProgram("docker-registry", ["serve", path], () => answers(`${url}/v2/`));
    return {
      url,
      close: async () => {
        await program.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
