import type { Check } from "./check.ts";
import { runTool } from "./run-tool.ts";

/** No file, export or dependency is there that nothing uses, and none is used that isn't there. */
export const deadCode: Check = {
  title: "Dead code",
  run: (root) => runTool("knip", ["--no-progress"], { cwd: root }),
};
