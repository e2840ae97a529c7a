import { copyFile, cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOf, exampleWorld, idToken, startFake } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";

let folder: string;
let source: string;

beforeAll(async () => {
  const bundle = await bundlePath();
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-size-"));
  // A copy, which a build at the same time can't take away, where there are no node_modules to lean on.
  await cp(dirname(bundle), join(folder, "dist"), { recursive: true });
  await copyFile(bundle, join(folder, "alone.cjs"));
  source = await readFile(join(folder, "alone.cjs"), "utf8");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (file: string, args: readonly string[], env: Record<string, string> = {}) =>
  execa(process.execPath, [join(folder, file), ...args], { env, extendEnv: false, reject: false, stdin: "ignore" });

describe("the bundle of login and logout", () => {
  test("is smaller than 400 KB", () => {
    expect(Buffer.byteLength(source)).toBeLessThan(400_000);
  });

  test.each([
    ["HTTP/2", /http2/],
    ["the SDK's credential providers", /credential_process|sso_start_url|AWS_CONTAINER_CREDENTIALS/],
    ["event streams", /vnd\.amazon\.eventstream|:event-type/],
    ["other operations of ECR and STS", /CreatePullThroughCacheRule|StartImageScan|GetFederationToken/],
    ["execa's own command line", /execaNode|parseCommandString/],
    ["other commands", /doctorOffline|--trust-policy/],
  ])("is without %s", (_, pattern) => {
    expect(pattern.exec(source)?.[0]).toBeUndefined();
  });

  test("lets the AWS SDK talk, and sign for ECR", async () => {
    const { world, role } = exampleWorld();
    const fake = await startFake(world, { tls: true });
    try {
      const ended = await run("alone.cjs", ["login", "--engine", "config", "--config-dir", join(folder, "config")], {
        ...fake.environment,
        AWS_REGION: "ap-northeast-1",
        GITLAB_ECR_ROLE_ARN: role.arn,
        GITLAB_OIDC_TOKEN: idToken(world),
      });
      expect([ended.exitCode, ended.stderr.includes("error")]).toEqual([0, false]);
    } finally {
      await fake.close();
    }
    const [exchange] = callsOf(world, "sts:AssumeRoleWithWebIdentity");
    const [ecr] = callsOf(world, "ecr:GetAuthorizationToken");
    expect(exchange?.headers["user-agent"]).toContain("aws-sdk-js/");
    expect(exchange?.headers.authorization).toBeUndefined();
    expect(ecr?.headers["user-agent"]).toContain("aws-sdk-js/");
    expect(ecr?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
  });
});

describe("a chunk", () => {
  test("is loaded from beside the bundle, and its errors are the program's own", async () => {
    const help = await run("dist/gitlab-ecr.cjs", ["doctor", "--help"]);
    expect([help.exitCode, help.stdout]).toEqual([0, expect.stringContaining("--trust-policy")]);
    const wrong = await run("dist/gitlab-ecr.cjs", ["doctor", "--offline", "--claims", "/nowhere", "--json"]);
    expect([wrong.exitCode, JSON.parse(wrong.stdout).error.code]).toEqual([2, "input-invalid"]);
  });

  test.each([
    { args: ["doctor", "--help"], chunk: "gitlab-ecr-doctor.cjs" },
    { args: ["login", "--auth", "ambient", "--region", "eu-west-1"], chunk: "gitlab-ecr-ambient-chain.cjs" },
  ])("that is missing is told with what to fetch: $chunk", async ({ args, chunk }) => {
    const ended = await run("alone.cjs", [...args, "--json"]);
    expect(ended.exitCode).toBe(2);
    const { error } = JSON.parse(ended.stdout);
    expect(error).toMatchObject({ code: "input-invalid", message: expect.stringContaining(chunk) });
    expect(error.remedy).toContain("archive");
  });
});
