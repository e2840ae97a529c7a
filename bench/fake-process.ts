import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { FakeLatency, FakeSettings } from "./fake-server.ts";

/** A fake in a process of its own. */
export interface FakeProcess extends FakeSettings {
  close(): Promise<void>;
}

/** Starts the stand-in for STS and ECR over HTTPS. */
export async function startFakeProcess(latency: FakeLatency = {}): Promise<FakeProcess> {
  const file = fileURLToPath(new URL("fake-server.ts", import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(latency)], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    ...(JSON.parse(line) as FakeSettings),
    async close() {
      child.stdin.end();
      await once(child, "close");
    },
  };
}
