import { chmod, mkdir, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { callsOf, type Example, exampleWorld, type Fake, idToken, startFake } from "../fake/index.ts";
import { temporaryFolder } from "./run-cli.ts";

// Each test starts the program from its sources, some twice.
vi.setConfig({ testTimeout: 60_000 });

let example: Example;
let fake: Fake;

beforeAll(async () => {
  example = exampleWorld();
  fake = await startFake(example.world);
});
afterAll(() => fake.close());
beforeEach(() => {
  example.world.calls.splice(0);
  example.world.sessions.splice(0);
});

const program = new URL("../../src/bin.ts", import.meta.url).pathname;

function environmentOf(environment: Record<string, string>): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    CI: "true",
    AWS_REGION: "ap-northeast-1",
    GITLAB_ECR_ROLE_ARN: example.role.arn,
    GITLAB_OIDC_TOKEN: idToken(example.world),
    ...fake.environment,
    ...environment,
  };
}

function start(args: readonly string[], environment: Record<string, string> = {}, input?: string) {
  return execa(process.execPath, [program, "exec", ...args], {
    env: environmentOf(environment),
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: "ignore" } : { input }),
  });
}

const shell = (script: string) => ["--", "sh", "-c", script];

describe("the command", () => {
  test("has the credentials in its environment", async () => {
    const names = "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN $AWS_REGION $AWS_CREDENTIAL_EXPIRATION";
    const ended = await start(shell(`echo "${names}"`));
    const [session] = example.world.sessions;
    expect(ended.stdout.split(" ")).toEqual([
      session?.accessKeyId,
      session?.secretAccessKey,
      session?.sessionToken,
      "ap-northeast-1",
      session?.expiresAt.toISOString(),
    ]);
    expect(ended.stderr).not.toContain(session?.secretAccessKey);
  });

  test("doesn't see what would lead it to other credentials, and sees all else", async () => {
    const ended = await start(shell("env"), {
      AWS_PROFILE: "other",
      AWS_ROLE_ARN: "arn:aws:iam::455931011959:role/runner",
      AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
      MY_VARIABLE: "kept",
    });
    expect(ended.stdout).toContain("MY_VARIABLE=kept");
    expect(ended.stdout).not.toMatch(/^AWS_(?:PROFILE|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|CONTAINER)/m);
  });

  test("loses a session token that belongs to other keys", async () => {
    const [key] = example.user.accessKeys;
    const ended = await start(["--auth", "static", ...shell("echo ${AWS_SESSION_TOKEN-none}")], {
      PUSH_ID: key?.accessKeyId ?? "",
      PUSH_SECRET: key?.secretAccessKey ?? "",
      GITLAB_ECR_ACCESS_KEY_ID_ENV: "PUSH_ID",
      GITLAB_ECR_SECRET_ACCESS_KEY_ENV: "PUSH_SECRET",
      GITLAB_ECR_SESSION_TOKEN_ENV: "PUSH_TOKEN",
      AWS_SESSION_TOKEN: "stale-session-token",
    });
    expect(ended.stdout).toBe("none");
  });

  test("reads our standard input and writes to our standard output and error", async () => {
    const ended = await start(["--quiet", ...shell("cat; echo problem >&2")], {}, "text");
    expect([ended.stdout, ended.stderr]).toEqual(["text", "problem"]);
  });

  test("gets its arguments as they are, options included", async () => {
    const ended = await start(["--", "printf", "%s|", "--json", "a b", "$HOME", "--", "-x"]);
    expect(ended.stdout).toBe("--json|a b|$HOME|--|-x|");
  });

  test.each([0, 42])("ends it with its own status %i", async (status) => {
    expect((await start(shell(`exit ${status}`))).exitCode).toBe(status);
  });

  test("that a signal ended ends it with 128 and the signal's number, as in a shell", async () => {
    expect((await start(shell("kill -9 $$"))).exitCode).toBe(128 + constants.signals.SIGKILL);
  });

  test("is sent a signal on that comes as early as it can", async () => {
    const waiting = "for turn in 1 2 3 4 5 6 7 8 9; do sleep 1; done";
    const ended = await start(shell(`trap 'echo got HUP; exit 7' HUP; kill -HUP $PPID; ${waiting}`));
    expect([ended.exitCode, ended.stdout]).toEqual([7, "got HUP"]);
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2"] as const)("is sent %s on", async (signal) => {
    const name = signal.slice(3);
    const running = start(shell(`trap 'echo got ${name}; exit 7' ${name}; echo ready; while :; do sleep 0.05; done`));
    running.stdout?.on("data", (text: Buffer) => {
      if (text.toString().includes("ready")) running.kill(signal);
    });
    const ended = await running;
    expect([ended.exitCode, ended.stdout.split("\n")]).toEqual([7, ["ready", `got ${name}`]]);
  });
});

