import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bundlePath } from "./bundle-path.ts";
import { describeWith } from "./require-tool.ts";

const demo = fileURLToPath(new URL("../../scripts/demo.ts", import.meta.url));

let folder: string;

beforeAll(async () => {
  await bundlePath();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-demo-test-"));
  await mkdir(join(folder, "tmp"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A machine with Node and these programs, and nothing else. */
async function start(args: readonly string[], programs: readonly string[] = ["sh"]) {
  const bin = join(folder, "bin");
  await mkdir(bin);
  for (const name of programs) {
    const { stdout } = await execa("sh", ["-c", `command -v ${name}`]);
    await symlink(stdout, join(bin, name));
  }
  return {
    child: execa(process.execPath, [demo, ...args], {
      env: { PATH: bin, HOME: folder, TMPDIR: join(folder, "tmp") },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
    }),
  };
}

async function run(args: readonly string[], programs?: readonly string[]) {
  const { child } = await start(args, programs);
  const ended = await child;
  expect(await readdir(join(folder, "tmp"))).toEqual([]);
  expectNoSecret(`${ended.stdout}${ended.stderr}`);
  return ended;
}

/** The demo's secrets are made anew each time; what they look like is known. */
function expectNoSecret(output: string): void {
  expect(output).not.toMatch(/eyJ[\w-]{20,}|IQoJb3JpZ2luX2Vj|QVdTO|\bA(?:KI|SI)A[A-Z2-7]{16}\b/);
}

const lastLine = (stdout: string) => stdout.split("\n").at(-1);

describe("the demo on a machine without docker and rsync", () => {
  test("shows the main job, a refusal and the fallback, and says what is missing", async () => {
    const { stdout, stderr, exitCode } = await run([]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(lastLine(stdout)).toBe("main job: logged in (oidc)");
    expect(stdout).toContain("No docker command here");
    expect(stdout).toContain("no rsync on PATH: the script is run directly");
    expect(stdout).toContain("error[trust-denied]");
    expect(stdout).toContain(
      '"gitlab.example.com:sub": "project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:feature"',
    );
    expect(stdout).toContain("auth: static (");
    expect(stdout.match(/ 401 without a password$/gm)).toHaveLength(2);
    expect(stdout.match(/ 200 with what login stored$/gm)).toHaveLength(2);
    expect(stdout).not.toContain("\u001b");
  });

  test.each([
    { args: "--branch feature", last: "main job: refused (trust-denied)" },
    { args: "--branch main", last: "main job: logged in (oidc)" },
    { args: "--auth static", last: "main job: logged in (static)" },
    { args: "--auth static --branch feature", last: "main job: logged in (static)" },
  ])("comes out as $args says: $last", async ({ args, last }) => {
    const { stdout, exitCode } = await run(args.split(" "));
    expect([lastLine(stdout), exitCode]).toEqual([last, 0]);
  });

  test("ends with 1 where the job can't use the registry", async () => {
    const { stdout, exitCode } = await run([], []);
    expect([lastLine(stdout), exitCode]).toEqual(["main job: refused (registry)", 1]);
  });

  test.each(["--branch", "--branch a..b", "--branch -x", "--auth keys", "--nope", "word"])(
    "ends with 2 and its usage for %s",
    async (args) => {
      const { stdout, stderr, exitCode } = await run(args.split(" "));
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("Usage: npm run demo");
    },
  );

  test("prints its usage when it is asked to", async () => {
    const { stdout, exitCode } = await run(["--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run demo/);
  });

  test.each([
    { signal: "SIGINT", status: 130 },
    { signal: "SIGTERM", status: 143 },
  ] as const)("stops and removes everything on $signal", async ({ signal, status }) => {
    const { child } = await start([]);
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.includes("dist/gitlab-ecr.cjs login")) child.kill(signal);
    });
    const { exitCode } = await child;
    expect(exitCode).toBe(status);
    expect(await readdir(join(folder, "tmp"))).toEqual([]);
  });

  test("stops and removes everything when nobody listens any more", async () => {
    const { child } = await start([]);
    child.stdout.destroy();
    const { exitCode } = await child;
    expect(exitCode).toBe(141);
    expect(await readdir(join(folder, "tmp"))).toEqual([]);
  });
});

describeWith(["bash", "git", "rsync"], "the demo on this machine", () => {
  test("runs the main job through a pipeline that includes the component", async () => {
    const { stdout, exitCode } = await execa(process.execPath, [demo], { reject: false, stdin: "ignore" });
    expect([lastLine(stdout), exitCode]).toEqual(["main job: logged in (oidc)", 0]);
    expect(stdout).toContain("$ gitlab-ci-local");
    expect(stdout).toContain("component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA");
    expect(stdout).toContain("removed this job's own Docker configuration");
    expectNoSecret(stdout);
  });
});
