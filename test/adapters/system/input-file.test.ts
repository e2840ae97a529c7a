import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readInputFile, readTokenFile } from "../../../src/adapters/system/index.ts";
import { makePipe, makeSilentPipe } from "./pipes.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const patient = () => AbortSignal.timeout(10_000);

let path: string;
beforeEach(async () => {
  path = join(await temporaryFolder(), "file");
});

/** Writes into a pipe that somebody reads from. */
async function writeTo(pipe: string, ...parts: readonly string[]): Promise<void> {
  const writer = await open(pipe, "w");
  for (const part of parts) await writer.write(part);
  await writer.close();
}

/** A pipe that lies in no file system, as standard input of a program that doesn't read it. */
async function unnamedPipe(text: string): Promise<string> {
  const silent = await makeSilentPipe(`${path}-for-${text}`);
  const script = `printf %s "$1" | sh -c 'echo $$; exec cat "$1" >&2' sh "$2"`;
  const child = spawn("sh", ["-c", script, "sh", text, silent], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void child.kill());
  const [pid] = await once(child.stdout, "data");
  return `/proc/${String(pid).trim()}/fd/0`;
}

describe("readInputFile", () => {
  it("reads a file, through a link too", async () => {
    await writeFile(path, "text");
    await symlink(path, `${path}-link`);
    expect(await readInputFile(`${path}-link`, "login", patient())).toBe("text");
    expect(await readInputFile(path, "login")).toBe("text");
  });

  it("reads a pipe to its end, whenever its writer comes", async () => {
    const reading = readInputFile(makePipe(path), "login", patient());
    const text = "ä".repeat(100_000);
    await writeTo(path, text, "end");
    expect(await reading).toBe(`${text}end`);
  });

  it("reads a pipe of the shell's, whose writer may have gone", async () => {
    for (const text of ["text", ""]) {
      expect(await readInputFile(await unnamedPipe(text), "login", patient())).toBe(text);
    }
  });

  it("ends the waiting for a writer, and for more from one, with the signal's reason", async () => {
    const reason = new Error("enough");
    for (const pipe of [makePipe(path), await makeSilentPipe(`${path}-silent`)]) {
      const stop = new AbortController();
      const reading = readInputFile(pipe, "login", stop.signal);
      stop.abort(reason);
      await expect(reading).rejects.toBe(reason);
      await expect(readInputFile(pipe, "login", stop.signal)).rejects.toBe(reason);
    }
  });

  it("reads a character device, and no more than the limit", async () => {
    expect(await readInputFile("/dev/null", "login", patient())).toBe("");
    const reason = "/dev/zero can't be read (it holds more than 16384 KB).";
    await expect(readInputFile("/dev/zero", "login", patient())).rejects.toMatchObject({
      code: "input-invalid",
      context: { reason },
    });
    await writeFile(path, "");
    await truncate(path, 16 * 1024 * 1024 + 1);
    await expect(readInputFile(path, "login", patient())).rejects.toMatchObject({ code: "input-invalid" });
  });

  it("refuses a folder, a socket and what isn't there", async () => {
    const socket = createServer().listen(path);
    onTestFinished(() => void socket.close());
    for (const wrong of ["/", path, `${path}-missing`]) {
      await expect(readInputFile(wrong, "setup", patient())).rejects.toMatchObject({
        code: "input-invalid",
        context: { command: "setup" },
      });
    }
  });
});

describe("readTokenFile", () => {
  it("takes at most 64 KB", async () => {
    await writeFile(path, "x".repeat(65_536));
    expect((await readTokenFile(path, patient()))?.reveal()).toHaveLength(65_536);
    await writeFile(path, "x".repeat(65_537));
    const reason = `The token file ${path} can't be read (it holds more than 64 KB).`;
    await expect(readTokenFile(path, patient())).rejects.toMatchObject({ code: "input-invalid", context: { reason } });
  });

  it("is null for a file that is empty or isn't there", async () => {
    expect(await readTokenFile(path, patient())).toBeNull();
    await writeFile(path, " \n");
    expect(await readTokenFile(path, patient())).toBeNull();
  });

  it("reads a pipe", async () => {
    const reading = readTokenFile(makePipe(path), patient());
    await writeTo(path, "token\n");
    expect((await reading)?.reveal()).toBe("token");
  });
});
