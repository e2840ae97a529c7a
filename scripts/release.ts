import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { addressesOf, type ReleaseAddresses } from "./release/addresses.ts";
import { releaseChangelog } from "./release/changelog.ts";
import { refuseVersion } from "./release/version.ts";

const root = new URL("..", import.meta.url).pathname;

/** Where `npm ci` puts the packages that a release is made with. */
const installed = ["node_modules", "tools/api-docs/node_modules"];

/** Where releases are made. */
const branch = "main";

/** Ends what runs when somebody ends this. */
const interruption = new AbortController();
const cancelSignal = interruption.signal;

const usage = `Usage: npm run release -- X.Y.Z --project URL [--registry HOST] [--dry-run]

Makes a release's commit and tag on ${branch}, and a commit after it that takes its stamps out of the templates again. Nothing is
pushed: the tag's pipeline publishes when you push it.

  --project URL    address of the project, such as https://gitlab.com/GROUP/gitlab-ecr
  --registry HOST  host of its container registry; default: registry. and the project's host
  --dry-run        show the release's commit, and make none
`;

async function release(): Promise<void> {
  const string = { type: "string" } as const;
  const boolean = { type: "boolean" } as const;
  const { values, positionals } = parseArgs({
    options: { project: string, registry: string, "dry-run": boolean, help: { ...boolean, short: "h" } },
    allowPositionals: true,
  });
  if (values.help) return void process.stdout.write(usage);
  const [version, ...surplus] = positionals;
  if (version === undefined || surplus.length > 0 || values.project === undefined) throw new Error(usage.trimEnd());
  const addresses = addressesOf(values.project, version, values.registry);
  await refuseState(version);
  await inWorkTree(async (folder) => {
    await writeRelease(folder, version, addresses);
    if (values["dry-run"]) return show(folder);
    const [released, next] = await commitRelease(folder, version);
    interruption.signal.throwIfAborted();
    await uninterrupted("merge", "--quiet", "--ff-only", next);
    await uninterrupted("tag", "--annotate", "--message", `gitlab-ecr ${version}`, version, released);
    console.log(
      `Release ${version} is commit ${released}. To publish it: git push --atomic origin ${branch} ${version}`,
    );
  });
}

async function refuseState(version: string): Promise<void> {
  refuseVersion(version, JSON.parse(await readFile(join(root, "package.json"), "utf8")).version);
  const current = (await git(root, "branch", "--show-current")) || "no branch";
  if (current !== branch) throw new Error(`Releases are made on ${branch}, and ${current} is checked out.`);
  const changed = await git(root, "status", "--porcelain");
  if (changed !== "") throw new Error(`There are changes that aren't committed:\n${changed}`);
  if ((await git(root, "tag", "--list", version)) !== "") throw new Error(`There is a tag ${version} already.`);
}

/** Works in a checkout beside, so that an end in the middle leaves nothing half-written. */
async function inWorkTree(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-release-"));
  try {
    await git(root, "worktree", "add", "--quiet", "--detach", folder, "HEAD");
    for (const packages of installed) await symlink(join(root, packages), join(folder, packages));
    await work(folder);
  } finally {
    // It isn't a work tree yet where git itself has failed.
    await uninterrupted("worktree", "remove", "--force", folder).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRelease(folder: string, version: string, { url, archiveUrl, image }: ReleaseAddresses) {
  const changelog = join(folder, "CHANGELOG.md");
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(changelog, releaseChangelog(await readFile(changelog, "utf8"), version, date));
  for (const name of ["package.json", "package-lock.json"]) await writeVersion(join(folder, name), version);
  const node = (...args: string[]) => execa(process.execPath, args, { cwd: folder, cancelSignal });
  await node("--input-type=module", "--eval", 'await (await import("./scripts/build.ts")).buildBundle();');
  await node("scripts/release/archive.ts");
  const addresses = [`--url=${url}`, `--archive-url=${archiveUrl}`, `--image=${image}`];
  await node("scripts/release/stamp.ts", `--version=${version}`, ...addresses);
  await node("scripts/docs.ts");
}

/** The version of the package itself, which stands once in package.json and twice in the lock file. */
async function writeVersion(path: string, version: string): Promise<void> {
  const content = JSON.parse(await readFile(path, "utf8"));
  content.version = version;
  if (content.packages !== undefined) content.packages[""].version = version;
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
}

async function show(folder: string): Promise<void> {
  await execa("git", ["--no-pager", "diff", "--stat", "--patch", "--", ".", ":(exclude)package-lock.json"], {
    cwd: folder,
    stdio: "inherit",
    cancelSignal,
  });
}

/** The release's commit, and the one after it: templates between releases know no checksums, since they are no release. */
async function commitRelease(folder: string, version: string): Promise<readonly [released: string, next: string]> {
  const commit = async (message: string) => {
    await git(folder, "commit", "--quiet", "--all", "--message", message);
    return git(folder, "rev-parse", "HEAD");
  };
  const released = await commit(`Release ${version}`);
  await git(folder, "checkout", "HEAD~1", "--", "templates", "docs/components.md");
  return [released, await commit(`Take the stamps of ${version} out of the templates`)];
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await execa("git", args, { cwd, cancelSignal })).stdout;
}

/** A process group of its own: Ctrl-C doesn't reach it. */
async function uninterrupted(...args: string[]): Promise<void> {
  await execa("git", args, { cwd: root, detached: true });
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interruption.abort());
try {
  await release();
} catch (error) {
  const { aborted } = interruption.signal;
  console.error(aborted ? "Interrupted: there is neither a commit nor a tag." : (error as Error).message);
  process.exitCode = aborted ? 130 : 1;
}
