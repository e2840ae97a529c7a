import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, test } from "vitest";

/**
 * A group of tests that need programs of the machine. Where one is missing, the group is skipped with a loud warning;
 * with `CI=true` it fails, so that nobody's pipeline is green because nothing ran.
 */
export function describeWith(tools: readonly string[], title: string, body: () => void): void {
  const missing = tools.flatMap((tool) => whatIsMissing(tool) ?? []);
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const reason = `${title}: needs ${missing.join(" and ")}`;
  if (process.env.CI === "true") {
    test(title, () => {
      throw new Error(reason);
    });
    return;
  }
  console.warn(`\n  !! SKIPPED ${reason}\n`);
  describe.skipIf(true)(title, body);
}

/** What is in the way of using a program, in words; undefined where nothing is. */
export function whatIsMissing(tool: string): string | undefined {
  if (findProgram(tool) === undefined) return `${tool} on PATH`;
  if (tool === "dockerd" && process.getuid?.() !== 0) return "root's rights for dockerd";
  return undefined;
}

function findProgram(name: string): string | undefined {
  const candidates = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder || ".", name));
  return candidates.find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
