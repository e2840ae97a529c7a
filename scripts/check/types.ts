import type { Check } from "./check.ts";
import { runTool } from "./run-tool.ts";

/** Everything compiles; the pure folders also where neither Node nor a browser is there, and the site where one is. */
export const types: Check = {
  title: "Types",
  run: async (root) => {
    const projects = ["tsconfig.json", "tsconfig.pure.json", "tsconfig.site.json"];
    const found = await Promise.all(projects.map((project) => runTool("tsc", ["-p", project], { cwd: root })));
    return { problems: found.flatMap(({ problems }) => problems) };
  },
};
