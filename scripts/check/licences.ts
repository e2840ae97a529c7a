import type { Check } from "./check.ts";
import { type LockedPackage, readLockFile } from "./read-lock-file.ts";

const permissive = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

/** What users get is under a permissive licence, by the lock file. */
export const licences: Check = {
  title: "Licences",
  run: async (root) => ({ problems: licenceProblems(await readLockFile(root)) }),
};

/** Packages that users get and that are under another licence, or under none that the lock file knows. */
export function licenceProblems(locked: Readonly<Record<string, LockedPackage>>): string[] {
  return Object.entries(locked).flatMap(([path, { version, license, link, dev, devOptional, optional }]) => {
    // A link leads to a folder of this repository.
    if (!path.includes("node_modules/") || link || dev || devOptional || optional) return [];
    const choices = (license ?? "").replace(/[()]/g, "").split(" OR ");
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return choices.some((choice) => permissive.has(choice))
      ? []
      : [`${name} ${version} is under ${license ?? "no licence"}`];
  });
}
