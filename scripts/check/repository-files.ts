import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The repository's files, those not yet committed included, as paths from its root; git patterns narrow them. */
export async function repositoryFiles(root: string, ...patterns: readonly string[]): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...patterns];
  const { stdout } = await run("git", args, { cwd: root, maxBuffer: 100_000_000 });
  const paths = [...new Set(stdout.split("\0"))].filter((path) => path !== "").sort();
  const there = await Promise.all(paths.map((path) => access(`${root}/${path}`).then(yes, no)));
  return paths.filter((_, index) => there[index]);
}

const yes = () => true;
const no = () => false;
