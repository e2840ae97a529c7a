import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Figure } from "./figures.ts";

const run = promisify(execFile);
const child = fileURLToPath(new URL("migrate-process.ts", import.meta.url));

/** What planning a group's projects costs: 2,000 of them against the stand-in, over half as many; and its memory. */
export async function migrateFigures(): Promise<Figure[]> {
  const [half, whole] = [await planned(1000), await planned(2000)];
  return [
    { what: "CPU of planning 2,000 projects, over that of 1,000", value: whole.seconds / half.seconds, limit: 2.3 },
    { what: "MiB of heap that planning 2,000 projects takes at most", value: whole.mebibytes, limit: 300 },
  ];
}

async function planned(count: number): Promise<{ readonly seconds: number; readonly mebibytes: number }> {
  const { stdout } = await run(process.execPath, [child, String(count)]);
  const { ready, ...costs } = JSON.parse(stdout) as Record<"ready" | "seconds" | "mebibytes", number>;
  if (ready !== count) throw new Error(`The plan found ${ready} of ${count} projects ready.`);
  return costs;
}
