import { readFile } from "node:fs/promises";
import type { Check } from "./check.ts";
import { readLockFile } from "./read-lock-file.ts";

const permissive = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

/** What the bundle carries to users is under a permissive licence. */
export const licences: Check = {
  title: "Licences",
  run: async (root) => {
    const locked = Object.entries(await readLockFile(root));
    const shipped = locked.filter(
      ([path, { dev, devOptional, optional }]) => path.includes("node_modules/") && !dev && !devOptional && !optional,
    );
    const found = await Promise.all(shipped.map(([path]) => problemOf(root, path)));
    return { problems: found.filter((problem) => problem !== null) };
  },
};

async function problemOf(root: string, path: string): Promise<string | null> {
  const { name, version, license } = JSON.parse(await readFile(`${root}/${path}/package.json`, "utf8"));
  const choices = String(license).replace(/[()]/g, "").split(" OR ");
  return choices.some((choice) => permissive.has(choice)) ? null : `${name} ${version} is under ${license}`;
}
