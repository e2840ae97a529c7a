import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { acquireFileLock } from "../../../src/adapters/system/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const staleAfter = 60_000;
const unhurried = () => ({ signal: AbortSignal.timeout(10_000), staleAfter });

/** Makes whoever holds the lock look dead. */
async function ageHolder(path: string): Promise<void> {
  const past = new Date(Date.now() - 2 * staleAfter);
  for (const name of await readdir(path)) await utimes(join(path, name), past, past);
}

async function taken(path: string) {
  const lock = await acquireFileLock(path, unhurried());
  if (lock === undefined) throw new Error("the folder is missing");
  return lock;
}

describe("acquireFileLock", () => {
  it("tells that it waits, once", async () => {
    const path = join(await temporaryFolder(), "lock");
    const first = await taken(path);
    let told = 0;
    const onWait = () => {
      told += 1;
      void first.release();
    };
    const second = await acquireFileLock(path, { ...unhurried(), onWait, tellAfter: 1 });
    await second?.release();
    expect(told).toBe(1);
  });

  it("lets one in after the other and leaves nothing", async () => {
    const folder = await temporaryFolder();
    let inside = 0;
    let most = 0;
    const work = async () => {
      const lock = await taken(join(folder, "lock"));
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      await lock.check();
      inside -= 1;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 20 }, work));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it("stops waiting with the signal's reason and leaves nothing of its own", async () => {
    const folder = await temporaryFolder();
    const lock = await taken(join(folder, "lock"));
    const stop = new AbortController();
    const waiting = acquireFileLock(join(folder, "lock"), { signal: stop.signal, staleAfter });
    const reason = new Error("enough");
    setTimeout(() => stop.abort(reason), 30);
    await expect(waiting).rejects.toBe(reason);
    expect(await readdir(folder)).toEqual(["lock"]);
    await lock.check();
    await lock.release();
    await expect(acquireFileLock(join(folder, "lock"), { signal: stop.signal })).rejects.toBe(reason);
  });

  it("takes a dead holder's lock over, once, and the dead one finds out", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "lock");
    const dead = await taken(path);
    await ageHolder(path);
    const stop = new AbortController();
    const waiting = Array.from({ length: 10 }, () => acquireFileLock(path, { signal: stop.signal, staleAfter }));
    const winner = await Promise.race(waiting);
    // The lock must look alive from its first moment on, or a third one would take it.
    const [holder = ""] = await readdir(path);
    expect((await stat(join(path, holder))).mtimeMs).toBeGreaterThan(Date.now() - staleAfter / 2);
    await expect(dead.check()).rejects.toMatchObject({ code: "config-unwritable" });
    await dead.release();
    await winner?.check();
    stop.abort(new Error("enough"));
    const outcomes = await Promise.allSettled(waiting);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await winner?.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("doesn't take over from a holder that shows signs of life", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "lock");
    const lock = await acquireFileLock(path, { signal: AbortSignal.timeout(10_000), staleAfter: 200 });
    const second = acquireFileLock(path, { signal: AbortSignal.timeout(600), staleAfter: 200 });
    await expect(second).rejects.toMatchObject({ name: "TimeoutError" });
    await lock?.check();
    await lock?.release();
  });

  it("takes a lock whose holder was killed between its two steps of giving up", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "lock"));
    const lock = await taken(join(folder, "lock"));
    await lock.check();
    await lock.release();
  });

  it("removes what those left who were killed while they waited", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "lock");
    await mkdir(`${path}.dead`);
    await writeFile(join(`${path}.dead`, "dead"), "");
    await mkdir(`${path}.alive`);
    await writeFile(join(`${path}.alive`, "alive"), "");
    await ageHolder(`${path}.dead`);
    await mkdir(`${path}.dead-at-once`);
    await utimes(`${path}.dead-at-once`, 0, 0);
    await (await taken(path)).release();
    expect(await readdir(folder)).toEqual(["lock.alive"]);
  });

  it("is undefined where the folder is missing or goes while one waits", async () => {
    const folder = await temporaryFolder();
    expect(await acquireFileLock(join(folder, "missing", "lock"), unhurried())).toBeUndefined();
    await mkdir(join(folder, "a"));
    const lock = await taken(join(folder, "a", "lock"));
    const waiting = acquireFileLock(join(folder, "a", "lock"), unhurried());
    setTimeout(() => void rename(join(folder, "a"), join(folder, "b")), 30);
    expect(await waiting).toBeUndefined();
    await rm(join(folder, "b"), { recursive: true });
    await lock.release();
  });

  it("names the folder when a file is in the lock's place", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "lock"), "");
    await expect(acquireFileLock(join(folder, "lock"), unhurried())).rejects.toMatchObject({
      code: "config-unwritable",
      context: { path: folder },
    });
    expect(await readdir(folder)).toEqual(["lock"]);
  });
});
