import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bundlePath } from "./bundle-path.ts";

let folder: string;
let cache: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-cache-"));
  await cp(dirname(await bundlePath()), join(folder, "dist"), { recursive: true });
  await rm(join(folder, "dist", "compile-cache"), { recursive: true, force: true });
  await mkdir(join(folder, "tmp"));
  cache = join(folder, "dist", "compile-cache");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Whether a run of the launcher used the cache, and so filled it. */
async function isUsed(place = cache): Promise<boolean> {
  const before = await entries(place);
  const env = { TMPDIR: join(folder, "tmp") };
  const ended = await execa(process.execPath, [join(folder, "dist", "gitlab-ecr-launch.cjs"), "--version"], {
    env,
    extendEnv: false,
  });
  expect(ended.stdout).toMatch(/^\d+\.\d+\.\d+/);
  expect(await readdir(join(folder, "tmp"))).toEqual([]);
  return (await entries(place)).length > before.length;
}

async function entries(place: string): Promise<string[]> {
  return readdir(place, { recursive: true }).catch(() => []);
}

async function makeCache(mode: number): Promise<void> {
  await mkdir(cache);
  await chmod(cache, mode);
}

describe("the compile cache beside the bundle", () => {
  test.each([0o755, 0o700])("is used where only its owner may write it: %o", async (mode) => {
    await makeCache(mode);
    expect(await isUsed()).toBe(true);
  });

  test.each([0o775, 0o757, 0o777, 0o1777])("isn't used where others may write it: %o", async (mode) => {
    await makeCache(mode);
    expect(await isUsed()).toBe(false);
  });

  test.each([0o666, 0o777])("isn't used where others may write something in it: %o", async (mode) => {
    await makeCache(0o755);
    await mkdir(join(cache, "v24"));
    const inside = mode === 0o777 ? join(cache, "v24", "folder") : join(cache, "v24", "file");
    await (mode === 0o777 ? mkdir(inside) : writeFile(inside, ""));
    await chmod(inside, mode);
    expect(await isUsed()).toBe(false);
  });

  test("isn't used through a symbolic link", async () => {
    const elsewhere = join(folder, "elsewhere");
    await mkdir(elsewhere, { mode: 0o755 });
    await symlink(elsewhere, cache);
    expect(await isUsed(elsewhere)).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)("isn't used where it is another user's", async () => {
    await makeCache(0o755);
    await chown(cache, 12_345, 12_345);
    expect(await isUsed()).toBe(false);
  });

  test("isn't missed, and none is made, where there is none", async () => {
    expect(await isUsed()).toBe(false);
  });
});

test("the bundle by itself uses none", async () => {
  await makeCache(0o755);
  await execa(process.execPath, [join(folder, "dist", "gitlab-ecr.cjs"), "--version"], {
    env: { TMPDIR: join(folder, "tmp") },
    extendEnv: false,
  });
  expect([await entries(cache), await entries(join(folder, "tmp"))]).toEqual([[], []]);
});
