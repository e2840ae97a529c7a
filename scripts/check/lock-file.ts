import type { Check } from "./check.ts";
import { readLockFile } from "./read-lock-file.ts";

/** The lock file names no registry: everyone installs from their own. */
export const lockFile: Check = {
  title: "Lock file",
  run: async (root) => {
    const packages = Object.entries(await readLockFile(root));
    const bound = packages.filter(([, { resolved, link }]) => resolved !== undefined && link !== true);
    return { problems: bound.map(([path, { resolved }]) => `package-lock.json: ${path} is bound to ${resolved}`) };
  },
};
