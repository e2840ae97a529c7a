import { resolve } from "node:path";

/** A path as it is from any working folder. */
export function absolutePath(path: string): string {
  return resolve(path);
}
