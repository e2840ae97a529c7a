import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "./background-program.ts";

/** A running Docker daemon. */
export interface Dockerd {
  /** Value of DOCKER_HOST. */
  host: string;
  close: () => Promise<void>;
}

/**
 * Starts a Docker daemon of its own, as root and without network rights: it
 * can build FROM scratch with the classic builder (DOCKER_BUILDKIT=0), push
 * and pull, and runs no container.
 */
export async function startDockerd(): Promise<Dockerd> {
  // A socket's path has 108 bytes at most, so the folder stays short.
  const folder = await mkdtemp(join(tmpdir(), "ge-dockerd-"));
  const host = `unix://${join(folder, "docker.sock")}`;
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const args = [
    "--iptables=false",
    "--ip6tables=false",
    "--bridge=none",
    "--storage-driver=vfs",
    `--data-root=${join(folder, "data")}`,
    `--exec-root=${join(folder, "exec")}`,
    `--pidfile=${join(folder, "docker.pid")}`,
    `--host=${host}`,
  ];
  try {
    const program = await startProgram("dockerd", args, () => answers(host));
    return {
      host,
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

function answers(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile("docker", ["--host", host, "version"], (error) => resolve(error === null));
  });
}