describe("a command that can't be run", () => {
  test("isn't there: 127", async () => {
    const ended = await start(["--", "no-such-program-here"]);
    expect(ended.exitCode).toBe(127);
    expect(ended.stderr).toMatch(/^error\[command-not-found\]: .*no-such-program-here/m);
  });

  test("isn't executable, or a folder: 126", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "script"), "echo no\n");
    await chmod(join(folder, "script"), 0o644);
    await mkdir(join(folder, "folder"));
    for (const name of ["script", "folder"]) {
      const ended = await start(["--", join(folder, name)]);
      expect([ended.exitCode, /^error\[([a-z-]+)\]/m.exec(ended.stderr)?.[1]]).toEqual([126, "command-not-executable"]);
    }
  });

  test("isn't given: 2, before anything is asked", async () => {
    const ended = await start(["--"]);
    expect([ended.exitCode, example.world.calls.length]).toEqual([2, 0]);
  });
});

test("a refusal of AWS runs nothing", async () => {
  const ended = await start(["--json", ...shell("echo ran")], {
    GITLAB_OIDC_TOKEN: idToken(example.world, { ref: "feature" }),
  });
  expect([ended.exitCode, JSON.parse(ended.stdout).error.code]).toEqual([3, "trust-denied"]);
});

test("--timeout is for the credentials: the command may take longer", async () => {
  const ended = await start(["--timeout", "1", ...shell("sleep 1.3; echo done")]);
  expect([ended.exitCode, ended.stdout]).toEqual([0, "done"]);
});

test("a profile that credentials wrote is one that AWS's own tools read, and --profile, too", async () => {
  const file = join(await temporaryFolder(), "credentials");
  const env = { AWS_SHARED_CREDENTIALS_FILE: file };
  const write = ["credentials", "--format", "shared", "--profile", "deploy"];
  const written = await execa(process.execPath, [program, ...write], {
    env: { ...environmentOf({}), ...env },
    extendEnv: false,
  });
  expect(written.exitCode).toBe(0);
  const ended = await start(["--auth", "ambient", "--profile", "deploy", ...shell("echo $AWS_ACCESS_KEY_ID")], env);
  expect(ended.stdout).toBe(example.world.sessions[0]?.accessKeyId);
  const missing = await start(["--auth", "ambient", "--profile", "nobody", ...shell("echo ran")], env);
  expect([missing.exitCode, missing.stdout]).toEqual([2, ""]);
  expect(missing.stderr).toMatch(/^error\[credentials-missing\]: .*nobody/m);
  expect(missing.stderr).toContain("sign in with aws sso login and name the profile in AWS_PROFILE");
  expect(missing.stderr).not.toContain("id_tokens:");
});

test("a command within a command uses the session that it was given", async () => {
  const inner = `"${process.execPath}" "${program}" exec -- sh -c 'echo inner'`;
  const ended = await start(shell(inner));
  expect(ended.stdout).toBe("inner");
  expect(ended.stderr).toContain("it is used again");
  expect(callsOf(example.world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(1);
});
