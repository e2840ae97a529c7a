import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundlePath } from "./bundle-path.ts";

describe("gitlab-ecr fake", () => {
  let bundle: string;
  let home: string;
  beforeAll(async () => {
    bundle = await bundlePath();
    home = await mkdtemp(join(tmpdir(), "gitlab-ecr-fake-"));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  const environment = () => ({ PATH: dirname(process.execPath), HOME: home, GITLAB_ECR_ENGINE: "config" });
  const options = () => ({ env: environment(), extendEnv: false, cwd: home, reject: false }) as const;
  const login = () => [process.execPath, bundle, "login", "--json"];

  async function fakeWith(config: string | null, ...command: string[]) {
    const file = join(home, "aws.yml");
    if (config !== null) await writeFile(file, config);
    const given = config === null ? [] : ["--config", file];
    return execa(process.execPath, [bundle, "fake", ...given, "--", ...command], options());
  }

  test("lets a command log in with the job's ID token, and ends as it does", async () => {
    const { stdout, exitCode } = await fakeWith(null, ...login());
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, auth: "oidc", account: "455931011959" });
    expect((await fakeWith(null, process.execPath, "--eval", "process.exit(7)")).exitCode).toBe(7);
  });

  test("plays what the configuration says, with its trust policy", async () => {
    const config = `
issuer: https://gitlab.com
account: "123456789012"
region: eu-west-1
repositories: [app]
role:
  name: ci
  permissions: pull
job:
  project: org/app
  ref: feature
`;
    const refused = await fakeWith(config, ...login());
    expect(refused.exitCode).toBe(3);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, error: { code: "trust-denied" } });
    const admitted = await fakeWith(config.replace("feature", "main"), ...login());
    expect(JSON.parse(admitted.stdout)).toMatchObject({
      identity: expect.stringMatching(/^arn:aws:sts::123456789012:assumed-role\/ci\//),
      registries: [{ region: "eu-west-1" }],
    });
  });

  test("takes access keys, too", async () => {
    const { stdout } = await fakeWith("user: true\n", ...login(), "--auth", "static");
    expect(JSON.parse(stdout)).toMatchObject({ auth: "static", identity: expect.stringContaining(":user/gitlab-ci") });
  });

  test("lets an audit and a rotation be tried with the policies that gitlab-ecr prints for them", async () => {
    const print = async (...argv: string[]) => (await execa(process.execPath, [bundle, ...argv], options())).stdout;
    const oneLine = (json: string) => JSON.stringify(JSON.parse(json));
    const account = "455931011959";
    const folder = join(home, "audit");
    await print(
      ...["setup", "--access", "audit", "--account", account, "--region", "eu-west-1"],
      ...["--gitlab-url", "https://gitlab.com", "--project", "org/app", "--project-id", "7", "--branch", "main"],
      ...["--format", "json", "--output", folder],
    );
    const audit = oneLine(await readFile(join(folder, "permissions-policy.json"), "utf8"));
    const auditing = await fakeWith(
      `role: { permissions: [push, ${audit}] }\nuser: true\n`,
      ...[process.execPath, bundle, "audit", "--json"],
    );
    expect(JSON.parse(auditing.stdout)).toMatchObject({ ok: true, unread: [], users: [{ name: "gitlab-ci" }] });
    const without = await fakeWith("user: true\n", process.execPath, bundle, "audit");
    expect(without.stdout).toContain("iam:GetAccountAuthorizationDetails");

    const rotate = ["rotate", "--user", "ci-keys", "--target", "stdout"];
    const policy = oneLine(await print("rotate", "--print-policy", "--user", "ci-keys", "--account", account));
    const rotated = await fakeWith(
      `user: { name: ci-keys, permissions: [push, ${policy}] }\n`,
      ...[process.execPath, bundle, ...rotate, "--auth", "static", "--yes", "--journal", join(home, "j.json")],
    );
    expect([rotated.exitCode, rotated.stdout]).toEqual([0, expect.stringContaining("AWS_SECRET_ACCESS_KEY")]);
  });

  test.each([
    ["acount: 1", "There is no field acount; there are issuer, account"],
    ["account: 12", "account must be a text"],
    ["account: '12'", "account must be twelve digits"],
    ["role: []", "role must be an object"],
    ["job: {refType: commit}", "job.refType must be branch or tag"],
    ["repositories: app", "repositories must be a list"],
    ["user: 1", "user must be true, false or an object"],
    ["user: {permissions: admin}", "user.permissions must be push, pull, a policy with its Statement, or a list"],
    ["user: {roles: []}", "There is no field user.roles; there are user.name, user.permissions"],
    ["role: {permissions: [push, {Version: x}]}", "role.permissions must be push, pull, a policy"],
    ["a: [", "aws.yml: "],
  ])("refuses %j in one sentence", async (config, reason) => {
    const { exitCode, stderr } = await fakeWith(config, ...login());
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(reason)]);
    expect(stderr).toMatch(/^error\[input-invalid\]/);
  });

  test("without a command, writes the variables, plays until it is stopped, and then is gone", async () => {
    const file = join(home, "aws.env");
    const child = spawn(process.execPath, [bundle, "fake", "--write-env", file], {
      env: environment(),
      cwd: home,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const exit = once(child, "exit");
    await once(child.stderr, "data");
    const script = `. ${file}; exec "$@"`;
    const ran = await execa("/bin/sh", ["-c", script, "sh", ...login()], options());
    expect(JSON.parse(ran.stdout)).toMatchObject({ ok: true });
    child.kill("SIGINT");
    expect(await exit).toEqual([130, null]);
    const after = await execa("/bin/sh", ["-c", script, "sh", ...login(), "--timeout", "5"], options());
    expect(after.exitCode).toBe(4);
    expect(await readFile(file, "utf8")).toMatch(/^export AWS_ENDPOINT_URL_STS='http:\/\/127\.0\.0\.1:/);
  });
});
