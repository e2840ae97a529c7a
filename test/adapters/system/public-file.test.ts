import { execFileSync, spawnSync } from "node:child_process";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { writePublicFile } from "../../../src/adapters/system/index.ts";
import { makePipe } from "./pipes.ts";
import { temporaryFolder } from "./temporary-folder.ts";

let path: string;
beforeEach(async () => {
  path = join(await temporaryFolder(), "file");
});

const options = () => ({ command: "doctor", signal: AbortSignal.timeout(10_000) });

async function refusal(): Promise<unknown> {
  const error = await writePublicFile(path, "text", options()).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: "input-invalid", context: { command: "doctor" } });
  expect((await readdir(dirname(path))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  return (error as { context: { reason: unknown } }).context.reason;
}

describe("writePublicFile", () => {
  it("makes a file, and replaces one", async () => {
    await writePublicFile(path, "one", options());
    await writePublicFile(path, "two", options());
    expect(await readFile(path, "utf8")).toBe("two");
    expect(await readdir(dirname(path))).toEqual(["file"]);
  });

  it("writes into a pipe, more than it holds at once, too", async () => {
    const reader = await open(makePipe(path), constants.O_RDONLY | constants.O_NONBLOCK);
    const text = "x".repeat(200_000);
    const writing = writePublicFile(path, text, options());
    let read = "";
    while (read.length < text.length) {
      const { bytesRead, buffer } = await reader.read(Buffer.alloc(65_536)).catch(() => ({ bytesRead: 0, buffer: "" }));
      read += buffer.toString("utf8").slice(0, bytesRead);
    }
    await writing;
    await reader.close();
    expect(read).toBe(text);
    expect((await lstat(path)).isFIFO()).toBe(true);
  });

  it("doesn't wait for somebody to read from a pipe", async () => {
    makePipe(path);
    expect(await refusal()).toBe(`${path} can't be written (nobody reads from it).`);
    expect((await lstat(path)).isFIFO()).toBe(true);
  });

  it("ends the waiting for a pipe's reader with the signal's reason", async () => {
    const reader = await open(makePipe(path), constants.O_RDONLY | constants.O_NONBLOCK);
    onTestFinished(() => reader.close());
    const stop = new AbortController();
    const writing = writePublicFile(path, "x".repeat(200_000), { command: "login", signal: stop.signal });
    const reason = new Error("enough");
    stop.abort(reason);
    await expect(writing).rejects.toBe(reason);
  });

  it("leaves a link, a folder and a socket alone", async () => {
    await writeFile(`${path}-target`, "old");
    await symlink(`${path}-target`, path);
    expect(await refusal()).toBe(`${path} can't be written (it is a symbolic link; name what it leads to).`);
    expect([await readlink(path), await readFile(`${path}-target`, "utf8")]).toEqual([`${path}-target`, "old"]);
    path = `${path}-folder`;
    await mkdir(path);
    expect(await refusal()).toBe(`${path} can't be written (it is a folder).`);
    path = `${path}-socket`;
    const socket = createServer().listen(path);
    onTestFinished(() => void socket.close());
    expect(await refusal()).toBe(`${path} can't be written (it isn't a file).`);
    expect((await lstat(path)).isSocket()).toBe(true);
  });

  it.skipIf(!canMakeDevices())("writes into a character device, and leaves it there", async () => {
    makeDevice(path, 3);
    await writePublicFile(path, "text", options());
    expect((await lstat(path)).isCharacterDevice()).toBe(true);
    path = `${path}-full`;
    makeDevice(path, 7);
    expect(await refusal()).toBe(`${path} can't be written (the disk is full).`);
    expect((await lstat(path)).isCharacterDevice()).toBe(true);
  });
});

/** Linux's memory devices: 3 takes everything, 7 is always full. Source: admin-guide/devices.txt. */
function makeDevice(at: string, minor: 3 | 7): void {
  execFileSync("mknod", [at, "c", "1", String(minor)]);
}

/** Only root may, and not in every container. */
function canMakeDevices(): boolean {
  const script =
    'folder=$(mktemp -d) && mknod "$folder/null" c 1 3 && : > "$folder/null"; s=$?; rm -r "$folder"; exit $s';
  return spawnSync("sh", ["-c", script]).status === 0;
}
