import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createLoginStore } from "../../src/adapters/containers/index.ts";
import { describeWith } from "./require-tool.ts";

const program = fileURLToPath(new URL("../adapters/containers/store-once.ts", import.meta.url));
const foreign = { psFormat: "x".repeat(20_000), HttpHeaders: { a: "b" } };
const count = 50;

let home: string;
let file: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "gitlab-ecr-crowd-"));
  file = join(home, ".docker/config.json");
  mkdirSync(dirname(file));
  writeFileSync(file, JSON.stringify(foreign, undefined, "\t"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("fifty logins at the same time, from twenty processes, into one home", () => {
  test("lose no entry with the config engine, and leave valid JSON at every instant", async () => {
    const hosts = Array.from({ length: count }, (_, index) => `${index}.example`);
    await logInAll("config", hosts, 20);
    await logOutAll();
  });
});

describeWith(["docker"], "fifty logins at the same time with the real docker command line", () => {
  let registry: Server;
  let port: number;
  beforeAll(async () => {
    registry = createServer((request, response) => {
      const allowed = request.headers.authorization !== undefined;
      response.writeHead(allowed ? 200 : 401, allowed ? {} : { "www-authenticate": 'Basic realm="ECR"' });
      response.end("{}");
    }).listen(0, "0.0.0.0");
    await once(registry, "listening");
    port = (registry.address() as AddressInfo).port;
  });
  afterAll(() => {
    registry.close();
  });

  test("lose no entry, and leave valid JSON at every instant", async () => {
    const hosts = Array.from({ length: count }, (_, index) => `127.0.0.${index + 1}:${port}`);
    await logInAll("docker", hosts, 10);
    await logOutAll();
  });

  test("leave the old file or the new one when they are killed", async () => {
    for (let delay = 0; delay < 120; delay += 15) {
      const host = `127.0.0.9:${port}`;
      const child = start("docker", "killed", [host]);
      // Asked for before it can happen: a fast one has ended before it is killed.
      const exit = once(child, "exit");
      await once(child.stdout as NodeJS.ReadableStream, "data");
      await pause(delay);
      child.kill("SIGKILL");
      await exit;
      const { auths = {}, ...rest } = readConfig();
      expect(rest).toEqual(foreign);
      expect([[], [host]]).toContainEqual(Object.keys(auths));
      expireLocks();
    }
    const store = await createLoginStore({
      engine: "docker",
      homeDir: home,
      jobId: "killed",
      environment: process.env,
    });
    await pause(500); // A docker whose parent was killed may still be at work.
    await store.remove(AbortSignal.timeout(20_000));
    expect(readConfig()).toEqual(foreign);
  });
});

/** Logs in to all hosts from so many processes, and looks at the file all the while. */
async function logInAll(engine: "config" | "docker", hosts: readonly string[], processes: number): Promise<void> {
  const shares = Array.from({ length: processes }, (_, index) => hosts.filter((_, at) => at % processes === index));
  const children = shares.map((share, index) => start(engine, `${index}`, share));
  const ends = Promise.all(children.map((child) => once(child, "exit")));
  let running = true;
  void ends.then(() => {
    running = false;
  });
  let reads = 0;
  for (; running; reads += 1) {
    expect(readConfig()).toMatchObject(foreign);
    await pause(2);
  }
  expect(reads).toBeGreaterThan(20);
  expect((await ends).map(([status]) => status)).toEqual(shares.map(() => 0));
  const { auths, ...rest } = readConfig();
  expect(rest).toEqual(foreign);
  const entry = (host: string) => ({ auth: Buffer.from(`AWS:password of ${host}`).toString("base64") });
  expect(auths).toEqual(Object.fromEntries(hosts.map((host) => [host, entry(host)])));
}

/** Logs every job out: the file is what it was. */
async function logOutAll(): Promise<void> {
  const { claims } = JSON.parse(readFileSync(join(home, ".docker/gitlab-ecr.state.json"), "utf8"));
  const jobs = claims.map(({ jobId }: { jobId: string }) => jobId) as string[];
  expect(new Set(jobs).size).toBe(count);
  for (const jobId of jobs) {
    const store = await createLoginStore({ engine: "auto", homeDir: home, jobId, environment: process.env });
    expect((await store.remove(AbortSignal.timeout(20_000))).logins).toMatchObject([{ outcome: "removed" }]);
  }
  expect(readConfig()).toEqual(foreign);
  expect(readdirSync(join(home, ".docker"))).toEqual(["config.json"]);
}

function start(engine: string, jobId: string, hosts: readonly string[]): ChildProcess {
  const env = { ...process.env, HOME: home, DOCKER_CONFIG: undefined };
  return spawn(process.execPath, [program, home, jobId, engine, ...hosts], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function readConfig(): Record<string, unknown> & { auths?: Record<string, unknown> } {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Makes whoever holds the folder's lock, or waited for it, look long dead. */
function expireLocks(): void {
  const folder = dirname(file);
  const past = new Date(Date.now() - 60_000);
  for (const name of readdirSync(folder).filter((each) => each.startsWith("gitlab-ecr.lock"))) {
    for (const inner of readdirSync(join(folder, name))) utimesSync(join(folder, name, inner), past, past);
    utimesSync(join(folder, name), past, past);
  }
}
