import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLoginStore } from "../../src/adapters/containers/index.ts";
import { findOnPath } from "../../src/adapters/system/index.ts";
import { Secret } from "../../src/core/secret/index.ts";

const docker = await findOnPath("docker", process.env);
if (docker === undefined) {
  if (process.env.CI === "true") throw new Error("docker isn't on PATH: the tests of the docker engine can't run.");
  console.warn("\n*** docker isn't on PATH: the tests of the docker engine are SKIPPED. ***\n");
}

const good = new Secret("the right password");
let registry: Server;
let host: string;
let home: string;

beforeAll(async () => {
  const expected = `Basic ${Buffer.from(`AWS:${good.reveal()}`).toString("base64")}`;
  registry = createServer((request, response) => {
    const allowed = request.url === "/v2/" && request.headers.authorization === expected;
    response.writeHead(allowed ? 200 : 401, allowed ? {} : { "www-authenticate": 'Basic realm="ECR"' });
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => registry.once("listening", resolve));
  host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
});

afterAll(() => {
  registry.close();
});

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "gitlab-ecr-e2e-"));
  return () => rmSync(home, { recursive: true, force: true });
});

const environment = () => ({ PATH: process.env.PATH, HOME: home });
const store = (configDir?: string) =>
  createLoginStore({ engine: "docker", homeDir: home, configDir, jobId: "7", environment: environment() });
const signal = () => AbortSignal.timeout(60_000);
const login = (password = good) => ({ host, username: "AWS", password });

describe.skipIf(docker === undefined)("the docker engine with docker itself", () => {
  it("logs in where docker looks, and out again", async () => {
    const there = await store();
    await there.store([login()], signal());
    const config = JSON.parse(readFileSync(there.configFile, "utf8"));
    expect(config.auths).toEqual({ [host]: { auth: Buffer.from(`AWS:${good.reveal()}`).toString("base64") } });
    expect((await there.remove(signal())).logins).toEqual([{ host, outcome: "removed" }]);
    expect(readdirSync(home)).toEqual([]);
  });

  it("logs in within a job's own folder, seeded from the user's", async () => {
    mkdirSync(join(home, ".docker"));
    writeFileSync(join(home, ".docker", "config.json"), '{"auths":{"other":{"auth":"eDp5"}}}');
    const there = await store(join(home, "project.tmp", "gitlab-ecr-7"));
    await there.store([login()], signal());
    expect(Object.keys(JSON.parse(readFileSync(there.configFile, "utf8")).auths).sort()).toEqual([host, "other"]);
    expect((await there.remove(signal())).folderRemoved).toBe(true);
    expect(readdirSync(home)).toEqual([".docker"]);
  });

  it("tells what docker said of a password that the registry refuses, and stores nothing", async () => {
    const there = await store();
    const failure = await there.store([login(new Secret("a wrong password"))], signal()).catch((error) => error);
    expect(failure).toMatchObject({ code: "engine-failed", context: { engine: "docker", host, stored: [] } });
    expect(failure.message).toContain("401 Unauthorized");
    expect(JSON.stringify(failure) + failure.stack).not.toContain("a wrong password");
    expect((await there.remove(signal())).logins).toEqual([]);
    expect(readdirSync(home)).toEqual([]);
  });

  it("finds the login of the config engine", async () => {
    const options = { engine: "config", homeDir: home, jobId: "7", environment: environment() } as const;
    const there = await createLoginStore(options);
    await there.store([login()], signal());
    // Without a user name docker tells which login it finds; trying it out would take a daemon.
    const said = spawnSync(docker ?? "", ["login", host], { env: environment(), encoding: "utf8" });
    expect(said.stdout + said.stderr).toContain("Authenticating with existing credentials... [Username: AWS]");
  });

  it("keeps the login in the credential helper that the configuration names, and takes it out there", async () => {
    const bin = join(home, "bin");
    const vault = join(home, "vault");
    mkdirSync(bin);
    mkdirSync(join(home, ".docker"));
    writeFileSync(join(home, ".docker", "config.json"), '{"credsStore":"file"}');
    const program = `#!/bin/sh\ncase $1 in store) cat > ${vault};; get) cat ${vault};; erase) rm ${vault};; esac\n`;
    writeFileSync(join(bin, "docker-credential-file"), program, { mode: 0o755 });
    const withHelper = { ...environment(), PATH: `${bin}:${process.env.PATH}` };
    const there = await createLoginStore({ engine: "docker", homeDir: home, jobId: "7", environment: withHelper });
    await there.store([login()], signal());
    expect(JSON.parse(readFileSync(vault, "utf8"))).toEqual({
      ServerURL: host,
      Username: "AWS",
      Secret: good.reveal(),
    });
    expect((await there.remove(signal())).logins).toEqual([{ host, outcome: "removed" }]);
    expect(readdirSync(home).sort()).toEqual([".docker", "bin"]);
    expect(JSON.parse(readFileSync(there.configFile, "utf8"))).toEqual({ credsStore: "file" });
  });
});
