import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret/index.ts";
import { entryOf, loginTo, patient, scene } from "./store-scene.ts";

const one = loginTo("1.example");
const two = loginTo("2.example");

describe("the docker engine", () => {
  it("claims the login, then gives docker the password on standard input only", async () => {
    const { store, environment, calls, at, json } = await scene("docker");
    environment.DOCKER_AUTH_CONFIG = "{}";
    await (await store()).store([one], patient());
    expect(calls()).toEqual([
      {
        argv: ["login", "--username", "AWS", "--password-stdin", one.host],
        password: one.password.reveal(),
        claimed: true,
        DOCKER_CONFIG: at("home/.docker"),
      },
    ]);
    expect(json("home/.docker/config.json").auths).toEqual({ [one.host]: entryOf(one) });
  });

  it("mends the mode of the file that docker keeps", async () => {
    const { store, write, mode } = await scene("docker");
    write("home/.docker/config.json", "{}", 0o644);
    await (await store()).store([one], patient());
    expect(mode("home/.docker/config.json")).toBe(0o600);
  });

  it("tells docker's own message, on whichever stream, without the password in any form", async () => {
    const { store, environment } = await scene("docker");
    environment.DOCKER_DOES = "refuse";
    const failure = await (await store()).store([one], patient()).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "engine-failed",
      context: {
        engine: "docker",
        host: one.host,
        reason: "denied:\\x1b[31m password [redacted] ([redacted]) is wrong",
        stored: [],
      },
    });
    const all = JSON.stringify(failure) + (failure as Error).stack + String((failure as Error).cause);
    expect(all).not.toContain(one.password.reveal());
  });

  it("names the host that failed and those that were stored, which logout then removes", async () => {
    const { store, environment, json } = await scene("docker");
    environment.DOCKER_FAILS_FOR = two.host;
    const attempt = (await store()).store([one, two, loginTo("3.example")], patient());
    await expect(attempt).rejects.toMatchObject({ context: { host: two.host, stored: [one.host] } });
    expect(json("home/.docker/config.json").auths).toEqual({ [one.host]: entryOf(one) });
    expect(json("home/.docker/gitlab-ecr.state.json").claims).toMatchObject([{ host: one.host }]);
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "removed" }]);
  });

  it("keeps its claim on the login before when a new one is refused", async () => {
    const { store, environment } = await scene("docker");
    await (await store()).store([one], patient());
    environment.DOCKER_DOES = "refuse";
    await expect((await store()).store([loginTo(one.host, "second")], patient())).rejects.toThrow();
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "removed" }]);
  });

  it("says that docker is missing where it was asked for, and leaves nothing", async () => {
    const { store, list } = await scene();
    const docker = await store({ engine: "docker" });
    await expect(docker.store([one], patient())).rejects.toMatchObject({
      code: "engine-missing",
      context: { engine: "docker" },
    });
    await docker.remove(patient());
    expect(list("home")).toEqual([]);
  });

  it("logs out without docker", async () => {
    const { store, environment, list } = await scene("docker");
    await (await store()).store([one], patient());
    environment.PATH = "/nowhere";
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "removed" }]);
    expect(list("home")).toEqual([]);
  });

  it("ends a docker that hangs when the signal fires, and gives the lock up", async () => {
    const { store, environment, list } = await scene("docker");
    environment.DOCKER_DOES = "hang";
    const signal = AbortSignal.timeout(1_000);
    await expect((await store()).store([one], signal)).rejects.toBe(await reasonOf(signal));
    expect(list("home/.docker")).toEqual(["gitlab-ecr.state.json"]);
    environment.DOCKER_DOES = undefined;
    await (await store()).store([one], patient());
  }, 20_000);

  it("doesn't let docker overwrite a file that it couldn't read", async () => {
    const { store, write, read, calls } = await scene("docker");
    write("home/.docker/config.json", '{"auths": ');
    await expect((await store()).store([one], patient())).rejects.toMatchObject({ code: "config-unreadable" });
    expect(calls()).toEqual([]);
    expect(read("home/.docker/config.json")).toBe('{"auths": ');
  });

  it("removes from the credential helper what docker stored there", async () => {
    const { store, write, json, environment } = await scene("docker", "docker-credential-vault");
    write("home/.docker/config.json", '{"credsStore": "vault"}');
    await (await store()).store([one], patient());
    expect(json("vault.json")).toEqual({
      [one.host]: { ServerURL: one.host, Username: "AWS", Secret: "password of 1.example" },
    });
    expect(environment.VAULT).toBeDefined();
    expect((await (await store()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "removed" }]);
    expect(json("vault.json")).toEqual({});
    expect(json("home/.docker/config.json")).toEqual({ credsStore: "vault" });
  });

  it("bears a password of many lines and kilobytes", async () => {
    const { store, calls } = await scene("docker");
    const password = new Secret(`${"x".repeat(100_000)}\n€`);
    await (await store()).store([{ ...one, password }], patient());
    expect(calls()[0].password).toBe(password.reveal());
  });
});

/** What a signal rejects with, once it has fired. */
async function reasonOf(signal: AbortSignal): Promise<unknown> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
  return signal.reason;
}
