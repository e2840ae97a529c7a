import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { archiveOf } from "./archive.ts";
import { notesOf } from "./changelog.ts";

const root = new URL("../..", import.meta.url).pathname;

/** What a build is made from. */
const sources = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.types.json",
  "src",
  "scripts",
  "test/fake",
];

/**
 * Makes all files of a release in a folder: the bundle, the archive of all programs, the npm package, the bill of
 * materials, the notes and the checksums. Throws where two builds in different folders differ.
 */
export async function makeAssets(output: string): Promise<readonly string[]> {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  await buildTwice(async (folder) => {
    await copyFile(join(folder, "dist", "gitlab-ecr.cjs"), join(output, "gitlab-ecr.cjs"));
    await writeFile(join(output, "gitlab-ecr.tar"), await archiveOf(join(folder, "dist")));
  });
  const npm = async (...args: string[]) => (await execa("npm", args, { cwd: root })).stdout;
  await npm("pack", "--silent", "--pack-destination", output);
  const bill = await npm(
    "sbom",
    "--sbom-format=cyclonedx",
    "--sbom-type=application",
    "--package-lock-only",
    "--omit=dev",
  );
  await writeFile(join(output, "gitlab-ecr.cdx.json"), named(bill));
  await writeFile(join(output, "notes.md"), notesOrNone(await readFile(join(root, "CHANGELOG.md"), "utf8"), version));
  const names = (await readdir(output)).filter((name) => name !== "notes.md").sort();
  const sums = await Promise.all(names.map(async (name) => `${await sha256(join(output, name))}  ${name}\n`));
  await writeFile(join(output, "SHA256SUMS"), sums.join(""));
  return [...names, "SHA256SUMS"];
}

/** Builds in two folders, one of them in another place than the sources, and hands over one of the equal results. */
async function buildTwice(take: (folder: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "gitlab-ecr-assets-"));
  try {
    const folders = [join(home, "one"), join(home, "another", "place")] as const;
    for (const folder of folders) await buildIn(folder);
    const [one, other] = await Promise.all(folders.map((folder) => sumsOf(join(folder, "dist"))));
    if (one !== other) throw new Error(`Two builds of the same sources differ:\n${one}\n\n${other}`);
    await take(folders[0]);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function buildIn(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of sources) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const program = 'await (await import("./scripts/build.ts")).buildBundle();';
  await execa(process.execPath, ["--input-type=module", "--eval", program], { cwd: folder });
}

async function sumsOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  return (await Promise.all(names.map(async (name) => `${await sha256(join(folder, name))}  ${name}`))).join("\n");
}

async function sha256(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

/** npm names what it lists after the folder that it lies in. */
function named(bill: string): string {
  const content = JSON.parse(bill);
  content.metadata.component.name = "gitlab-ecr";
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Of a commit that is no release, there are no notes. */
function notesOrNone(changelog: string, version: string): string {
  return version === "0.0.0" ? "This is no release.\n" : notesOf(changelog, version);
}

if (import.meta.main) {
  const { output } = parseArgs({ options: { output: { type: "string", default: "release" } } }).values;
  for (const name of await makeAssets(output)) console.log(join(output, name));
}
