import { copyFile, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { callsOf, idToken, inject } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

let cloud: Cloud;
let shelf: string;
let bundle: string;
let home: string;
let token: string;

beforeAll(async () => {
  shelf = await mkdtemp(join(tmpdir(), "gitlab-ecr-bundle-"));
  // A copy, which a build at the same time can't take away, where there are no node_modules to lean on.
  bundle = join(shelf, "gitlab-ecr.cjs");
  await copyFile(await bundlePath(), bundle);
});
afterAll(() => rm(shelf, { recursive: true, force: true }));

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "gitlab-ecr-home-"));
});
afterEach(async () => {
  await cloud?.close();
  await rm(home, { recursive: true, force: true });
});

type Variables = Record<string, string | undefined>;

/** A job of the example project with the bundle and nothing but the config engine, in a folder of its own. */
function start(args: readonly string[], changes: Variables = {}) {
  const all: Variables = {
    ...cloud.fake.environment,
    PATH: "/nowhere",
    HOME: home,
    CI: "true",
    GITLAB_CI: "true",
    CI_JOB_ID: "4711",
    DOCKER_CONFIG: join(home, "project.tmp", "gitlab-ecr-4711"),
    AWS_REGION: cloud.world.region,
    GITLAB_ECR_ROLE_ARN: cloud.role.arn,
    GITLAB_OIDC_TOKEN: token,
    ...changes,
  };
  const env = Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return execa(process.execPath, [bundle, ...args], {
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    cwd: home,
  });
}

/** The same, to its end: no secret may be in what it printed. */
async function run(args: readonly string[], changes: Variables = {}) {
  const ended = await start(args, changes);
  expect(secretsIn(`${ended.stdout}${ended.stderr}`, secretsOf(cloud.world, token))).toEqual([]);
  return ended;
}

function keysOfUser(): Variables {
  const [key] = cloud.user.accessKeys;
  return {
    GITLAB_ECR_ROLE_ARN: undefined,
    GITLAB_OIDC_TOKEN: undefined,
    AWS_ACCESS_KEY_ID: key?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
  };
}

/** The login that is stored for the account's registry. */
async function storedAuth(): Promise<string> {
  const text = await readFile(join(home, "project.tmp", "gitlab-ecr-4711", "config.json"), "utf8");
  const { auths } = JSON.parse(text) as { auths: Record<string, { auth: string }> };
  return auths[cloud.front.host]?.auth ?? "";
}

async function statusAtRegistry(auth: string): Promise<number> {
  const { status } = await fetch(`${cloud.front.url}/v2/`, { headers: { authorization: `Basic ${auth}` } });
  return status;
}

describe.each([{ tls: false }, { tls: true }])("the bundle, with TLS: $tls", ({ tls }) => {
  beforeEach(async () => {
    cloud = await startCloud({ tls });
    token = idToken(cloud.world);
  });

  test("logs in with the ID token, is let in by the registry, and logs out", async () => {
    const login = await run(["login", "--engine", "config"]);
    expect(login.exitCode, login.stderr).toBe(0);
    expect(login.stdout).toContain("auth: oidc (role from GITLAB_ECR_ROLE_ARN, ID token from GITLAB_OIDC_TOKEN)");
    const auth = await storedAuth();
    expect(await statusAtRegistry(auth)).toBe(200);
    expect(await statusAtRegistry(Buffer.from("AWS:guessed").toString("base64"))).toBe(400);

    const logout = await run(["logout"]);
    expect(logout.exitCode, logout.stderr).toBe(0);
    expect(await readdir(home)).toEqual([]);
  });

  test("logs in with static keys", async () => {
    const login = await run(["login"], keysOfUser());
    expect(login.exitCode, login.stderr).toBe(0);
    expect(login.stdout).toContain("auth: static");
    expect(callsOf(cloud.world, "sts:AssumeRoleWithWebIdentity")).toEqual([]);
    expect(await statusAtRegistry(await storedAuth())).toBe(200);
  });

  test("tells in JSON, and nothing else on standard output", async () => {
    const { stdout, exitCode } = await run(["login", "--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      auth: "oidc",
      fellBack: null,
      account: cloud.account.id,
      engine: "config",
      registries: [{ host: cloud.front.host, region: cloud.world.region }],
      warnings: [],
    });
  });

  test("explains a refusal and stores nothing", async () => {
    token = idToken(cloud.world, { ref: "feature" });
    const { stdout, stderr, exitCode } = await run(["login"]);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^error\[trust-denied\]: /m);
    expect(stderr).toContain(
      `"gitlab.example.com:sub": "project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:feature"`,
    );
    expect(stdout).not.toContain("stored");
    expect(await readdir(home)).toEqual([]);
  });

  test("explains a refusal in JSON", async () => {
    token = idToken(cloud.world, { ref: "feature" });
    const { stdout, exitCode } = await run(["login", "--json"]);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { code: "trust-denied", docs: "docs/errors.md#trust-denied" },
    });
  });
});

