import { rm } from "node:fs/promises";
import { build } from "esbuild";

/**
 * Builds `dist/`: the bundle that a job downloads and that `gitlab-ecr` runs. The same sources give the same bytes, in
 * whatever folder.
 */
export async function buildBundle(): Promise<void> {
  const root = new URL("..", import.meta.url).pathname;
  await rm(`${root}dist`, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: { "gitlab-ecr": "src/bin.ts" },
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node22.21",
    format: "cjs",
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    logLevel: "warning",
  });
}

if (import.meta.main) await buildBundle();
