import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeSilentPipe } from "../adapters/system/pipes.ts";
import { idToken } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";

let cloud: Cloud;
let bundle: string;
let home: string;

beforeAll(async () => {
  bundle = await bundlePath();
  cloud = await startCloud();
});
afterAll(() => cloud.close());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "gitlab-ecr-engine-"));
  return () => rm(home, { recursive: true, force: true });
});

/** Logs in with the bundle and a docker that is this shell script. */
async function login(script: string, ...args: string[]) {
  await writeFile(join(home, "docker"), `#!/bin/sh\n${script}\n`);
  await chmod(join(home, "docker"), 0o755);
  const env = {
    ...cloud.fake.environment,
    PATH: `${home}:/usr/bin:/bin`,
    HOME: home,
    CI: "true",
    AWS_REGION: cloud.world.region,
    GITLAB_ECR_ROLE_ARN: cloud.role.arn,
    GITLAB_OIDC_TOKEN: idToken(cloud.world),
  };
  const options = { env, extendEnv: false, reject: false, stdin: "ignore" } as const;
  return execa(process.execPath, [bundle, "login", "--engine", "docker", ...args], options);
}

describe("the bundle, with a docker that", () => {
  test("leaves something running with its output open: the exit status alone decides", async () => {
    const pipe = await makeSilentPipe(join(home, "pipe"));
    const ended = await login(`cat >/dev/null\nsetsid cat ${pipe} &\nexit 0`, "--timeout", "20");
    expect(ended).toMatchObject({ exitCode: 0 });
  });

  test("never ends, nor heeds SIGTERM, nor does what it started: the time that login has is kept", async () => {
    const pipe = await makeSilentPipe(join(home, "pipe"));
    const ended = await login(`trap "" TERM\nsetsid cat ${pipe} &\ncat ${pipe}`, "--timeout", "3");
    expect(ended.stderr).toContain("error[timeout]");
  });

  test("is killed: it is told by which signal, and what it said", async () => {
    const ended = await login("echo oops >&2\nkill -9 $$");
    expect(ended.stderr).toContain("it was ended by SIGKILL; it said: oops");
    expect(ended.stderr).not.toContain("can't be started");
  });

  test("writes without end: that is told, with the beginning of what it wrote", async () => {
    const ended = await login("head -c 5000000 /dev/zero | tr '\\0' x; exit 1");
    expect(ended.stderr).toContain("it wrote more than a million characters");
  });
});