test("the bundle trusts a private authority only where it is told to", async () => {
  cloud = await startCloud({ tls: true });
  token = idToken(cloud.world);
  const distrust = { AWS_CA_BUNDLE: undefined, NODE_EXTRA_CA_CERTS: undefined };
  const refused = await run(["login"], distrust);
  expect(refused.stderr).toContain("error[tls]");
  expect(refused.exitCode).toBe(4);
  expect(callsOf(cloud.world, "sts:AssumeRoleWithWebIdentity")).toEqual([]);

  const admitted = await run(["login"], { ...distrust, AWS_CA_BUNDLE: cloud.fake.caFile });
  expect(admitted.exitCode, admitted.stderr).toBe(0);
});

describe("the bundle, while AWS keeps it waiting", () => {
  type Operation = "sts:AssumeRoleWithWebIdentity" | "ecr:GetAuthorizationToken";
  const minute = { kind: "latency", milliseconds: 60_000 } as const;

  beforeEach(async () => {
    cloud = await startCloud();
    token = idToken(cloud.world);
  });

  /** Waits until the child has called; a child that ends before that is the failure. */
  async function whenCalled(operation: Operation, child: ReturnType<typeof start>): Promise<void> {
    const early = child.then(({ exitCode, stderr }) => {
      throw new Error(`It ended with ${exitCode} before it called ${operation}.\n${stderr}`);
    });
    const called = vi.waitFor(() => expect(callsOf(cloud.world, operation)).toHaveLength(1), { timeout: 60_000 });
    await Promise.race([called, early]);
    early.catch(() => undefined); // It will end, later.
  }

  describe.each(["sts:AssumeRoleWithWebIdentity", "ecr:GetAuthorizationToken"] as const)("at %s", (operation) => {
    beforeEach(() => inject(cloud.world, operation, minute));

    test.each([
      { signal: "SIGINT", status: 130 },
      { signal: "SIGTERM", status: 143 },
    ] as const)("ends with $status on $signal, with nothing half-written", async ({ signal, status }) => {
      const child = start(["login"]);
      await whenCalled(operation, child);
      child.kill(signal);
      const { exitCode, stderr } = await child;
      expect(exitCode).toBe(status);
      expect(stderr).toContain("error[interrupted]");
      expect(await readdir(home)).toEqual([]);
    });

    test("gives up at the deadline", async () => {
      const { exitCode, stderr } = await run(["login", "--timeout", "1"]);
      expect(stderr).toContain("error[timeout]");
      expect(exitCode).toBe(4);
      expect(await readdir(home)).toEqual([]);
    });
  });

  test("reports an interruption in JSON, too", async () => {
    inject(cloud.world, "sts:AssumeRoleWithWebIdentity", minute);
    const child = start(["login", "--json"]);
    await whenCalled("sts:AssumeRoleWithWebIdentity", child);
    child.kill("SIGTERM");
    const { stdout } = await child;
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "interrupted" } });
  });

  test.runIf(process.platform === "linux").each(["oidc", "static"])(
    "shows no secret in the process list (%s)",
    async (auth) => {
      inject(cloud.world, "ecr:GetAuthorizationToken", minute);
      const child = start(["login", "--auth", auth], auth === "static" ? keysOfUser() : {});
      await whenCalled("ecr:GetAuthorizationToken", child);
      const commandLine = await readFile(`/proc/${child.pid}/cmdline`, "utf8");
      child.kill("SIGTERM");
      await child;
      expect(commandLine).toContain("login\0--auth\0");
      expect(secretsIn(commandLine, secretsOf(cloud.world, token))).toEqual([]);
    },
  );
});

describe("the bundle, with standard output closed", () => {
  beforeEach(async () => {
    cloud = await startCloud();
    token = idToken(cloud.world);
  });

  test("still logs in, and says nothing of the broken pipe", async () => {
    const { exitCode, stderr } = await closedAtOnce(start(["login"]));
    expect(exitCode, stderr).toBe(0);
    expect(stderr).not.toContain("EPIPE");
    expect(await statusAtRegistry(await storedAuth())).toBe(200);
  });

  test("prints its help to whoever still listens", async () => {
    const { exitCode, stderr } = await closedAtOnce(start(["login", "--help"]));
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  async function closedAtOnce(child: ReturnType<typeof start>) {
    child.stdout.destroy();
    return child;
  }
});

describe("the bundle's files", () => {
  beforeEach(async () => {
    cloud = await startCloud();
    token = idToken(cloud.world);
  });

  test("are the job's own: the folder 0700, what is in it 0600", async () => {
    expect((await run(["login"])).exitCode).toBe(0);
    const folder = join(home, "project.tmp", "gitlab-ecr-4711");
    const modes = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await modes(folder)).toBe("700");
    for (const name of await readdir(folder)) expect([name, await modes(join(folder, name))]).toEqual([name, "600"]);
  });
});
