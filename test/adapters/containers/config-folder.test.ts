import { lstatSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { entryOf, loginTo, patient, scene } from "./store-scene.ts";

const one = loginTo("1.example");
const own = "builds/project.tmp/gitlab-ecr-7";

describe("the job's own folder", () => {
  it("is made private, with the user's configuration, contexts and plugins, and goes as a whole", async () => {
    const { store, write, at, json, mode, list, read } = await scene();
    write("builds/project/file", "");
    write("home/.docker/config.json", '{"auths":{"other":{"auth":"eDp5"}},"currentContext":"far"}', 0o644);
    write("home/.docker/contexts/meta/abc/meta.json", "{}");
    write("home/.docker/cli-plugins/docker-buildx", "a program", 0o755);
    write("home/.docker/scout/cache", "not taken");
    const there = await store({ configDir: at(own) });
    await there.store([one], patient());
    expect(there.configFile).toBe(at(`${own}/config.json`));
    expect(json(`${own}/config.json`)).toEqual({
      auths: { other: { auth: "eDp5" }, [one.host]: entryOf(one) },
      currentContext: "far",
    });
    expect([mode(own), mode(`${own}/config.json`)]).toEqual([0o700, 0o600]);
    expect(list(own)).toEqual(["cli-plugins", "config.json", "contexts", "gitlab-ecr.state.json"]);
    expect(read(`${own}/contexts/meta/abc/meta.json`)).toBe("{}");
    expect(realpathSync(at(`${own}/cli-plugins/docker-buildx`))).toBe(at("home/.docker/cli-plugins/docker-buildx"));
    expect(json(`${own}/gitlab-ecr.state.json`).madeFolder).toBe(true);

    expect(await there.remove(patient())).toEqual({
      logins: [{ host: one.host, outcome: "removed" }],
      folderRemoved: true,
      warnings: [],
    });
    expect(list("builds")).toEqual(["project"]);
    expect(read("home/.docker/cli-plugins/docker-buildx")).toBe("a program");
    expect(json("home/.docker/config.json")).toEqual({ auths: { other: { auth: "eDp5" } }, currentContext: "far" });
  });

  it("needs nothing of the user's", async () => {
    const { store, at, list } = await scene();
    const there = await store({ configDir: at(own) });
    await there.store([one], patient());
    expect(list(own)).toEqual(["config.json", "gitlab-ecr.state.json"]);
    expect(list("home")).toEqual([]);
  });

  it("goes with whatever came into it since, and links out of it keep their targets", async () => {
    const { store, at, write, read, list } = await scene();
    write("outside/file", "precious");
    const there = await store({ configDir: at(own) });
    await there.store([one], patient());
    mkdirSync(at(`${own}/buildx`));
    writeFileSync(at(`${own}/config.json`), "broken");
    symlinkSync(at("outside"), at(`${own}/buildx/link`));
    expect((await there.remove(patient())).folderRemoved).toBe(true);
    expect(read("outside/file")).toBe("precious");
    expect(list("builds")).toEqual([]);
  });

  it("leaves the folder above where others use it or where it isn't a .tmp", async () => {
    const { store, at, write, list } = await scene();
    write("builds/project.tmp/CI_SERVER_TLS_CA_FILE", "");
    const shared = await store({ configDir: at(own) });
    await shared.store([one], patient());
    await shared.remove(patient());
    expect(list("builds/project.tmp")).toEqual(["CI_SERVER_TLS_CA_FILE"]);
    const other = await store({ configDir: at("folder/gitlab-ecr-7") });
    await other.store([one], patient());
    await other.remove(patient());
    expect(list("folder")).toEqual([]);
  });

  it("is seeded once by logins that run at the same time", async () => {
    const { store, at, write, list, json } = await scene();
    write("home/.docker/config.json", '{"seeded":true}');
    const logins = Array.from({ length: 8 }, (_, index) => loginTo(`${index}.example`));
    await Promise.all(logins.map(async (login) => (await store({ configDir: at(own) })).store([login], patient())));
    expect(Object.keys(json(`${own}/config.json`).auths)).toHaveLength(8);
    expect(json(`${own}/config.json`).seeded).toBe(true);
    expect(list("builds/project.tmp")).toEqual(["gitlab-ecr-7"]);
  });

  it("takes what a killed login left beside it", async () => {
    const { store, at, write, list } = await scene();
    write("builds/project.tmp/.gitlab-ecr-7.aside-0123/config.json", "a copy");
    write("builds/project.tmp/.gitlab-ecr-8.aside-0123/config.json", "another job's");
    expect((await (await store({ configDir: at(own) })).remove(patient())).logins).toEqual([]);
    expect(list("builds/project.tmp")).toEqual([".gitlab-ecr-8.aside-0123"]);
  });

  it("isn't made from a configuration that can't be read", async () => {
    const { store, at, write, list } = await scene();
    write("home/.docker/config.json", "{hunter2");
    await expect((await store({ configDir: at(own) })).store([one], patient())).rejects.toMatchObject({
      code: "config-unreadable",
      context: { path: at("home/.docker/config.json") },
    });
    expect(list("builds/project.tmp")).toEqual([]);
  });

  it("takes the user's configuration through a link, as reading it is harmless", async () => {
    const { store, at, write, json } = await scene();
    write("mounted/config.json", '{"seeded":true}');
    mkdirSync(at("home/.docker"));
    symlinkSync(at("mounted/config.json"), at("home/.docker/config.json"));
    await (await store({ configDir: at(own) })).store([one], patient());
    expect(json(`${own}/config.json`)).toMatchObject({ seeded: true });
    expect(lstatSync(at(`${own}/config.json`)).isSymbolicLink()).toBe(false);
  });

  it.each([
    ["another job's", "builds/project.tmp/gitlab-ecr-8"],
    ["one that only begins with its name", "builds/project.tmp/gitlab-ecr-77"],
    ["any other", "builds/project.tmp/config"],
  ])("isn't %s folder: that one isn't seeded and never goes with others' files", async (_, path) => {
    const { store, at, write, list } = await scene();
    write("home/.docker/config.json", '{"seeded":true}');
    const there = await store({ configDir: at(path) });
    await there.store([one], patient());
    expect(list(path)).toEqual(["config.json", "gitlab-ecr.state.json"]);
    write(`${path}/other`, "");
    expect((await there.remove(patient())).folderRemoved).toBe(false);
    expect(list(path)).toEqual(["other"]);
  });

  it("stays where it was there before login", async () => {
    const { store, at, write, list } = await scene();
    write("home/.docker/config.json", '{"seeded":true}');
    write(`${own}/other`, "");
    const there = await store({ configDir: at(own) });
    await there.store([one], patient());
    expect((await there.remove(patient())).folderRemoved).toBe(false);
    expect(list(own)).toEqual(["other"]);
  });

  describe("that an earlier job left under its name, with plugins and contexts of its choice", () => {
    const later = () => new Date(Date.now() + 60_000).toISOString();
    const earlier = () => new Date(Date.now() - 60_000).toISOString();
    async function planted() {
      const there = await scene();
      there.write(`${own}/cli-plugins/docker-buildx`, "evil", 0o755);
      there.write(`${own}/config.json`, '{"currentContext":"evil","auths":{}}');
      const state = { version: 1, proof: "", madeFolder: true, madeConfig: true, madeAuths: true, claims: [] };
      there.write(`${own}/gitlab-ecr.state.json`, JSON.stringify(state));
      return there;
    }

    it("is made anew", async () => {
      const { store, at, environment, json, list, write } = await planted();
      write("home/.docker/config.json", '{"currentContext":"far"}');
      const ofJob = { ...environment, CI_JOB_STARTED_AT: later(), CI_JOB_TOKEN: "token" };
      await (await store({ configDir: at(own), environment: ofJob })).store([one], patient());
      expect(json(`${own}/config.json`)).toEqual({ currentContext: "far", auths: { [one.host]: entryOf(one) } });
      expect(list(own)).toEqual(["config.json", "gitlab-ecr.state.json"]);
      expect(list("builds/project.tmp")).toEqual(["gitlab-ecr-7"]);
    });

    it("is made anew where it is a link, whose target stays", async () => {
      const { store, at, environment, list, write, read } = await scene();
      write("elsewhere/config.json", "{}");
      mkdirSync(at("builds/project.tmp"), { recursive: true });
      symlinkSync(at("elsewhere"), at(own));
      const ofJob = { ...environment, CI_JOB_STARTED_AT: later() };
      await (await store({ configDir: at(own), environment: ofJob })).store([one], patient());
      expect(list(own)).toEqual(["config.json", "gitlab-ecr.state.json"]);
      expect(read("elsewhere/config.json")).toBe("{}");
    });

    it.each([
      ["began before it", { CI_JOB_STARTED_AT: earlier(), CI_JOB_TOKEN: "token" }],
      ["doesn't know when it began", { CI_JOB_TOKEN: "token" }],
    ])("stays where the job %s: its own lines made it", async (_, variables) => {
      const { store, at, environment, list } = await planted();
      const ofJob = { ...environment, ...variables };
      await (await store({ configDir: at(own), environment: ofJob })).store([one], patient());
      expect(list(own)).toContain("cli-plugins");
    });

    it("isn't what a login of this job made, though the runner's clock is behind", async () => {
      const { store, at, environment, json } = await scene();
      const ofJob = { ...environment, CI_JOB_STARTED_AT: later(), CI_JOB_TOKEN: "the token of the job" };
      for (const login of [one, loginTo("2.example"), loginTo("3.example")]) {
        await (await store({ configDir: at(own), environment: ofJob })).store([login], patient());
      }
      expect(Object.keys(json(`${own}/config.json`).auths)).toHaveLength(3);
      expect(JSON.stringify(json(`${own}/gitlab-ecr.state.json`))).not.toContain("the token");
      const other = { ...ofJob, CI_JOB_TOKEN: "another job's" };
      await (await store({ configDir: at(own), environment: other })).store([one], patient());
      expect(Object.keys(json(`${own}/config.json`).auths)).toHaveLength(1);
    });
  });

  it("erases from the user's credential helper what login stored through the seeded configuration", async () => {
    const { store, at, write, json } = await scene("docker-credential-vault");
    write("home/.docker/config.json", '{"credsStore":"vault"}');
    const there = await store({ configDir: at(own) });
    await there.store([one], patient());
    expect(Object.keys(json("vault.json"))).toEqual([one.host]);
    await there.remove(patient());
    expect(json("vault.json")).toEqual({});
  });
});
