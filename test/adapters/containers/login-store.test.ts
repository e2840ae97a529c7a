import { mkdirSync, readdirSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { acquireFileLock } from "../../../src/adapters/system/index.ts";
import type { LoginStore } from "../../../src/commands/login-store.ts";
import { entryOf, loginTo, patient, scene } from "./store-scene.ts";

const one = loginTo("1.example");
const two = loginTo("2.example");

describe("createLoginStore", () => {
  it("fits what the commands need", async () => {
    const { store } = await scene();
    const fitting: LoginStore = await store();
    expect(fitting.engine).toBe("config");
  });

  it("chooses docker where it is on PATH, else the configuration file, unless told", async () => {
    const engines = [await scene("docker"), await scene()].map(async ({ store }) => (await store()).engine);
    expect(await Promise.all(engines)).toEqual(["docker", "config"]);
    expect((await (await scene("docker")).store({ engine: "config" })).engine).toBe("config");
    expect((await (await scene()).store({ engine: "docker" })).engine).toBe("docker");
  });

  it("keeps the logins in the folder that was given, else in the home's .docker", async () => {
    const { store, at } = await scene();
    expect((await store()).configFile).toBe(at("home/.docker/config.json"));
    expect((await store({ configDir: "" })).configFile).toBe(at("home/.docker/config.json"));
    expect((await store({ configDir: at("a/../b/") })).configFile).toBe(at("b/config.json"));
  });
});

describe("store", () => {
  it("tells of the folder whose lock another job holds", async () => {
    const { store, at, write } = await scene();
    write("home/.docker/config.json", "{}");
    const lock = await acquireFileLock(at("home/.docker/gitlab-ecr.lock"), { signal: patient() });
    const told: string[] = [];
    const onWait = (folder: string) => {
      told.push(folder);
      void lock?.release();
    };
    await (await store({ onWait })).store([loginTo("1.example")], patient());
    expect(told).toEqual([at("home/.docker")]);
  });

  it("writes a private file with the logins, and a state file without their passwords", async () => {
    const { store, read, json, mode, list } = await scene();
    await (await store()).store([one, two], patient());
    expect(json("home/.docker/config.json")).toEqual({ auths: { [one.host]: entryOf(one), [two.host]: entryOf(two) } });
    expect(list("home/.docker")).toEqual(["config.json", "gitlab-ecr.state.json"]);
    expect(mode("home/.docker")).toBe(0o700);
    expect(mode("home/.docker/config.json")).toBe(0o600);
    expect(mode("home/.docker/gitlab-ecr.state.json")).toBe(0o600);
    const state = read("home/.docker/gitlab-ecr.state.json");
    expect(state).not.toContain("password");
    expect(state).not.toContain(entryOf(one).auth);
    expect(JSON.parse(state)).toMatchObject({
      version: 1,
      madeFolder: true,
      claims: [
        { host: one.host, jobId: "7", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        { host: two.host, jobId: "7" },
      ],
    });
  });

  it("keeps the rest of the file, and mends modes", async () => {
    const { store, write, read, mode } = await scene();
    write("home/.docker/config.json", '{\n    "psFormat": "x",\n    "auths": {\n        "other": {}\n    }\n}', 0o644);
    await (await store()).store([one], patient());
    expect(read("home/.docker/config.json")).toBe(
      `{\n    "psFormat": "x",\n    "auths": {\n        "other": {},\n        "1.example": {\n            "auth": "${entryOf(one).auth}"\n        }\n    }\n}`,
    );
    expect(mode("home/.docker/config.json")).toBe(0o600);
    await (await store()).store([one], patient());
    expect(mode("home/.docker/config.json")).toBe(0o600);
  });

  it("keeps the last of several logins to one host", async () => {
    const { store, json } = await scene();
    await (await store()).store([one, loginTo(one.host, "second")], patient());
    expect(json("home/.docker/config.json").auths).toEqual({ [one.host]: entryOf(loginTo(one.host, "second")) });
    expect(json("home/.docker/gitlab-ecr.state.json").claims).toHaveLength(1);
  });

  it("refuses a file that isn't valid, without changing or quoting it", async () => {
    const { store, write, read, list } = await scene();
    write("home/.docker/config.json", '{"auths": hunter2');
    const attempt = (await store()).store([one], patient());
    await expect(attempt).rejects.toMatchObject({ code: "config-unreadable" });
    await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining("hunter2") });
    expect(read("home/.docker/config.json")).toBe('{"auths": hunter2');
    expect(list("home/.docker")).toEqual(["config.json"]);
  });

  it("follows no link, neither to the file nor to the folder, whatever the engine", async () => {
    const { store, write, at, read } = await scene("docker");
    write("elsewhere/config.json", "{}");
    write("home/.docker/other", "");
    symlinkSync(at("elsewhere/config.json"), at("home/.docker/config.json"));
    symlinkSync(at("elsewhere"), at("link"));
    for (const engine of ["docker", "config"] as const) {
      await expect((await store({ engine })).store([one], patient())).rejects.toMatchObject({
        code: "config-unreadable",
      });
      const linked = await store({ engine, configDir: at("link") });
      await expect(linked.store([one], patient())).rejects.toMatchObject({ code: "config-unwritable" });
    }
    expect(read("elsewhere/config.json")).toBe("{}");
    expect(readdirSync(at("elsewhere"))).toEqual(["config.json"]);
  });

  it("does nothing once the signal has fired, and gives its reason", async () => {
    const { store, list } = await scene();
    const reason = new Error("enough");
    await expect((await store()).store([one], AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect((await store()).remove(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(list("home")).toEqual([]);
  });

  it("waits for another's lock only as long as the signal allows", async () => {
    const { store, write, read, list } = await scene();
    write("home/.docker/config.json", "{}");
    write("home/.docker/gitlab-ecr.lock/somebody", "");
    const attempt = (await store()).store([one], AbortSignal.timeout(100));
    await expect(attempt).rejects.toMatchObject({ name: "TimeoutError" });
    expect(read("home/.docker/config.json")).toBe("{}");
    expect(list("home/.docker")).toEqual(["config.json", "gitlab-ecr.lock"]);
  });

  it("takes over from a holder that died, and cleans up after it", async () => {
    const { store, write, at, list } = await scene();
    write("home/.docker/gitlab-ecr.lock/somebody", "");
    write("home/.docker/.config.json.0123456789abcdef.gitlab-ecr-tmp", "half a file");
    const past = new Date(Date.now() - 60_000);
    utimesSync(at("home/.docker/gitlab-ecr.lock/somebody"), past, past);
    await (await store()).store([one], patient());
    expect(list("home/.docker")).toEqual(["config.json", "gitlab-ecr.state.json"]);
  });

  it("begins a broken state file anew", async () => {
    const { store, write, json } = await scene();
    write("home/.docker/gitlab-ecr.state.json", '{"version": 1, "cla');
    await (await store()).store([one], patient());
    expect(json("home/.docker/gitlab-ecr.state.json").claims).toHaveLength(1);
  });

  it("forgets claims of jobs that ended long ago", async () => {
    const { store, json } = await scene();
    await (await store({ jobId: "1", now: () => new Date("2026-01-01T00:00:00Z") })).store([one], patient());
    await (await store({ jobId: "2", now: () => new Date("2026-01-07T00:00:00Z") })).store([one], patient());
    const claimants = () => json("home/.docker/gitlab-ecr.state.json").claims.map((c: { jobId: string }) => c.jobId);
    expect(claimants()).toEqual(["1", "2"]);
    await (await store({ jobId: "3", now: () => new Date("2026-01-09T00:00:00Z") })).store([one], patient());
    expect(claimants()).toEqual(["2", "3"]);
  });
});

describe("remove", () => {
  it("leaves nothing where login made all", async () => {
    const { store, list } = await scene();
    await (await store()).store([one, two], patient());
    expect(await (await store()).remove(patient())).toEqual({
      logins: [
        { host: one.host, outcome: "removed" },
        { host: two.host, outcome: "removed" },
      ],
      folderRemoved: true,
      warnings: [],
    });
    expect(list("home")).toEqual([]);
  });

  it.each([
    ["{}"],
    ["{ }\n"],
    [""],
    ['{"auths":{}}'],
    ['{\n\t"auths": {\n\t\t"other": {\n\t\t\t"auth": "eDp5"\n\t\t}\n\t},\n\t"psFormat": "x"\n}'],
    ['{"a":1}\n'],
  ])("gives back the file %j that was there", async (text) => {
    const { store, write, read, list } = await scene();
    write("home/.docker/config.json", text);
    await (await store()).store([one, two], patient());
    await (await store()).remove(patient());
    const wasEmpty = ["{ }\n", ""].includes(text);
    expect(read("home/.docker/config.json").trim()).toBe(wasEmpty ? "{}" : text.trim());
    expect(list("home/.docker")).toEqual(["config.json"]);
  });

  it("does nothing, and makes nothing, where nothing was stored", async () => {
    const { store, list, write, read } = await scene();
    const nothing = { logins: [], folderRemoved: false, warnings: [] };
    expect(await (await store()).remove(patient())).toEqual(nothing);
    expect(list("home")).toEqual([]);
    write("home/.docker/config.json", '{"auths":{"1.example":{"auth":"x"}}}', 0o644);
    expect(await (await store()).remove(patient())).toEqual(nothing);
    expect(read("home/.docker/config.json")).toBe('{"auths":{"1.example":{"auth":"x"}}}');
  });

  it("keeps an entry that somebody else stored since", async () => {
    const { store, write, json, list } = await scene();
    await (await store()).store([one], patient());
    write("home/.docker/config.json", JSON.stringify({ auths: { [one.host]: entryOf(two) } }));
    const { logins, folderRemoved } = await (await store()).remove(patient());
    expect(logins).toEqual([{ host: one.host, outcome: "kept-changed" }]);
    expect(folderRemoved).toBe(false);
    expect(json("home/.docker/config.json")).toEqual({ auths: { [one.host]: entryOf(two) } });
    expect(list("home/.docker")).toEqual(["config.json"]);
  });

  it("tells that an entry is gone already", async () => {
    const { store, write } = await scene();
    await (await store()).store([one], patient());
    write("home/.docker/config.json", "{}");
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "already-gone" }]);
  });

  it("removes only what this job stored", async () => {
    const { store, json } = await scene();
    await (await store({ jobId: "1" })).store([one], patient());
    await (await store({ jobId: "2" })).store([two], patient());
    expect((await (await store({ jobId: undefined })).remove(patient())).logins).toEqual([]);
    expect((await (await store({ jobId: "1" })).remove(patient())).logins).toEqual([
      { host: one.host, outcome: "removed" },
    ]);
    expect(json("home/.docker/config.json").auths).toEqual({ [two.host]: entryOf(two) });
    expect((await (await store({ jobId: "2" })).remove(patient())).folderRemoved).toBe(true);
  });

  it("leaves a login that two jobs share to the last of them", async () => {
    const { store, json, has } = await scene();
    await (await store({ jobId: "1" })).store([one], patient());
    await (await store({ jobId: "2" })).store([one], patient());
    expect((await (await store({ jobId: "1" })).remove(patient())).logins).toEqual([
      { host: one.host, outcome: "kept-claimed" },
    ]);
    expect(json("home/.docker/config.json").auths).toEqual({ [one.host]: entryOf(one) });
    expect((await (await store({ jobId: "2" })).remove(patient())).logins).toEqual([
      { host: one.host, outcome: "removed" },
    ]);
    expect(has("home/.docker")).toBe(false);
  });

  it("removes what a job stored when it logged in twice", async () => {
    const { store, has } = await scene();
    await (await store()).store([one], patient());
    await (await store()).store([loginTo(one.host, "second")], patient());
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "removed" }]);
    expect(has("home/.docker")).toBe(false);
  });

  it("removes nothing by a broken state file", async () => {
    const { store, write, read, at } = await scene();
    await (await store()).store([one], patient());
    const config = read("home/.docker/config.json");
    for (const text of ["", "null", "[]", '{"version":2}', '{"version":1,"claims":[{}]}']) {
      write("home/.docker/gitlab-ecr.state.json", text);
      await expect((await store()).remove(patient())).rejects.toMatchObject({
        code: "config-unreadable",
        context: { path: at("home/.docker/gitlab-ecr.state.json") },
      });
      expect(read("home/.docker/config.json")).toBe(config);
    }
  });

  it("doesn't claim to have removed what an unreadable configuration hides", async () => {
    const { store, write, has } = await scene();
    await (await store()).store([one], patient());
    write("home/.docker/config.json", "{");
    await expect((await store()).remove(patient())).rejects.toMatchObject({ code: "config-unreadable" });
    expect(has("home/.docker/gitlab-ecr.state.json")).toBe(true);
  });

  it("leaves a folder that was there before, empty as it was", async () => {
    const { store, at, list } = await scene();
    mkdirSync(at("home/.docker"));
    await (await store()).store([one], patient());
    expect((await (await store()).remove(patient())).folderRemoved).toBe(false);
    expect(list("home/.docker")).toEqual([]);
  });

  it("keeps a folder that it made while somebody else's files are in it", async () => {
    const { store, write, list } = await scene();
    await (await store()).store([one], patient());
    write("home/.docker/other", "");
    expect((await (await store()).remove(patient())).folderRemoved).toBe(false);
    expect(list(join("home", ".docker"))).toEqual(["other"]);
  });
});
