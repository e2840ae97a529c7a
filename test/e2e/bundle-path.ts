import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, readdir, rename, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

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
    modified(join(root, "package-lock.json")),
  ]);
  if (built < Math.max(...sources)) await buildAside();
  return bundle;
}

async function buildAside(): Promise<void> {
  const aside = await mkdtemp(join(tmpdir(), "gitlab-ecr-build-"));
  try {
    // The build writes dist beside its own file, so its file is copied and all else linked.
    await cp(join(root, "scripts"), join(aside, "scripts"), { recursive: true });
    const others = (await readdir(root)).filter((name) => name !== "scripts" && name !== "dist");
    await Promise.all(others.map((name) => symlink(join(root, name), join(aside, name))));
    await promisify(execFile)(process.execPath, [join(aside, "scripts", "build.ts")], { cwd: aside });
    await mkdir(dist, { recursive: true });
    for (const name of await readdir(join(aside, "dist"))) {
      const complete = join(dist, `.${name}.${process.pid}`);
      await copyFile(join(aside, "dist", name), complete);
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
