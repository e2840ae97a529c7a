import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { downloadingTemplates, type Release, stamp } from "../../scripts/release/stamp.ts";
import { accepts, parseTemplate } from "./template.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const digest = "5a".repeat(32);
const release: Release = {
  version: "1.2.3",
  url: "https://gitlab.example.com/api/v4/projects/7/packages/generic/gitlab-ecr/1.2.3/gitlab-ecr.cjs",
  sha256: "0f".repeat(32),
  image: `registry.example.com/group/gitlab-ecr:1.2.3@sha256:${digest}`,
};

describe.each(downloadingTemplates)("a release's %s", (name) => {
  let template: string;
  let stamped: string;
  const inputsOf = (text: string) => parseTemplate(text).inputs;

  beforeAll(async () => {
    template = await readFile(join(root, "templates", name), "utf8");
    stamped = stamp(name, template, release);
  });

  test("names the release in place of the marks, and changes nothing else", () => {
    const changed = stamped.split("\n").filter((line, index) => line !== template.split("\n")[index]);
    expect(changed.map((line) => line.trim())).toEqual([
      expect.stringMatching(/^# +- component: .*@1\.2\.3$/),
      `default: ${release.url}`,
      `default: ${release.image}`,
      "version=1.2.3",
      `sha256=${release.sha256}`,
    ]);
    expect(stamped).not.toMatch(/unstamped$|unreleased$/m);
  });

  test("has inputs that accept their new defaults", () => {
    const inputs = inputsOf(stamped);
    for (const input of ["bundle_url", "image"])
      expect(accepts(inputs[input], String(inputs[input]?.default))).toBe(true);
    expect(inputs.image?.default).toBe(release.image);
  });

  test("keeps the image where the release has none", () => {
    const { image: _none, ...rest } = release;
    expect(inputsOf(stamp(name, template, rest)).image).toEqual(inputsOf(template).image);
  });

  test("isn't stamped twice, and never in part", () => {
    expect(() => stamp(name, stamped, release)).toThrow("stamped already, or was changed");
    expect(() => stamp(name, template.replace("sha256=unstamped", ""), release)).toThrow("0 times");
    expect(() => stamp(name, `${template}\n        sha256=unstamped\n`, release)).toThrow("2 times");
  });

  test.each([
    { version: "v1.2.3" },
    { version: "1.2.3; touch pwned" },
    { url: "http://gitlab.example.com/gitlab-ecr.cjs" },
    { url: "https://gitlab.example.com/$(touch pwned)" },
    { url: "https://gitlab.example.com/a\nb" },
    { sha256: "0F".repeat(32) },
    { sha256: "" },
    { image: "registry.example.com/gitlab-ecr:1.2.3" },
  ])("takes no value that can't be one: %j", (wrong) => {
    expect(() => stamp(name, template, { ...release, ...wrong })).toThrow(/ is no (version|url|sha256|image)\./);
  });
});

test("every other template of a release has its image", async () => {
  const names = (await readdir(join(root, "templates"))).filter((name) => !downloadingTemplates.includes(name));
  for (const name of names) {
    const stamped = stamp(name, await readFile(join(root, "templates", name), "utf8"), release);
    expect(parseTemplate(stamped).inputs.image?.default, name).toBe(release.image);
    expect(stamped, name).not.toContain("@VERSION");
  }
});

test("the script stamps a folder's templates with the checksum of the bundle", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-stamp-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(root, "templates"), join(folder, "templates"), { recursive: true });
  await writeFile(join(folder, "bundle.cjs"), "the bundle");
  const options = {
    bundle: join(folder, "bundle.cjs"),
    templates: join(folder, "templates"),
    version: "1.2.3",
    url: release.url,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  await execa(process.execPath, [join(root, "scripts", "release", "stamp.ts"), ...args]);
  const sha256 = createHash("sha256").update("the bundle").digest("hex");
  for (const name of downloadingTemplates) {
    expect(await readFile(join(folder, "templates", name), "utf8")).toContain(` sha256=${sha256}\n`);
  }
});
