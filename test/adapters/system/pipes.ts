import { execFileSync } from "node:child_process";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { onTestFinished } from "vitest";

/** Makes a named pipe. */
export function makePipe(path: string): string {
  execFileSync("mkfifo", [path]);
  return path;
}

/** Makes a named pipe that gives nothing and doesn't end before the test does: who reads from it waits as long. */
export async function makeSilentPipe(path: string): Promise<string> {
  const writer = await open(makePipe(path), constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => writer.close());
  return path;
}
