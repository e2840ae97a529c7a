import type { GitlabInstance } from "../world/gitlab.ts";

/** Whether the instance is of a version or newer. */
export function isSince({ version }: GitlabInstance, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(/[.-]/).map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
