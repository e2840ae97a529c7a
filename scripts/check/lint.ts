import type { Check } from "./check.ts";
import { runTool } from "./run-tool.ts";

/** Biome's rules hold, and everything is formatted. */
export const lint: Check = {
  title: "Lint and format",
  run: (root) => runTool("biome", ["check", "--error-on-warnings", "--max-diagnostics=50", "."], { cwd: root }),
};
