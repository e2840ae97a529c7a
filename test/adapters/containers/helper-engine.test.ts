import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { LoginStoreOptions } from "../../../src/adapters/containers/index.ts";
import { entryOf, loginTo, patient, scene } from "./store-scene.ts";

const one = loginTo("1.example");
const two = loginTo("2.example");
const config = "home/.docker/config.json";
const settings = "home/.docker/gitlab-ecr.helper.json";

async function helperScene() {
  const all = await scene("docker-credential-vault");
  writeFileSync(all.at("bin/docker-credential-gitlab-ecr"), "#!/bin/sh\nexit 9\n", { mode: 0o755 });
  const helper = (options: Partial<LoginStoreOptions> = {}) => all.store({ engine: "helper", ...options });
  return { ...all, helper };
}

describe("the engine helper", () => {
  it("names the helper for each host and keeps no password, and logout takes all of it back", async () => {
    const { helper, read, json, list, mode } = await helperScene();
    await (await helper({ helperVariables: { GITLAB_ECR_ROLE_ARN: "role" } })).store([one, two], patient());
    expect(json(config)).toEqual({ credHelpers: { [one.host]: "gitlab-ecr", [two.host]: "gitlab-ecr" } });
    expect(json(settings).jobs).toEqual({
      7: {
        storedAt: expect.any(String),
        hosts: { [one.host]: { GITLAB_ECR_ROLE_ARN: "role" }, [two.host]: { GITLAB_ECR_ROLE_ARN: "role" } },
      },
    });
    expect([mode(config), mode(settings)]).toEqual([0o600, 0o600]);
    for (const name of list("home/.docker")) expect(read(`home/.docker/${name}`)).not.toContain("password of");
    const { logins, folderRemoved } = await (await helper()).remove(patient());
    expect([logins.map(({ outcome }) => outcome), folderRemoved]).toEqual([["removed", "removed"], true]);
    expect(list("home")).toEqual([]);
  });

  it("keeps the options of each of a job's logins by host", async () => {
    const { helper, json } = await helperScene();
    const login = async (name: string, logins: readonly (typeof one)[]) =>
      (await helper({ helperVariables: { GITLAB_ECR_ROLE_ARN: name } })).store(logins, patient());
    await login("a", [one, two]);
    await login("b", [one]);
    const roles = Object.entries(json(settings).jobs["7"].hosts as Record<string, Record<string, string>>);
    expect(roles.map(([host, { GITLAB_ECR_ROLE_ARN: role }]) => [host, role])).toEqual([
      [two.host, "a"],
      [one.host, "b"],
    ]);
  });

  it("gives a host back the helper that it had", async () => {
    const { helper, write, read } = await helperScene();
    const text = `{\n\t"credHelpers": {\n\t\t"${one.host}": "vault"\n\t}\n}`;
    write(config, text);
    await (await helper()).store([one], patient());
    await (await helper()).store([one], patient());
    await (await helper()).remove(patient());
    expect(read(config)).toBe(text);
  });

  it("leaves the helper to the last job that uses it", async () => {
    const { helper, json, list } = await helperScene();
    await (await helper({ jobId: "1" })).store([one], patient());
    await (await helper({ jobId: "2" })).store([one], patient());
    const first = await (await helper({ jobId: "1" })).remove(patient());
    expect(first.logins).toEqual([{ host: one.host, outcome: "kept-claimed" }]);
    expect([json(config).credHelpers, Object.keys(json(settings).jobs)]).toEqual([{ [one.host]: "gitlab-ecr" }, ["2"]]);
    await (await helper({ jobId: "2" })).remove(patient());
    expect(list("home")).toEqual([]);
  });

  it("keeps another helper that somebody named since", async () => {
    const { helper, write, json } = await helperScene();
    await (await helper()).store([one], patient());
    write(config, JSON.stringify({ credHelpers: { [one.host]: "other" } }));
    await (await helper()).remove(patient());
    expect(json(config)).toEqual({ credHelpers: { [one.host]: "other" } });
  });

  it("makes way for a login of another engine", async () => {
    const { helper, store, json, list } = await helperScene();
    await (await helper()).store([one, two], patient());
    await (await store({ engine: "config" })).store([one], patient());
    expect(json(config)).toEqual({
      credHelpers: { [two.host]: "gitlab-ecr" },
      auths: { [one.host]: entryOf(one) },
    });
    await (await store({ engine: "config" })).remove(patient());
    expect(list("home")).toEqual([]);
  });

  it("changes nothing where the helper isn't on PATH", async () => {
    const { store, list } = await scene();
    await expect((await store({ engine: "helper" })).store([one], patient())).rejects.toMatchObject({
      code: "engine-missing",
      context: { engine: "docker-credential-gitlab-ecr" },
    });
    expect(list("home/.docker")).toEqual(["gitlab-ecr.state.json"]);
  });

  it("begins settings anew that can't be read, and forgets jobs of long ago", async () => {
    const { helper, write, json } = await helperScene();
    write(settings, '{"version":1,"jo');
    await (await helper({ jobId: "1", now: () => new Date("2026-01-01") })).store([one], patient());
    await (await helper({ jobId: "2", now: () => new Date("2026-01-09") })).store([one], patient());
    expect(Object.keys(json(settings).jobs)).toEqual(["2"]);
  });
});
