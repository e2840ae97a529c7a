import type { Check } from "./check.ts";
import { type LockedPackage, readLockFile } from "./read-lock-file.ts";

/** The lock file names no registry, and holds every package that some platform needs: `npm ci` refuses it otherwise. */
export const lockFile: Check = {
  title: "Lock file",
  run: async (root) => ({ problems: lockProblems(await readLockFile(root)) }),
};

type Locked = Readonly<Record<string, LockedPackage>>;

/** What is wrong with locked packages. */
export function lockProblems(locked: Locked): string[] {
  return Object.entries(locked).flatMap(([path, { resolved, link, dependencies, optionalDependencies }]) => {
    const bound = resolved === undefined || link ? [] : [`package-lock.json: ${path} is bound to ${resolved}`];
    const needed = Object.entries({ ...dependencies, ...optionalDependencies });
    const missing = needed.filter(([name]) => !isLocked(locked, path, name));
    return [
      ...bound,
      ...missing.map(([name, version]) => `package-lock.json: it lacks ${name} ${version}, of ${path}`),
    ];
  });
}

/** Whether a package that stands in `path` finds another one, as Node looks for it. */
function isLocked(locked: Locked, path: string, name: string): boolean {
  const folders = path
    .split("/node_modules/")
    .map((_, index, parts) => parts.slice(0, parts.length - index).join("/node_modules/"));
  return [...folders.filter((folder) => folder !== "").map((folder) => `${folder}/`), ""].some(
    (folder) => `${folder}node_modules/${name}` in locked,
  );
}
