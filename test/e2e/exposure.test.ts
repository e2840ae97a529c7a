import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idToken } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

// In the place of docker stands a script that looks around as any process of the machine could, and then runs docker.
describeWith(["docker", "docker-registry"], "while docker runs, another process of the machine", () => {
  let cloud: Cloud;
  let home: string;
  let token: string;
  const seen = (name: string) => readFile(join(home, "seen", name), "latin1");

  beforeAll(async () => {
    cloud = await startCloud({ registry: true });
    home = await mkdtemp(join(tmpdir(), "gitlab-ecr-exposure-"));
    token = idToken(cloud.world);
    await mkdir(join(home, "bin"));
    await mkdir(join(home, "seen"));
    await mkdir(join(home, "tmp"));
    await mkdir(join(home, "seen", "report"));
    const { stdout: docker } = await execa("sh", ["-c", "command -v docker"]);
    const spy = `#!/bin/sh
cat /proc/[0-9]*/cmdline > "${home}/seen/command-lines" 2>/dev/null
cat /proc/$$/environ > "${home}/seen/environment-of-docker"
cat /proc/$PPID/environ > "${home}/seen/environment-of-gitlab-ecr"
find "${home}" -path "${home}/seen" -prune -o -type f -exec cat {} + > "${home}/seen/files"
find "${home}/tmp" > "${home}/seen/temporary-files"
kill -USR2 $PPID
for attempt in $(seq 200); do [ -z "$(ls "${home}/seen/report")" ] || break; sleep 0.1; done
exec ${docker} "$@"
`;
    await writeFile(join(home, "bin", "docker"), spy);
    await chmod(join(home, "bin", "docker"), 0o755);
    const environment = {
      ...cloud.fake.environment,
      PATH: `${join(home, "bin")}:${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      TMPDIR: join(home, "tmp"),
      CI: "true",
      CI_JOB_ID: "4711",
      AWS_REGION: cloud.world.region,
      GITLAB_ECR_ROLE_ARN: cloud.role.arn,
      GITLAB_OIDC_TOKEN: token,
      GITLAB_ECR_ENGINE: "docker",
      NODE_OPTIONS: `--report-on-signal --report-directory=${join(home, "seen", "report")}`,
    };
    const login = await execa(process.execPath, [await bundlePath(), "login", "--verbose"], {
      env: environment,
      extendEnv: false,
      reject: false,
      all: true,
    });
    expect(login.exitCode, login.all).toBe(0);
    expect(secretsIn(login.all, secretsOf(cloud.world, token))).toEqual([]);
  });
  afterAll(async () => {
    await cloud?.close();
    await rm(home, { recursive: true, force: true });
  });

  test("sees no secret on a command line", async () => {
    const lines = await seen("command-lines");
    expect(lines).toContain("--password-stdin");
    expect(secretsIn(lines, secretsOf(cloud.world, token))).toEqual([]);
  });

  test("finds no file with a secret: docker hasn't stored its own yet", async () => {
    expect(secretsIn(await seen("files"), secretsOf(cloud.world, token))).toEqual([]);
    expect((await seen("temporary-files")).trim().split("\n")).toEqual([join(home, "tmp")]);
  });

  test("finds neither session credentials nor the password in an environment, and of the token what the job gave", async () => {
    for (const name of ["environment-of-docker", "environment-of-gitlab-ecr"]) {
      const environment = await seen(name);
      expect(environment).toContain("GITLAB_ECR_ROLE_ARN=");
      expect(secretsIn(environment, secretsOf(cloud.world))).toEqual([]);
    }
  });

  test("finds nothing of the environment in a diagnostic report of Node's", async () => {
    const [name = "", ...others] = await readdir(join(home, "seen", "report"));
    expect([name, others]).toEqual([expect.stringMatching(/^report\..*\.json$/), []]);
    const report = await seen(join("report", name));
    expect(JSON.parse(report).header.trigger).toBe("Signal");
    expect(secretsIn(report, secretsOf(cloud.world, token))).toEqual([]);
    expect(report).not.toContain("GITLAB_ECR_ROLE_ARN");
  });

  test("finds the password afterwards where docker keeps it, in a file of its owner's alone", async () => {
    const folder = join(home, ".docker");
    expect((await readdir(folder)).sort()).toEqual(["config.json", "gitlab-ecr.state.json"]);
    expect(
      secretsIn(await readFile(join(folder, "gitlab-ecr.state.json"), "utf8"), secretsOf(cloud.world, token)),
    ).toEqual([]);
    expect(secretsIn(await readFile(join(folder, "config.json"), "utf8"), secretsOf(cloud.world, token))).toHaveLength(
      1,
    );
    const { stdout } = await execa("stat", ["--format=%a", folder, join(folder, "config.json")]);
    expect(stdout).toBe("700\n600");
  });
});
