import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** Keeps of each package.json no more than its version: that is all that anybody reads. */
export const versionsOnly: Plugin = {
  name: "versions-only",
  setup(build) {
    build.onLoad({ filter: /\/package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8")) as { version: string };
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};
