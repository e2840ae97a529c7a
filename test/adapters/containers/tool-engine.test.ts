import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { entryOf, loginTo, patient, scene } from "./store-scene.ts";

const one = loginTo("1.example");
const two = loginTo("2.example");
const authFile = "run/containers/auth.json";

/** A scene with the tool on PATH and a runtime folder. */
async function toolScene(tool = "podman") {
  const all = await scene("docker-credential-vault");
  symlinkSync(join(import.meta.dirname, "programs/podman"), all.at(`bin/${tool}`));
  mkdirSync(all.at("run"));
  all.environment.XDG_RUNTIME_DIR = all.at("run");
  const engine = tool as "podman" | "buildah" | "skopeo";
  return { ...all, tools: (options = {}) => all.store({ engine, ...options }) };
}

describe.each(["podman", "buildah", "skopeo"])("the engine %s", (tool) => {
  it("gives the tool the password on standard input only, and takes its entry over", async () => {
    const { tools, calls, at, json, mode, list } = await toolScene(tool);
    const there = await tools();
    expect([there.engine, there.configFile]).toEqual([tool, at(authFile)]);
    await there.store([one, two], patient());
    const common = ["login", "--username", "AWS", "--password-stdin", "--authfile", expect.stringMatching(/-tmp$/)];
    expect(calls()).toEqual([
      { tool, argv: [...common, one.host], password: one.password.reveal() },
      { tool, argv: [...common, two.host], password: two.password.reveal() },
    ]);
    expect(json(authFile)).toEqual({ auths: { [one.host]: entryOf(one), [two.host]: entryOf(two) } });
    expect([mode("run/containers"), mode(authFile)]).toEqual([0o700, 0o600]);
    expect(list("run/containers")).toEqual(["auth.json", "gitlab-ecr.auth.json.state.json"]);

    expect((await (await tools()).remove(patient())).logins.map(({ outcome }) => outcome)).toEqual([
      "removed",
      "removed",
    ]);
    expect(list("run")).toEqual([]);
  });
});

describe("an engine of podman's kind", () => {
  it("keeps what it doesn't know in docker's file, byte for byte", async () => {
    const { tools, write, read, at } = await toolScene();
    const text = '{\n  "credsStore": "vault",\n  "psFormat": "x",\n  "auths": {\n    "other": {}\n  }\n}\n';
    write("docker/config.json", text);
    const there = await tools({ configDir: at("docker") });
    await there.store([one], patient());
    const added = `"other": {},\n    "1.example": {\n      "auth": "${entryOf(one).auth}"\n    }`;
    expect(read("docker/config.json")).toBe(text.replace('"other": {}', added));
    await there.remove(patient());
    expect(read("docker/config.json")).toBe(text);
  });

  it("stores in the helper that the file names for the host", async () => {
    const { tools, write, json } = await toolScene();
    write(authFile, JSON.stringify({ credHelpers: { [one.host]: "vault" } }));
    await (await tools()).store([one], patient());
    expect(Object.keys(json("vault.json"))).toEqual([one.host]);
    expect(json(authFile)).toEqual({ credHelpers: { [one.host]: "vault" } });
    await (await tools()).remove(patient());
    expect(json("vault.json")).toEqual({});
  });

  it("believes the tool that it has stored the login elsewhere", async () => {
    const { tools, environment, has } = await toolScene();
    environment.TOOL_DOES = "store elsewhere";
    await (await tools()).store([one], patient());
    expect(has(authFile)).toBe(false);
  });

  it("tells the tool's own message, without the password, and stores nothing", async () => {
    const { tools, environment, list } = await toolScene();
    environment.TOOL_DOES = "refuse";
    const failure = await (await tools()).store([one], patient()).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "engine-failed",
      context: { engine: "podman", host: one.host, stored: [] },
      message: expect.stringContaining("invalid username/password ([redacted])"),
    });
    expect(list("run/containers")).toEqual(["gitlab-ecr.auth.json.state.json"]);
    await (await tools()).remove(patient());
    expect(list("run")).toEqual([]);
  });

  it("says that the tool is missing", async () => {
    const { store, environment, at } = await scene();
    environment.XDG_RUNTIME_DIR = at("run");
    await expect((await store({ engine: "skopeo" })).store([one], patient())).rejects.toMatchObject({
      code: "engine-missing",
      context: { engine: "skopeo" },
    });
  });

  it("ends a tool that hangs, and leaves no file of it", async () => {
    const { tools, environment, list } = await toolScene();
    environment.TOOL_DOES = "hang";
    await expect((await tools()).store([one], AbortSignal.timeout(1_000))).rejects.toMatchObject({
      name: "TimeoutError",
    });
    expect(list("run/containers")).toEqual(["gitlab-ecr.auth.json.state.json"]);
  }, 20_000);

  it("keeps an entry that somebody else stored since", async () => {
    const { tools, write, json } = await toolScene();
    await (await tools()).store([one], patient());
    write(authFile, JSON.stringify({ auths: { [one.host]: entryOf(two) } }));
    expect((await (await tools()).remove(patient())).logins).toEqual([{ host: one.host, outcome: "kept-changed" }]);
    expect(json(authFile).auths).toEqual({ [one.host]: entryOf(two) });
  });

  it("leaves the mode of the folder that REGISTRY_AUTH_FILE is in", async () => {
    const { tools, environment, write, at, mode, list } = await toolScene();
    write("project/file", "");
    chmodSync(at("project"), 0o755);
    environment.REGISTRY_AUTH_FILE = at("project/auth.json");
    await (await tools()).store([one], patient());
    expect([mode("project"), mode("project/auth.json")]).toEqual([0o755, 0o600]);
    await (await tools()).remove(patient());
    expect([mode("project"), list("project")]).toEqual([0o755, ["file"]]);
  });

  it("doesn't keep logout without an engine from docker's logins, where podman's folder can't be looked into", async () => {
    const { store, environment, write, at } = await toolScene();
    write("file", "");
    environment.XDG_RUNTIME_DIR = at("file");
    await (await store({ engine: "config" })).store([one], patient());
    expect((await (await store({ engine: "auto" })).remove(patient())).logins).toMatchObject([{ outcome: "removed" }]);
  });

  it("is logged out by logout without an engine, along with docker's", async () => {
    const { tools, store, list } = await toolScene();
    await (await tools()).store([one], patient());
    await (await store({ engine: "config" })).store([two], patient());
    const { logins, folderRemoved } = await (await store({ engine: "auto" })).remove(patient());
    expect(logins).toEqual([
      { host: two.host, outcome: "removed" },
      { host: one.host, outcome: "removed" },
    ]);
    expect([folderRemoved, list("run"), list("home")]).toEqual([true, [], []]);
  });
});
