import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../system/temporary-folder.ts";

it("logs in with the config engine without loading the library for child processes", async () => {
  const program = join(import.meta.dirname, "store-once.ts");
  const trace = join(import.meta.dirname, "trace-modules.mjs");
  const home = await temporaryFolder();
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", trace, program, home, "7", "config", "1.example"],
    {
      encoding: "utf8",
    },
  );
  expect(status).toBe(0);
  const loaded = stderr.split("\n").filter((line) => line.startsWith("loaded "));
  expect(loaded.some((line) => line.endsWith("login-store.ts"))).toBe(true);
  expect(loaded.filter((line) => line.includes("/node_modules/"))).toEqual([]);
});
