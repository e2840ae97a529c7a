import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { entryOf, loginTo, patient, scene } from "./store-scene.ts";

const program = join(import.meta.dirname, "store-once.ts");

function startLogin(home: string, jobId: string, host: string): ChildProcess {
  return spawn(process.execPath, [program, home, jobId, "config", host], { stdio: ["ignore", "pipe", "inherit"] });
}

describe("logins of separate processes into one home", () => {
  it("lose no entry, and never show a reader half a file", async () => {
    const { home, write, at, json, list, store } = await scene();
    const foreign = { psFormat: "x".repeat(20_000) };
    write("home/.docker/config.json", JSON.stringify(foreign));
    const jobs = Array.from({ length: 12 }, (_, index) => ({ jobId: `${index}`, login: loginTo(`${index}.example`) }));
    const children = jobs.map(({ jobId, login }) => startLogin(home, jobId, login.host));
    const ends = Promise.all(children.map((child) => once(child, "exit")));
    let running = true;
    void ends.then(() => {
      running = false;
    });
    let reads = 0;
    for (; running; reads += 1) {
      expect(JSON.parse(readFileSync(at("home/.docker/config.json"), "utf8"))).toMatchObject(foreign);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(reads).toBeGreaterThan(10);
    expect((await ends).map(([status]) => status)).toEqual(jobs.map(() => 0));
    const entries = jobs.map(({ login }) => [login.host, entryOf(login)]);
    expect(json("home/.docker/config.json")).toEqual({ ...foreign, auths: Object.fromEntries(entries) });
    expect(list("home/.docker")).toEqual(["config.json", "gitlab-ecr.state.json"]);

    const removals = jobs.map(async ({ jobId }) => (await store({ jobId })).remove(patient()));
    const outcomes = (await Promise.all(removals)).flatMap(({ logins }) => logins.map(({ outcome }) => outcome));
    expect(outcomes).toEqual(jobs.map(() => "removed"));
    expect(json("home/.docker/config.json")).toEqual(foreign);
    expect(list("home/.docker")).toEqual(["config.json"]);
  }, 60_000);

  it("leave the old file or the new one when they are killed, and the next one goes on", async () => {
    const { home, write, at, json, list, store } = await scene();
    write("home/.docker/config.json", '{"psFormat":"x"}');
    // Killed at moments that lie all over the time in which it works.
    for (let delay = 0; delay < 24; delay += 2) {
      const child = startLogin(home, "killed", "killed.example");
      // Asked for before it can happen: a fast one has ended before it is killed.
      const exit = once(child, "exit");
      await once(child.stdout as NodeJS.ReadableStream, "data");
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill("SIGKILL");
      await exit;
      const { auths = {}, ...rest } = json("home/.docker/config.json");
      expect(rest).toEqual({ psFormat: "x" });
      expect(Object.keys(auths)).toEqual(Object.keys(auths).includes("killed.example") ? ["killed.example"] : []);
      expireLock(at("home/.docker"));
    }
    await (await store({ jobId: "next" })).store([loginTo("next.example")], patient());
    await (await store({ jobId: "killed" })).remove(patient());
    await (await store({ jobId: "next" })).remove(patient());
    expect(json("home/.docker/config.json")).toEqual({ psFormat: "x" });
    expect(list("home/.docker")).toEqual(["config.json"]);
  }, 60_000);
});

/** Makes whoever holds the folder's lock, or waited for it, look long dead. */
function expireLock(folder: string): void {
  const past = new Date(Date.now() - 60_000);
  for (const name of readdirSync(folder).filter((each) => each.startsWith("gitlab-ecr.lock"))) {
    for (const inner of readdirSync(join(folder, name))) utimesSync(join(folder, name, inner), past, past);
    utimesSync(join(folder, name), past, past);
  }
}
