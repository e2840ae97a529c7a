import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acquireFileLock } from "../../src/adapters/system/index.ts";
import { exampleWorld, idToken } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const { world, role } = exampleWorld();
const job = () => ({
  GITLAB_OIDC_TOKEN: idToken(world),
  GITLAB_ECR_ROLE_ARN: role.arn,
  AWS_REGION: "ap-northeast-1",
});

describe("help and version", () => {
  test("--help lists the commands, fits a terminal, and succeeds", async () => {
    const run = await runCli(world, ["--help"]);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toMatch(/^ {2}login .*\n {2}logout /m);
    // A terminal of 24 lines and 80 columns has room for the prompt after it.
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines.length).toBeLessThan(24);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test("nothing at all shows the help on standard error and is wrong usage", async () => {
    const run = await runCli(world, []);
    expect([run.status, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toContain("Usage: gitlab-ecr COMMAND");
  });

  test.each([
    ["login", "--help"],
    ["help", "login"],
    ["login", "-h"],
  ])("%s %s shows every option with its variables, and examples", async (...argv) => {
    const run = await runCli(world, argv);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("Examples:");
    expect(run.stdout.replace(/\s+/g, " ")).toContain("[GITLAB_ECR_REGION, AWS_REGION, AWS_DEFAULT_REGION]");
  });

  test.each([
    ["migrate", "--help"],
    ["migrate", "-h"],
    ["help", "migrate"],
  ])("%s %s lists what it consists of", async (...argv) => {
    const run = await runCli(world, argv);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toMatch(/^ {2}migrate plan .*\n(?: {2}.*\n)* {2}migrate apply /m);
  });

  test("a first word alone shows that on standard error and is wrong usage", async () => {
    const run = await runCli(world, ["migrate"]);
    expect([run.status, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toContain("Usage: gitlab-ecr migrate COMMAND");
    expect((await runCli(world, ["migrate", "plans"])).stderr).toContain("migrate plan");
  });

  test("--version prints the version alone", async () => {
    expect((await runCli(world, ["--version"])).stdout).toBe("0.0.0-test\n");
  });

  test.each([
    [["lgoin"], 'no command "lgoin" (did you mean login?)', "gitlab-ecr --help"],
    [["comp"], 'no command "comp" (did you mean completion?)', "gitlab-ecr --help"],
    [["migrate", "plans"], 'no command "migrate plans" (did you mean migrate plan?)', "gitlab-ecr migrate --help"],
    [["push"], 'no command "push".', "gitlab-ecr --help"],
    [["x"], 'no command "x".', "gitlab-ecr --help"],
  ])("an unknown command is told with the one that was meant: %j", async (argv, reason, help) => {
    const run = await runCli(world, argv);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain(reason);
    expect(run.stderr).toContain(`Run ${help}`);
  });

  test("a misspelt option is told with the one that was meant", async () => {
    const run = await runCli(world, ["login", "--regoin", "eu-west-1"]);
    expect(run.stderr).toContain("--region");
  });
});

describe("options", () => {
  test("a flag comes before our variable, our variable before AWS's", async () => {
    const host = async (argv: string[], environment: Record<string, string>) => {
      const run = await runCli(world, ["login", "--json", "012345678901", ...argv], {
        environment: { ...job(), ...environment },
      });
      return (run.json().registries as { region: string }[])[0]?.region;
    };
    const all = { GITLAB_ECR_REGION: "eu-west-2", AWS_REGION: "eu-west-3", AWS_DEFAULT_REGION: "eu-north-1" };
    expect(await host(["--region", "eu-west-1"], all)).toBe("eu-west-1");
    expect(await host([], all)).toBe("eu-west-2");
    expect(await host([], { ...all, GITLAB_ECR_REGION: "" })).toBe("eu-west-3");
    expect(await host([], { ...all, GITLAB_ECR_REGION: "", AWS_REGION: "" })).toBe("eu-north-1");
    expect(await host(["--region", ""], all)).toBe("eu-west-2");
  });

  test("a switch can be set by its variable", async () => {
    const run = await runCli(world, ["login"], { environment: { ...job(), GITLAB_ECR_JSON: "true" } });
    expect(run.json().ok).toBe(true);
  });

  test("a switch's variable must be true or false", async () => {
    const run = await runCli(world, ["login"], { environment: { ...job(), GITLAB_ECR_VERBOSE: "maybe" } });
    expect(run.code()).toBe("input-invalid");
  });
});

describe("output", () => {
  test("--quiet prints nothing on success", async () => {
    const run = await runCli(world, ["login", "--quiet"], { environment: job() });
    expect([run.status, run.stdout, run.stderr]).toEqual([0, "", ""]);
  });

  test("--verbose tells each step on standard error", async () => {
    const run = await runCli(world, ["login", "--verbose"], { environment: job() });
    expect(run.stderr).toMatch(/^done: exchange the ID token .* \(\d+ ms\)$/m);
    expect(run.stdout).not.toContain("done:");
  });

  test("--verbose tells the step that failed", async () => {
    const environment = { ...job(), GITLAB_OIDC_TOKEN: idToken(world, { ref: "feature" }) };
    const run = await runCli(world, ["login", "--verbose"], { environment });
    expect(run.stderr).toMatch(/^failed: exchange the ID token/m);
  });

  test("colour is used where the stream takes it, and only there", async () => {
    expect((await runCli(world, ["login"], { environment: job(), colour: true })).stdout).toContain("\u001b[");
    expect((await runCli(world, ["login"], { environment: job() })).stdout).not.toContain("\u001b");
  });

  test("a custom endpoint is told on standard error", async () => {
    const environment = { ...job(), AWS_ENDPOINT_URL_STS: "https://sts.ap-northeast-1.amazonaws.com" };
    const run = await runCli(world, ["login"], { environment });
    expect(run.stderr).toContain(
      "custom endpoint for STS: https://sts.ap-northeast-1.amazonaws.com (AWS_ENDPOINT_URL_STS)",
    );
  });

  test.each([
    [["login"], ["STS"]],
    [
      ["login", "public"],
      ["STS", "ECR_PUBLIC"],
    ],
    [["credentials", "--format", "json"], ["STS"]],
    [
      ["create-repository", "app", "--dry-run"],
      ["STS", "ECR"],
    ],
    [["audit"], ["STS", "IAM"]],
    [
      ["audit", "--region", "ap-northeast-1"],
      ["STS", "IAM", "ECR"],
    ],
  ])("%j tells the custom endpoints of services that it calls, and no others", async (argv, services) => {
    const urls = {
      AWS_ENDPOINT_URL_STS: "https://sts.ap-northeast-1.amazonaws.com",
      AWS_ENDPOINT_URL_ECR_PUBLIC: "https://api.ecr-public.us-east-1.amazonaws.com",
      AWS_ENDPOINT_URL_IAM: "https://iam.amazonaws.com",
      ...(argv[0] === "login" ? {} : { AWS_ENDPOINT_URL_ECR: "https://api.ecr.ap-northeast-1.amazonaws.com" }),
    };
    const { AWS_REGION: _region, ...environment } = job();
    const region = argv[0] === "audit" ? {} : { AWS_REGION: "ap-northeast-1" };
    const run = await runCli(world, argv, { environment: { ...environment, ...region, ...urls } });
    const told = [...run.stderr.matchAll(/^custom endpoint for (\S+):/gm)].map(([, service]) => service);
    expect(told).toEqual(services);
  });
});

test.each([
  [["login"], "login"],
  [["doctor"], "doctor"],
  [["credentials", "--format", "json"], "credentials"],
  [["create-repository", "app"], "create-repository"],
])("%j names itself in an error that every command can have", async (argv, command) => {
  const environment = { ...job(), AWS_ENDPOINT_URL_STS: "ftp://sts.example.com" };
  const run = await runCli(world, [...argv, "--json"], { environment });
  expect(run.json()).toMatchObject({
    error: {
      code: "input-invalid",
      remedy: `Correct it; gitlab-ecr ${command} --help lists what is possible.`,
      context: { command },
    },
  });
});

describe("logout", () => {
  test("removes what login stored", async () => {
    const HOME = await temporaryFolder();
    const environment = { ...job(), HOME };
    await runCli(world, ["login"], { environment });
    const run = await runCli(world, ["logout", "--json"], { environment });
    expect(run.json()).toMatchObject({
      ok: true,
      registries: [{ host: "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com", outcome: "removed" }],
    });
    await expect(stat(join(HOME, ".docker/config.json"))).rejects.toThrow("ENOENT");
  });

  test("says so where there is nothing to remove, and makes no folder", async () => {
    const HOME = await temporaryFolder();
    const run = await runCli(world, ["logout"], { environment: { HOME } });
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("nothing to log out of");
    await expect(stat(join(HOME, ".docker"))).rejects.toThrow("ENOENT");
  });

  test("leaves the login of another job alone", async () => {
    const HOME = await temporaryFolder();
    await runCli(world, ["login"], { environment: { ...job(), HOME, CI_JOB_ID: "1" } });
    await runCli(world, ["login"], { environment: { ...job(), HOME, CI_JOB_ID: "2" } });
    const run = await runCli(world, ["logout", "--json"], { environment: { HOME, CI_JOB_ID: "1" } });
    expect(run.json()).toMatchObject({ registries: [{ outcome: "kept-changed" }] });
  });

  test("says that it waits for another job, and goes on after it", async () => {
    const HOME = await temporaryFolder();
    await runCli(world, ["login"], { environment: { ...job(), HOME } });
    const path = join(HOME, ".docker/gitlab-ecr.lock");
    const lock = await acquireFileLock(path, { signal: new AbortController().signal });
    const run = await runCli(world, ["logout"], {
      environment: { HOME },
      onStderr: (text) => void (text.includes("waiting for another job") && lock?.release()),
    });
    expect(run.stderr).toContain(`waiting for another job that stores its logins in ${join(HOME, ".docker")}`);
    expect([run.status, run.stdout]).toEqual([0, expect.stringContaining("logged out of")]);
  });

  test("takes no registries", async () => {
    expect((await runCli(world, ["logout", "012345678901"])).code()).toBe("input-invalid");
  });
});
