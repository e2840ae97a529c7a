import { readFile } from "node:fs/promises";

/** One package of `package-lock.json`. */
export interface LockedPackage {
  readonly resolved?: string;
  readonly version?: string;
  /** An SPDX expression, as the package says it. */
  readonly license?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The locked packages, by the path where npm puts them. */
export async function readLockFile(root: string): Promise<Readonly<Record<string, LockedPackage>>> {
  const { packages } = JSON.parse(await readFile(`${root}/package-lock.json`, "utf8"));
  return packages;
}
