import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { archiveOf } from "./archive.ts";
import { billOf } from "./bill.ts";
import { dateOf, notesOf } from "./changelog.ts";
import { provenanceOf } from "./provenance.ts";

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
 * Makes all files of a release in a folder: the bundle, the archive of all programs, the licences of what they hold, the
 * npm package, the bill of materials, the notes and the checksums; in a tag's job of GitLab the provenance, too. The
 * same sources give the same bytes of all but the provenance. Throws where two builds in different folders differ.
 */
export async function makeAssets(
  output: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<readonly string[]> {
  const { version, description } = await readJson("package.json");
  const changelog = await readFile(join(root, "CHANGELOG.md"), "utf8");
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  const bundled = await buildTwice(async (folder) => {
    for (const name of ["gitlab-ecr.cjs", "THIRD-PARTY-LICENSES.txt"]) {
      await copyFile(join(folder, "dist", name), join(output, name));
    }
    await writeFile(join(output, "gitlab-ecr.tar"), await archiveOf(join(folder, "dist")));
  });
  await execa("npm", ["pack", "--silent", "--pack-destination", output], { cwd: root });
  const { packages: locked } = await readJson("package-lock.json");
  const bill = billOf({ locked, bundled, description, date: dateOf(changelog, version) });
  await writeFile(join(output, "gitlab-ecr.cdx.json"), bill);
  await writeFile(join(output, "notes.md"), notesOrNone(changelog, version));
  const names = (await readdir(output)).filter((name) => name !== "notes.md").sort();
  const subjects = await Promise.all(names.map(async (name) => ({ name, sha256: await sha256(join(output, name)) })));
  await writeFile(join(output, "SHA256SUMS"), subjects.map((file) => `${file.sha256}  ${file.name}\n`).join(""));
  const provenance = provenanceOf(subjects, environment);
  if (provenance !== null) await writeFile(join(output, "provenance.json"), provenance);
  return [...names, "SHA256SUMS", ...(provenance === null ? [] : ["provenance.json"])];
}

async function readJson(name: string) {
  return JSON.parse(await readFile(join(root, name), "utf8"));
}

/**
 * Builds in two folders, one of them in another place than the sources, and hands over one of the equal results. Gives
 * the paths of the packages that they hold.
 */
async function buildTwice(take: (folder: string) => Promise<void>): Promise<readonly string[]> {
  const home = await mkdtemp(join(tmpdir(), "gitlab-ecr-assets-"));
  try {
    const folders = [join(home, "one"), join(home, "another", "place")] as const;
    await buildIn(folders[1]);
    const packages = await buildIn(folders[0]);
    const [one, other] = await Promise.all(folders.map((folder) => sumsOf(join(folder, "dist"))));
    if (one !== other) throw new Error(`Two builds of the same sources differ:\n${one}\n\n${other}`);
    await take(folders[0]);
    return packages;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function buildIn(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  for (const name of sources) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const program = 'console.log(JSON.stringify(await (await import("./scripts/build.ts")).buildBundle()));';
  return JSON.parse(
    (await execa(process.execPath, ["--input-type=module", "--eval", program], { cwd: folder })).stdout,
  );
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

/** Of a commit that is no release, there are no notes. */
function notesOrNone(changelog: string, version: string): string {
  return version === "0.0.0" ? "This is no release.\n" : notesOf(changelog, version);
}

if (import.meta.main) {
  const { output } = parseArgs({ options: { output: { type: "string", default: "release" } } }).values;
  for (const name of await makeAssets(output)) console.log(join(output, name));
}
