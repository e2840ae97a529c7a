import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The repository's root. */
export const repository = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/** A small source tree in a folder of its own, under the repository's own rules. */
export interface PlantedTree {
  readonly root: string;
  readonly remove: () => Promise<void>;
}

const settings = [
  ".gitignore",
  "biome.json",
  "package.json",
  "tsconfig.json",
  "tsconfig.pure.json",
  "scripts/check/no-current-date.grit",
  "scripts/check/web-platform.d.ts",
];

/** Plants files, given by their paths and texts. */
export async function plantTree(files: Readonly<Record<string, string>>): Promise<PlantedTree> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "gitlab-ecr-planted-")));
  for (const path of settings) await cp(join(repository, path), join(root, path));
  await symlink(join(repository, "node_modules"), join(root, "node_modules"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
