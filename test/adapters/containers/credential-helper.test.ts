import { describe, expect, it } from "vitest";
import { entryOf, loginTo, patient, scene } from "./store-scene.ts";

const one = loginTo("1.example");
const two = loginTo("2.example");
const inVault = (login: typeof one) => ({ ServerURL: login.host, Username: "AWS", Secret: login.password.reveal() });

describe("the config engine, where config.json names a credential helper", () => {
  it("stores in the helper that docker would ask, host by host", async () => {
    const { store, write, json, list } = await scene("docker-credential-vault");
    write("home/.docker/config.json", JSON.stringify({ credHelpers: { [two.host]: "vault" } }));
    await (await store()).store([one, two], patient());
    expect(json("vault.json")).toEqual({ [two.host]: inVault(two) });
    expect(json("home/.docker/config.json").auths).toEqual({ [one.host]: entryOf(one), [two.host]: {} });
    const { logins } = await (await store()).remove(patient());
    expect(logins.map(({ outcome }) => outcome)).toEqual(["removed", "removed"]);
    expect(json("vault.json")).toEqual({});
    expect(json("home/.docker/config.json")).toEqual({ credHelpers: { [two.host]: "vault" } });
    expect(list("home/.docker")).toEqual(["config.json"]);
  });

  it("doesn't claim a login that docker wouldn't find, when the helper is missing", async () => {
    const { store, write, read, at } = await scene();
    const text = '{"credsStore": "vault"}';
    write("home/.docker/config.json", text);
    const attempt = (await store()).store([one], patient());
    await expect(attempt).rejects.toMatchObject({
      code: "engine-failed",
      context: { host: one.host, engine: "docker-credential-vault", stored: [] },
      message: expect.stringContaining("isn't on PATH"),
      remedy: expect.arrayContaining([expect.stringContaining(at("home/.docker/config.json"))]),
    });
    expect(read("home/.docker/config.json")).toBe(text);
  });

  it("doesn't run a program outside PATH for a helper's name", async () => {
    const { store, write, at, has } = await scene();
    write("elsewhere/run", `#!/bin/sh\n: >"${at("ran")}"`, 0o755);
    write("home/.docker/config.json", JSON.stringify({ credsStore: "x/../../elsewhere/run" }));
    await expect((await store()).store([one], patient())).rejects.toMatchObject({ code: "engine-failed" });
    expect(has("ran")).toBe(false);
  });

  it("tells why a helper failed, without the password, and keeps what was stored before", async () => {
    const { store, write, environment, json } = await scene("docker-credential-vault");
    write("home/.docker/config.json", JSON.stringify({ credHelpers: { [two.host]: "vault" } }));
    environment.VAULT_FAILS = "store";
    const failure = await (await store()).store([one, two], patient()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "engine-failed", context: { host: two.host, stored: [one.host] } });
    expect((failure as Error).message).toContain("the vault is locked");
    expect(JSON.stringify(failure) + (failure as Error).stack).not.toContain(two.password.reveal());
    expect(json("home/.docker/config.json").auths).toEqual({ [one.host]: entryOf(one) });
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "removed" }]);
  });

  it("keeps what somebody else put into the helper since", async () => {
    const { store, write, json } = await scene("docker-credential-vault");
    write("home/.docker/config.json", '{"credsStore": "vault"}');
    await (await store()).store([one], patient());
    write("vault.json", JSON.stringify({ [one.host]: { ...inVault(one), Secret: "another" } }));
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "kept-changed" }]);
    expect(json("vault.json")[one.host].Secret).toBe("another");
  });

  it("tells a login that the helper doesn't have any more", async () => {
    const { store, write } = await scene("docker-credential-vault");
    write("home/.docker/config.json", '{"credsStore": "vault"}');
    await (await store()).store([one], patient());
    write("vault.json", "{}");
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "already-gone" }]);
  });

  it.each([["get"], ["erase"]])(
    "warns when the helper's %s fails, and lets the next logout try again",
    async (action) => {
      const { store, write, environment, json } = await scene("docker-credential-vault");
      write("home/.docker/config.json", '{"credsStore": "vault"}');
      await (await store()).store([one], patient());
      environment.VAULT_FAILS = action;
      const { logins, warnings } = await (await store()).remove(patient());
      expect(logins).toEqual([]);
      expect(warnings).toMatchObject([{ code: "engine-failed", message: expect.stringContaining(one.host) }]);
      environment.VAULT_FAILS = undefined;
      expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "removed" }]);
      expect(json("vault.json")).toEqual({});
    },
  );

  it("removes its entry from the file, too, when a helper was configured later", async () => {
    const { store, write, json } = await scene("docker-credential-vault");
    await (await store()).store([one], patient());
    write("home/.docker/config.json", JSON.stringify({ ...json("home/.docker/config.json"), credsStore: "vault" }));
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "removed" }]);
    expect(json("home/.docker/config.json")).toEqual({ credsStore: "vault" });
  });
});
