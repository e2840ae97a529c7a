import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** A program that runs until it is stopped. */
export interface BackgroundProgram {
  /** Ends it with SIGTERM, after ten seconds with SIGKILL, and waits for the end. */
  stop: () => Promise<void>;
}

const PATIENCE_MS = 60_000;

/**
 * Starts a program and waits until `ready` says so, asking ten times a second
 * for a minute at most. A program that ends before that is an error with its output.
 */
export async function startProgram(
  file: string,
  args: string[],
  ready: () => Promise<boolean>,
): Promise<BackgroundProgram> {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let end: string | undefined;
  child.once("error", (error) => {
    end = error.message;
  });
  child.once("exit", (code, signal) => {
    end = `It ended with ${signal ?? code}.`;
  });
  const stop = async () => {
    if (end !== undefined) return;
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await once(child, "exit");
    clearTimeout(force);
  };
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await ready())) {
    if (end !== undefined) throw new Error(`${file} didn't start. ${end}\n${output}`);
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`${file} wasn't ready after ${PATIENCE_MS / 1000} seconds.\n${output}`);
    }
    await sleep(100);
  }
  return { stop };
}
