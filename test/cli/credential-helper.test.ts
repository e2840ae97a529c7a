import { chmod, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { cachedAnswer } from "../../src/cli/credential-helper-cached.ts";
import { callsOf, exampleWorld, idToken, inject } from "../fake/index.ts";
import { type CliOptions, interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const host = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
const sibling = "210987654321.dkr.ecr.ap-northeast-1.amazonaws.com";
const elsewhere = "455931011959.dkr.ecr.eu-west-1.amazonaws.com";
const notFound = "credentials not found in native keychain\n";
const hour = 3_600_000;

/** A job with a role and a token, and the folder of its configuration. */
async function helped() {
  const example = exampleWorld();
  const { world, role } = example;
  const folder = join(await temporaryFolder(), "config");
  await mkdir(folder, { mode: 0o700 });
  const environment: Record<string, string | undefined> = {
    GITLAB_OIDC_TOKEN: idToken(world, { expiresIn: 24 * 3600 }),
    GITLAB_ECR_ROLE_ARN: role.arn,
    DOCKER_CONFIG: folder,
    HOME: join(folder, ".."),
  };
  const start = world.now();
  return {
    ...example,
    environment,
    folder,
    cacheFile: join(folder, "gitlab-ecr.cache/passwords.json"),
    exchanges: () => callsOf(world, "sts:AssumeRoleWithWebIdentity").length,
    /** Lets time pass, for AWS and for the helper. */
    elapse(milliseconds: number) {
      vi.useFakeTimers({ toFake: ["Date"], now: start.getTime() + milliseconds });
      onTestFinished(() => void vi.useRealTimers());
    },
    helper: (args: readonly string[], options: CliOptions = {}) =>
      runCli(world, ["credential-helper", ...args], {
        ...options,
        environment: { ...environment, ...options.environment },
      }),
    /** What the program hands out without loading anything. */
    cached: (server = host, changes: Record<string, string> = {}) =>
      cachedAnswer(server, { ...jobOf(environment), ...changes }, join(folder, ".."), world.now().getTime()),
  };
}

/** The environment as `runCli` completes it. */
function jobOf(environment: Record<string, string | undefined>) {
  const job = { CI: "true", GITLAB_CI: "true", CI_JOB_ID: "4711", CI_PIPELINE_ID: "815" };
  return { ...job, CI_PROJECT_PATH: "org/team/cdk/aws-network-cdk", ...environment };
}

describe("get", () => {
  test("answers in the protocol's words with the password that ECR gave, and prints it nowhere else", async () => {
    const { helper, world } = await helped();
    const { status, stdout, stderr } = await helper(["get"], { stdin: `${host}\n` });
    const password = world.passwords[0]?.password;
    expect(stdout).toBe(`${JSON.stringify({ ServerURL: host, Username: "AWS", Secret: password })}\n`);
    expect([status, stderr]).toEqual([0, ""]);
  });

  test("takes a server with scheme and path, and gives it back as it was asked for", async () => {
    const { helper } = await helped();
    const { json } = await helper(["get"], { stdin: `https://${host}/v2/` });
    expect(json()).toMatchObject({ ServerURL: `https://${host}/v2/`, Username: "AWS" });
  });

  test.each([
    "registry.example.com",
    "index.docker.io",
    `${host}.evil.example`,
    `evil-${host}`,
    host.toUpperCase(),
    `${host}:443`,
  ])("has none for %s, and says that it isn't ECR's", async (server) => {
    const { helper, world } = await helped();
    const { status, stdout, stderr } = await helper(["get"], { stdin: server });
    expect([status, stdout]).toEqual([1, notFound]);
    expect(stderr).toContain(`"${server}" isn't a registry of Amazon ECR`);
    expect(world.calls).toEqual([]);
  });

  test("tells the real cause on both streams, and never that there is none", async () => {
    const { helper, world } = await helped();
    const token = idToken(world, { ref: "feature" });
    const { status, stdout, stderr } = await helper(["get", host], { environment: { GITLAB_OIDC_TOKEN: token } });
    expect(stdout).toMatch(/^docker-credential-gitlab-ecr: trust-denied: .+\n$/);
    expect(stderr).toContain("error[trust-denied]: ");
    expect(stdout).not.toContain("credentials not found");
    expect(status).toBe(3);
  });

  test("says what helps a long job when the ID token has expired", async () => {
    const { helper, world } = await helped();
    const token = idToken(world, { expiresIn: -600 });
    const { status, stdout, stderr } = await helper(["get", host], { environment: { GITLAB_OIDC_TOKEN: token } });
    expect(stdout).toContain("id-token-expired: The ID token has expired: it was valid until ");
    for (const advice of ["timeout", "a fresh job", "--duration"]) expect(stderr).toContain(advice);
    expect(status).toBe(3);
  });

  test("refuses to guess without a server", async () => {
    const { helper } = await helped();
    expect(await helper(["get"])).toMatchObject({ status: 2, stdout: expect.stringContaining("No server was given") });
  });
});

describe("the cache", () => {
  test("is a private file, and serves all registries of the region", async () => {
    const { helper, cacheFile, exchanges, cached } = await helped();
    const { stdout } = await helper(["get", host]);
    expect((await stat(cacheFile)).mode & 0o777).toBe(0o600);
    expect((await stat(join(cacheFile, ".."))).mode & 0o777).toBe(0o700);
    expect(cached()).toBe(stdout);
    expect(JSON.parse(cached(sibling) ?? "{}")).toMatchObject({ ServerURL: sibling });
    expect((await helper(["get", sibling])).status).toBe(0);
    expect(exchanges()).toBe(1);
  });

  test("holds another password for each region", async () => {
    const { helper, cached, world } = await helped();
    await helper(["get", host]);
    expect(cached(elsewhere)).toBeUndefined();
    await helper(["get", elsewhere]);
    const secrets = [host, elsewhere].map((server) => JSON.parse(cached(server) ?? "{}").Secret);
    expect(secrets).toEqual(world.passwords.map(({ password }) => password));
  });

  test.each([
    ["role", { GITLAB_ECR_ROLE_ARN: "arn:aws:iam::455931011959:role/another" }],
    ["token", { GITLAB_OIDC_TOKEN: "another" }],
    ["job", { CI_JOB_ID: "4712" }],
    ["key", { AWS_ACCESS_KEY_ID: "another" }],
    ["token in a variable of another name", { GITLAB_ECR_ID_TOKEN_ENV: "MY_TOKEN", MY_TOKEN: "one" }],
  ])("isn't another identity's: another %s", async (_, changes) => {
    const { helper, cached } = await helped();
    await helper(["get", host]);
    expect(cached(host, changes)).toBeUndefined();
  });

  test("renews at half of the session's time, and never hands anything out after its end", async () => {
    const { helper, cached, exchanges, elapse } = await helped();
    await helper(["get", host]);
    elapse(0.49 * hour);
    expect(cached()).toBeDefined();
    elapse(0.51 * hour);
    expect(cached()).toBeUndefined();
    await helper(["get", host]);
    expect(exchanges()).toBe(2);
    expect(cached()).toBeDefined();
    elapse(2 * hour);
    expect(cached()).toBeUndefined();
    await helper(["get", host]);
    expect(exchanges()).toBe(3);
  });

  test("goes on with the old password while it is valid, where renewing fails, and warns", async () => {
    const { helper, elapse, world } = await helped();
    const { stdout } = await helper(["get", host]);
    elapse(0.75 * hour);
    inject(world, "sts:AssumeRoleWithWebIdentity", {
      kind: "error",
      code: "AccessDenied",
      status: 403,
      message: "No.",
    });
    const renewed = await helper(["get", host]);
    expect([renewed.status, renewed.stdout]).toEqual([0, stdout]);
    expect(renewed.stderr).toContain("The password from before is used; it is valid until");
    elapse(1.25 * hour);
    expect((await helper(["get", host])).status).not.toBe(0);
  });

  test.each([
    ["isn't JSON", '{"version":1,"pass'],
    ["is another version's", '{"version":2,"passwords":[]}'],
    ["holds something else", '{"version":1,"passwords":[null,{"identity":1}]}'],
  ])("is rebuilt where it %s", async (_, text) => {
    const { helper, cached, cacheFile } = await helped();
    await helper(["get", host]);
    await writeFile(cacheFile, text);
    expect(cached()).toBeUndefined();
    const { stdout } = await helper(["get", host]);
    expect(cached()).toBe(stdout);
  });

  test("doesn't count while others can read it, or where it is a link", async () => {
    const { helper, cached, cacheFile } = await helped();
    await helper(["get", host]);
    await chmod(cacheFile, 0o640);
    expect(cached()).toBeUndefined();
    await helper(["get", host]);
    expect(cached()).toBeDefined();
    const { folder, environment } = await helped();
    await mkdir(join(folder, "gitlab-ecr.cache"));
    await symlink(cacheFile, join(folder, "gitlab-ecr.cache/passwords.json"));
    expect(cachedAnswer(host, jobOf(environment), join(folder, ".."))).toBeUndefined();
  });

  test("is filled by one of several that ask at the same time", async () => {
    const { helper, exchanges } = await helped();
    const answers = await Promise.all(Array.from({ length: 8 }, () => helper(["get", host])));
    expect(new Set(answers.map(({ stdout }) => stdout)).size).toBe(1);
    expect(exchanges()).toBe(1);
  });

  test("forgets what erase names, and no more", async () => {
    const { helper, cached } = await helped();
    await helper(["get", host]);
    await helper(["get", elsewhere]);
    expect(await helper(["erase"], { stdin: host })).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect([cached() !== undefined, cached(elsewhere) !== undefined]).toEqual([false, true]);
  });

  test("is done without where there is no place for it", async () => {
    const { helper, folder, exchanges } = await helped();
    await writeFile(join(folder, "gitlab-ecr.cache"), "a file in its place");
    expect(await helper(["get", host])).toMatchObject({ status: 0, stderr: "" });
    expect(await helper(["get", host])).toMatchObject({ status: 0 });
    expect(exchanges()).toBe(2);
  });
});

describe("the other actions", () => {
  test("store keeps nothing, and tells who wants to keep another registry's login", async () => {
    const { helper, folder } = await helped();
    const login = (ServerURL: string) => JSON.stringify({ ServerURL, Username: "me", Secret: "hunter2" });
    const own = await helper(["store"], { stdin: login(host) });
    expect(own).toMatchObject({ status: 0, stdout: "", stderr: expect.stringContaining("isn't stored") });
    const other = await helper(["store"], { stdin: login("registry.example.com") });
    expect(other).toMatchObject({ status: 2, stdout: expect.stringContaining("isn't a registry of Amazon ECR") });
    expect(other.stdout + other.stderr).not.toContain("hunter2");
    await expect(stat(join(folder, "gitlab-ecr.cache"))).rejects.toThrow();
  });

  test("list names the hosts that config.json points here", async () => {
    const { helper, folder } = await helped();
    expect((await helper(["list"])).stdout).toBe("{}\n");
    await writeFile(join(folder, "config.json"), JSON.stringify({ credHelpers: { [host]: "gitlab-ecr", b: "other" } }));
    expect((await helper(["list"])).json()).toEqual({ [host]: "AWS" });
  });

  test("version and unknown ones", async () => {
    const { helper } = await helped();
    expect((await helper(["version"])).stdout).toBe("docker-credential-gitlab-ecr (gitlab-ecr) v0.0.0-test\n");
    expect(await helper(["fetch"])).toMatchObject({ status: 2, stdout: expect.stringContaining('no action "fetch"') });
  });
});

describe("login --engine helper", () => {
  /** A job whose options are all on the command line of its login. */
  async function pointed(args: readonly string[] = []) {
    const scene = await helped();
    const bin = join(scene.folder, "../bin");
    await mkdir(bin);
    await writeFile(join(bin, "docker-credential-gitlab-ecr"), "", { mode: 0o755 });
    const { GITLAB_ECR_ROLE_ARN: role = "", ...environment } = scene.environment;
    const all = ["login", "--engine", "helper", "--role-arn", role, "--region", "ap-northeast-1", ...args];
    const run = await runCli(scene.world, all, { environment: { ...environment, PATH: bin } });
    const helper = (more: readonly string[], options: CliOptions = {}) =>
      runCli(scene.world, ["credential-helper", ...more], {
        ...options,
        environment: { ...environment, PATH: bin, ...options.environment },
      });
    return { ...scene, environment: { ...environment, PATH: bin }, run, helper };
  }

  test("stores no password, names the helper, and leaves it the options", async () => {
    const { run, folder, world } = await pointed(["--duration", "30m"]);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(JSON.parse(await readFile(join(folder, "config.json"), "utf8"))).toEqual({
      credHelpers: { [host]: "gitlab-ecr" },
    });
    const settings = join(folder, "gitlab-ecr.helper.json");
    expect((await stat(settings)).mode & 0o777).toBe(0o600);
    const text = await readFile(settings, "utf8");
    expect(JSON.parse(text).jobs["4711"].hosts[host]).toEqual({
      GITLAB_ECR_ROLE_ARN: expect.stringContaining("role/"),
      GITLAB_ECR_REGION: "ap-northeast-1",
      GITLAB_ECR_DURATION: "30m",
    });
    for (const { password } of world.passwords) expect(text).not.toContain(password);
  });

  test("lets the helper log in by those options, in the same job only", async () => {
    const { helper, world } = await pointed(["--duration", "30m"]);
    expect((await helper(["get", host])).status).toBe(0);
    const [, byHelper] = callsOf(world, "sts:AssumeRoleWithWebIdentity");
    expect(byHelper?.parameters).toMatchObject({ DurationSeconds: "1800" });
  });

  test("logs in for each host as the login that named it", async () => {
    const { helper, world, environment, user } = await pointed();
    const [key] = user.accessKeys;
    const keys = { KEY: key?.accessKeyId ?? "", SECRET: key?.secretAccessKey ?? "" };
    const args = ["--auth", "static", "--access-key-id-env", "KEY", "--secret-access-key-env", "SECRET"];
    const login = await runCli(world, ["login", "--engine", "helper", ...args, elsewhere], {
      environment: { ...environment, ...keys },
    });
    expect([login.status, login.stderr]).toEqual([0, ""]);
    const before = callsOf(world, "sts:AssumeRoleWithWebIdentity").length;
    expect((await helper(["get", elsewhere], { environment: keys })).status).toBe(0);
    expect(callsOf(world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(before);
    expect((await helper(["get", host], { environment: keys })).status).toBe(0);
    expect(callsOf(world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(before + 1);
  });

  test("takes a variable of ours before what login left, and that before AWS's", async () => {
    const { world, environment } = await pointed();
    const other = "arn:aws:iam::455931011959:role/other";
    const get = (changes: Record<string, string>) =>
      runCli(world, ["credential-helper", "get", host], { environment: { ...environment, ...changes } });
    expect((await get({ AWS_ROLE_ARN: other })).status).toBe(0);
    expect((await get({ GITLAB_ECR_ROLE_ARN: other })).status).not.toBe(0);
  });

  test("is undone by logout, with what the helper kept", async () => {
    const { helper, world, environment, folder } = await pointed();
    await helper(["get", host]);
    const run = await runCli(world, ["logout"], { environment });
    expect(run.stdout).toContain(`logged out of ${host}`);
    for (const name of ["config.json", "gitlab-ecr.helper.json", "gitlab-ecr.cache", "gitlab-ecr.state.json"]) {
      await expect(stat(join(folder, name)), name).rejects.toThrow();
    }
  });

  test("says where to get the helper, where it isn't on PATH", async () => {
    const { world, environment, folder } = await helped();
    const run = await runCli(world, ["login", "--engine", "helper", "--region", "ap-northeast-1"], { environment });
    expect([run.status, run.code()]).toEqual([5, "engine-missing"]);
    expect(run.stderr).toContain("docker-credential-gitlab-ecr");
    await expect(stat(join(folder, "config.json"))).rejects.toThrow();
  });

  test("doesn't warn that the session is shorter than the job: the helper renews it", async () => {
    const { run } = await pointed();
    expect(run.stderr).not.toContain("session-shorter-than-job");
  });
});
