import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

/**
 * Builds what programs import: `index.js`, an ES module with our own code in it and the packages it needs outside, and
 * its types. CommonJS takes it by `require`, as Node 22 can.
 */
export async function buildPrograms(root: string, folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["src/index.ts"],
    outfile: join(folder, "index.js"),
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node22.21",
    format: "esm",
    legalComments: "none",
    logLevel: "warning",
  });
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [
    compiler,
    ...["-p", join(root, "tsconfig.types.json"), "--outDir", join(folder, "types")],
  ]);
}
