import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/** What is in the way of using a program of this machine, by its name or path, in words; undefined where nothing is. */
export function whatIsMissing(tool: string): string | undefined {
  if (isAbsolute(tool)) return isProgram(tool) ? undefined : tool;
  const candidates = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder || ".", tool));
  if (!candidates.some(isProgram)) return `${tool} on PATH`;
  if (tool === "dockerd" && process.getuid?.() !== 0) return "root's rights for dockerd";
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
