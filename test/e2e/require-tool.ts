import { describe, test } from "vitest";
import { whatIsMissing } from "./missing-tool.ts";

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
