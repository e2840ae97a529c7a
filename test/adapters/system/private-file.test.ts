import { spawnSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  makePrivateFolder,
  mendFileMode,
  readPrivateFile,
  removeTemporaryFiles,
  writePrivateFile,
} from "../../../src/adapters/system/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const modeOf = async (path: string) => (await stat(path)).mode & 0o7777;

describe("readPrivateFile", () => {
  it("reads a file, and tells a missing one by undefined", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "text");
    expect(await readPrivateFile(join(folder, "file"))).toBe("text");
    expect(await readPrivateFile(join(folder, "missing"))).toBeUndefined();
    expect(await readPrivateFile(join(folder, "missing", "file"))).toBeUndefined();
  });

  it("refuses a symbolic link in the file's place", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "target"), "text");
    await symlink(join(folder, "target"), join(folder, "file"));
    await expect(readPrivateFile(join(folder, "file"))).rejects.toMatchObject({
      code: "config-unreadable",
      context: { path: join(folder, "file"), reason: "it is a symbolic link" },
    });
  });

  it("refuses a symbolic link in its folder's place, with a trailing slash, too", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "real"));
    await writeFile(join(folder, "real", "file"), "text");
    await symlink(join(folder, "real"), join(folder, "link"));
    await expect(readPrivateFile(join(folder, "link", "file"))).rejects.toMatchObject({ code: "config-unreadable" });
    await expect(readPrivateFile(`${folder}/link//file`)).rejects.toMatchObject({ code: "config-unreadable" });
  });

  it("refuses a folder, and a pipe, without waiting for a writer", async () => {
    const folder = await temporaryFolder();
    expect(spawnSync("mkfifo", [join(folder, "pipe")]).status).toBe(0);
    await expect(readPrivateFile(folder)).rejects.toMatchObject({ code: "config-unreadable" });
    await expect(readPrivateFile(join(folder, "pipe"))).rejects.toMatchObject({ code: "config-unreadable" });
  });
});

describe("writePrivateFile", () => {
  it("makes the folder 0700 and the file 0600, whatever the umask", async () => {
    const folder = join(await temporaryFolder(), "a", "b");
    const umask = process.umask(0o377);
    try {
      await writePrivateFile(join(folder, "file"), "text");
    } finally {
      process.umask(umask);
    }
    expect([await modeOf(folder), await modeOf(join(folder, "file"))]).toEqual([0o700, 0o600]);
    expect(await readFile(join(folder, "file"), "utf8")).toBe("text");
  });

  it("mends the modes of an existing folder and file", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o755);
    await writeFile(join(folder, "file"), "old", { mode: 0o644 });
    await writePrivateFile(join(folder, "file"), "new");
    expect([await modeOf(folder), await modeOf(join(folder, "file"))]).toEqual([0o700, 0o600]);
  });

  it("leaves a link and what it points to as they are", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "target"), "old");
    await symlink(join(folder, "target"), join(folder, "file"));
    await expect(writePrivateFile(join(folder, "file"), "new")).rejects.toMatchObject({
      code: "config-unwritable",
      context: { reason: "it is a symbolic link" },
    });
    expect(await readFile(join(folder, "target"), "utf8")).toBe("old");
    expect((await readdir(folder)).sort()).toEqual(["file", "target"]);
  });

  it("refuses to write into a folder through a link", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "real"));
    await symlink(join(folder, "real"), join(folder, "link"));
    await expect(writePrivateFile(join(folder, "link", "file"), "x")).rejects.toMatchObject({
      code: "config-unwritable",
    });
    expect(await readdir(join(folder, "real"))).toEqual([]);
  });

  it("changes nothing and leaves nothing when the last check rejects", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "old");
    const refusal = new Error("lock lost");
    await expect(writePrivateFile(join(folder, "file"), "new", () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(await readFile(join(folder, "file"), "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["file"]);
  });

  it("leaves nothing when a folder is in the file's place", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "file"));
    await expect(writePrivateFile(join(folder, "file"), "new")).rejects.toMatchObject({ code: "config-unwritable" });
    expect(await readdir(folder)).toEqual(["file"]);
  });

  it.runIf(process.getuid?.() === 0)("keeps the owner of a user's file that root writes", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "old");
    spawnSync("chown", ["65534:65534", join(folder, "file")]);
    await writePrivateFile(join(folder, "file"), "new");
    expect(await stat(join(folder, "file"))).toMatchObject({ uid: 65534, gid: 65534 });
  });
});

describe("makePrivateFolder", () => {
  it("tells whether it made the folder", async () => {
    const folder = join(await temporaryFolder(), "a", "b");
    expect([await makePrivateFolder(folder), await makePrivateFolder(folder)]).toEqual([true, false]);
  });

  it("leaves a shared folder's mode alone", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o1777);
    await makePrivateFolder(folder);
    expect(await modeOf(folder)).toBe(0o1777);
  });

  it("refuses a file in the folder's place", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    await expect(makePrivateFolder(join(folder, "file"))).rejects.toMatchObject({ code: "config-unwritable" });
    await expect(makePrivateFolder(join(folder, "file", "b"))).rejects.toMatchObject({ code: "config-unwritable" });
  });
});

describe("mendFileMode", () => {
  it("makes a file private, and bears that there is none", async () => {
    const file = join(await temporaryFolder(), "file");
    await mendFileMode(file);
    await writeFile(file, "", { mode: 0o644 });
    await mendFileMode(file);
    expect(await modeOf(file)).toBe(0o600);
  });
});

describe("removeTemporaryFiles", () => {
  it("removes what a killed writer left, and nothing else", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "old");
    await writeFile(join(folder, ".hidden.tmp"), "somebody's");
    const left = new Promise<void>((resolve) => {
      void writePrivateFile(join(folder, "file"), "new", () => {
        resolve();
        return Promise.race([]); // Never settles, as the killed never go on.
      });
    });
    await left;
    expect(await readdir(folder)).toHaveLength(3);
    await removeTemporaryFiles(folder);
    expect((await readdir(folder)).sort()).toEqual([".hidden.tmp", "file"]);
  });
});
