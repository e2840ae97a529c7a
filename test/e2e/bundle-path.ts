import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildBundle } from "../../scripts/build.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(root, "dist");
const bundle = join(dist, "gitlab-ecr.cjs");

/**
 * The bundle, built where it is missing or older than the sources. Several processes may ask at once: each builds
 * beside, in a folder of its own, and renames the files into place, so that nobody ever runs half a bundle.
 */
export async function bundlePath(): Promise<string> {
  const built = await modified(bundle);
  const sources = await Promise.all([
    newest(join(root, "src")),
    modified(join(root, "scripts", "build.ts")),
    newest(join(root, "scripts", "build")),
    modified(join(root, "package-lock.json")),
  ]);
  if (built < Math.max(...sources)) await buildAside();
  return bundle;
}

async function buildAside(): Promise<void> {
  const aside = await mkdtemp(join(tmpdir(), "gitlab-ecr-build-"));
  try {
    await buildBundle(aside);
    await mkdir(dist, { recursive: true });
    for (const name of await readdir(aside)) {
      const complete = join(dist, `.${name}.${process.pid}`);
      await copyFile(join(aside, name), complete);
      await rename(complete, join(dist, name));
    }
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function newest(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const times = entries.filter((entry) => entry.isFile()).map((entry) => modified(join(entry.parentPath, entry.name)));
  return Math.max(0, ...(await Promise.all(times)));
}

/** Milliseconds; 0 for a file that isn't there. */
async function modified(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}
