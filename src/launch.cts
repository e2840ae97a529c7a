// Starts the bundle that lies beside it with the compile cache that lies beside it, as our image does. The bundle by
// itself uses no compile cache: Node's default one is in the shared temporary folder, where any user of a machine can
// have put code for us to run.

const { lstatSync, readdirSync } = require("node:fs") as typeof import("node:fs");
const { enableCompileCache } = require("node:module") as typeof import("node:module");
const { join } = require("node:path") as typeof import("node:path");

const cache = join(__dirname, "compile-cache");

/** Whether nobody but root and this user can have written a file or folder, or can put another in a link's place. */
function isSafe(path: string): boolean {
  const status = lstatSync(path);
  const writableByOthers = (status.mode & 0o022) !== 0;
  return !status.isSymbolicLink() && !writableByOthers && [0, process.getuid?.()].includes(status.uid);
}

function isSafeFolder(folder: string): boolean {
  try {
    // What is in a folder that others can write may change after the look, so the folder comes first.
    return isSafe(folder) && readdirSync(folder, { recursive: true }).every((name) => isSafe(join(folder, String(name))));
  } catch {
    return false; // Not there, or not to be looked into: then it is no use, either.
  }
}

if (isSafeFolder(cache)) {
  // The cache is filled where the image is built and goes with the bundle to another folder.
  process.env.NODE_COMPILE_CACHE_PORTABLE = "1";
  enableCompileCache(cache);
  delete process.env.NODE_COMPILE_CACHE_PORTABLE;
}
require("./gitlab-ecr.cjs");
