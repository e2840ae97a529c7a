import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { archiveOf } from "../../scripts/release/archive.ts";
import { archiveTemplates, downloadingTemplates, type Release, stamp } from "../../scripts/release/stamp.ts";
import { accepts, parseTemplate } from "./template.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const digest = "5a".repeat(32);
const release: Release = {
  version: "1.2.3",
  url: "https://gitlab.example.com/api/v4/projects/7/packages/generic/gitlab-ecr/1.2.3/gitlab-ecr.cjs",
  sha256: "0f".repeat(32),
  archiveUrl: "https://gitlab.example.com/api/v4/projects/7/packages/generic/gitlab-ecr/1.2.3/gitlab-ecr.tar",
  archiveSha256: "e1".repeat(32),
  image: `registry.example.com/group/gitlab-ecr:1.2.3@sha256:${digest}`,
};

describe.each(archiveTemplates)("a release's %s", (name) => {
  let template: string;
  let stamped: string;
  const inputsOf = (text: string) => parseTemplate(text).inputs;

  beforeAll(async () => {
    template = await readFile(join(root, "templates", name), "utf8");
    stamped = stamp(name, template, release);
  });

  test("names the release in place of the marks, and changes nothing else", () => {
    const changed = stamped.split("\n").filter((line, index) => line !== template.split("\n")[index]);
    const withBundle = downloadingTemplates.includes(name);
    expect(changed.map((line) => line.trim())).toEqual([
      expect.stringMatching(/^# +- component: .*@1\.2\.3$/),
      ...(withBundle ? [`default: ${release.url}`] : []),
      `default: ${release.archiveUrl}`,
      `default: ${release.image}`,
      "version=1.2.3",
      ...(withBundle ? [`sha256=${release.sha256}`] : []),
      `archive_sha256=${release.archiveSha256}`,
    ]);
    expect(stamped).not.toMatch(/unstamped$|unreleased$/m);
  });

  test("has inputs that accept their new defaults", () => {
    const inputs = inputsOf(stamped);
    const changed = Object.keys(inputs).filter((input) => ["bundle_url", "archive_url", "image"].includes(input));
    for (const input of changed) expect(accepts(inputs[input], String(inputs[input]?.default))).toBe(true);
    expect(inputs.image?.default).toBe(release.image);
  });

  test("keeps the image where the release has none", () => {
    const { image: _none, ...rest } = release;
    expect(inputsOf(stamp(name, template, rest)).image).toEqual(inputsOf(template).image);
  });

  test("isn't stamped twice, and never in part", () => {
    expect(() => stamp(name, stamped, release)).toThrow("stamped already, or was changed");
    expect(() => stamp(name, template.replace("archive_sha256=unstamped", ""), release)).toThrow("0 times");
    expect(() => stamp(name, `${template}\n        archive_sha256=unstamped\n`, release)).toThrow("2 times");
  });

  test.each([
    { version: "v1.2.3" },
    { version: "1.2.3; touch pwned" },
    { url: "http://gitlab.example.com/gitlab-ecr.cjs" },
    { url: "https://gitlab.example.com/$(touch pwned)" },
    { url: "https://gitlab.example.com/a\nb" },
    { sha256: "0F".repeat(32) },
    { sha256: "" },
    { archiveUrl: "http://gitlab.example.com/gitlab-ecr.tar" },
    { archiveSha256: "0f" },
    { image: "registry.example.com/gitlab-ecr:latest" },
  ])("takes no value that can't be one: %j", (wrong) => {
    expect(() => stamp(name, template, { ...release, ...wrong })).toThrow(
      / is no (version|url|sha256|archiveUrl|archiveSha256|image)\./,
    );
  });
});

test("every other template of a release has its image", async () => {
  const names = (await readdir(join(root, "templates"))).filter((name) => !archiveTemplates.includes(name));
  for (const name of names) {
    const stamped = stamp(name, await readFile(join(root, "templates", name), "utf8"), release);
    expect(parseTemplate(stamped).inputs.image?.default, name).toBe(release.image);
    expect(stamped, name).not.toContain("@VERSION");
  }
});

test("the script stamps a folder's templates with the checksums of the bundle and of the archive", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-stamp-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(root, "templates"), join(folder, "templates"), { recursive: true });
  await writeFile(join(folder, "bundle.cjs"), "the bundle");
  await writeFile(join(folder, "all.tar"), "the archive");
  const options = {
    bundle: join(folder, "bundle.cjs"),
    templates: join(folder, "templates"),
    version: "1.2.3",
    url: release.url,
    archive: join(folder, "all.tar"),
    "archive-url": release.archiveUrl,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  await execa(process.execPath, [join(root, "scripts", "release", "stamp.ts"), ...args]);
  const sumOf = (text: string) => createHash("sha256").update(text).digest("hex");
  for (const name of archiveTemplates) {
    const stamped = await readFile(join(folder, "templates", name), "utf8");
    expect(stamped.includes(` sha256=${sumOf("the bundle")}\n`)).toBe(downloadingTemplates.includes(name));
    expect(stamped).toContain(` archive_sha256=${sumOf("the archive")}\n`);
  }
});

describe("a release's archive", () => {
  async function built(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-archive-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  test("holds all programs, their parts and the licences of what they hold, and nothing else, as tar reads it", async () => {
    const folder = await built();
    const files = {
      "gitlab-ecr.cjs": "#!/usr/bin/env node\n",
      "gitlab-ecr-part.cjs": "x".repeat(512),
      "a.cjs": "",
      "THIRD-PARTY-LICENSES.txt": "MIT\n",
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await writeFile(join(folder, "index.js"), "not wanted");
    const archive = await archiveOf(folder);
    const { stdout } = await execa("tar", ["-tvf", "-"], { input: archive, env: { TZ: "UTC" } });
    const rows = stdout.split("\n").map((row) => row.replace(/ +/g, " "));
    expect(rows).toEqual([
      "-rw-r--r-- 0/0 4 1970-01-01 00:00 THIRD-PARTY-LICENSES.txt",
      "-rw-r--r-- 0/0 0 1970-01-01 00:00 a.cjs",
      "-rw-r--r-- 0/0 512 1970-01-01 00:00 gitlab-ecr-part.cjs",
      "-rwxr-xr-x 0/0 20 1970-01-01 00:00 gitlab-ecr.cjs",
    ]);
    const out = await built();
    await execa("tar", ["-xf", "-", "-C", out], { input: archive });
    for (const [name, text] of Object.entries(files)) expect(await readFile(join(out, name), "utf8")).toBe(text);
  });

  test("is the same wherever and whenever the files were made", async () => {
    const [one, other] = [await built(), await built()];
    for (const name of ["gitlab-ecr.cjs", "b.cjs", "a.cjs"]) await writeFile(join(one, name), `of ${name}`);
    for (const name of ["a.cjs", "b.cjs", "gitlab-ecr.cjs"])
      await writeFile(join(other, name), `of ${name}`, { mode: 0o600 });
    await utimes(join(other, "a.cjs"), 1, 1);
    expect((await archiveOf(one)).equals(await archiveOf(other))).toBe(true);
  });

  test("isn't made of a folder without the bundle", async () => {
    await expect(archiveOf(await built())).rejects.toThrow("build first");
  });
});
