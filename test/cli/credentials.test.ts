import { execFileSync } from "node:child_process";
import { chmod, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "../../src/core/secret/index.ts";
import { credentialsDocument } from "../../src/reports/index.ts";
import { callsOf, exampleWorld, idToken } from "../fake/index.ts";
import { type CliOptions, interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

async function credentials(args: string[], options: CliOptions = {}) {
  const example = exampleWorld();
  const home = await temporaryFolder();
  const run = await runCli(example.world, ["credentials", ...args], {
    ...options,
    environment: {
      GITLAB_OIDC_TOKEN: idToken(example.world),
      GITLAB_ECR_ROLE_ARN: example.role.arn,
      AWS_REGION: "ap-northeast-1",
      HOME: home,
      ...options.environment,
    },
  });
  const [session] = example.world.sessions;
  return { ...example, run, home, session };
}

describe("--format env", () => {
  test("prints lines that a POSIX shell evaluates to the credentials", async () => {
    const { run, session } = await credentials([]);
    expect(run.status).toBe(0);
    const script = `${run.stdout}printf '%s\\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" "$AWS_REGION" "$AWS_CREDENTIAL_EXPIRATION"`;
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" }).trim().split("\n")).toEqual([
      session?.accessKeyId,
      session?.secretAccessKey,
      session?.sessionToken,
      "ap-northeast-1",
      session?.expiresAt.toISOString(),
    ]);
  });

  test("unsets what long-lived keys don't have", async () => {
    const example = exampleWorld();
    const [key] = example.user.accessKeys;
    const run = await runCli(example.world, ["credentials"], {
      environment: {
        AWS_ACCESS_KEY_ID: key?.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
        AWS_REGION: "eu-west-1",
      },
    });
    expect(run.stdout).toContain(`export AWS_ACCESS_KEY_ID='${key?.accessKeyId}'\n`);
    expect(run.stdout).toContain("unset AWS_SESSION_TOKEN\n");
  });

  test("quotes whatever a value holds", () => {
    const text = fc.string({ unit: "binary", minLength: 1 }).filter((one) => !one.includes("\0") && one.isWellFormed());
    const awkward = fc.constantFrom("'", "''", "\\'", "$(exit 1)", "`id`", "a\nb", '"', "!!", "-n", " ", "\\");
    fc.assert(
      fc.property(fc.oneof(text, awkward), (value) => {
        const secret = new Secret(value);
        const made = { accessKeyId: secret, secretAccessKey: secret, sessionToken: null, expiresAt: null };
        const document = credentialsDocument("env", made, { region: "eu-west-1" });
        const shown = execFileSync("sh", ["-c", `${document}printf '%s.' "$AWS_SECRET_ACCESS_KEY"`], {
          encoding: "utf8",
        });
        expect(shown).toBe(`${value}.`);
      }),
      { numRuns: 40 },
    );
  });
});

describe("--format json and process", () => {
  test.each([[["--format", "json"]], [["--json"]], [["--json", "--format", "json"]]])(
    "%j prints one object",
    async (args) => {
      const { run, session } = await credentials(args);
      expect(run.json()).toMatchObject({
        ok: true,
        auth: "oidc",
        account: "455931011959",
        region: "ap-northeast-1",
        expiresAt: session?.expiresAt.toISOString(),
        credentials: {
          accessKeyId: session?.accessKeyId,
          secretAccessKey: session?.secretAccessKey,
          sessionToken: session?.sessionToken,
        },
      });
    },
  );

  test("process prints what credential_process wants, and nothing else", async () => {
    const { run, session } = await credentials(["--format", "process"]);
    expect(run.json()).toEqual({
      Version: 1,
      AccessKeyId: session?.accessKeyId,
      SecretAccessKey: session?.secretAccessKey,
      SessionToken: session?.sessionToken,
      Expiration: session?.expiresAt.toISOString(),
    });
  });

  test("a failure is one object, too", async () => {
    const { run } = await credentials(["--json"], { environment: { GITLAB_OIDC_TOKEN: "" } });
    expect([run.status, run.code()]).toEqual([3, "id-token-missing"]);
  });
});

describe("--format shared", () => {
  const inHome = (home: string) => join(home, ".aws/credentials");

  test("writes a profile that only this user may read, and prints no secret", async () => {
    const { run, home, session } = await credentials(["--format", "shared", "--profile", "deploy"]);
    const text = await readFile(inHome(home), "utf8");
    expect(text).toContain("[deploy]\n");
    expect(text).toContain(`aws_secret_access_key = ${session?.secretAccessKey}\n`);
    expect((await stat(inHome(home))).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, ".aws"))).mode & 0o777).toBe(0o700);
    for (const secret of [session?.secretAccessKey, session?.sessionToken, session?.accessKeyId])
      expect(run.stdout + run.stderr).not.toContain(secret);
  });

  test("keeps the other profiles and comments", async () => {
    const home = await temporaryFolder();
    await mkdir(join(home, ".aws"));
    const before = "# by hand\n[default]\naws_access_key_id = AKIAOLD\n";
    await writeFile(inHome(home), before, { mode: 0o644 });
    await credentials(["--format", "shared"], { environment: { HOME: home } });
    expect(await readFile(inHome(home), "utf8")).toMatch(
      /^# by hand\n\[default\]\naws_access_key_id = AKIAOLD\n\n\[gitlab-ecr\]\n/,
    );
    expect((await stat(inHome(home))).mode & 0o777).toBe(0o600);
  });

  test("follows AWS_SHARED_CREDENTIALS_FILE, and before that --output", async () => {
    const folder = await temporaryFolder();
    const [variable, option] = [join(folder, "variable"), join(folder, "option")];
    const environment = { AWS_SHARED_CREDENTIALS_FILE: variable };
    await credentials(["--format", "shared"], { environment });
    await credentials(["--format", "shared", "--output", option], { environment });
    for (const file of [variable, option]) expect(await readFile(file, "utf8")).toContain("[gitlab-ecr]");
  });

  test("says in JSON where it wrote", async () => {
    const { run, home } = await credentials(["--format", "shared", "--json"]);
    expect(run.json()).toMatchObject({ ok: true, profile: "gitlab-ecr", file: inHome(home) });
    expect(run.json()).not.toHaveProperty("credentials");
  });

  test("doesn't lose a profile when many write at the same time", async () => {
    const file = join(await temporaryFolder(), "credentials");
    const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
    await Promise.all(names.map((name) => credentials(["--format", "shared", "--profile", name, "--output", file])));
    const text = await readFile(file, "utf8");
    expect([...text.matchAll(/^\[(\w+)\]$/gm)].map(([, name]) => name).sort()).toEqual([...names].sort());
  });

  test.each([
    ["a name that isn't a profile's", ["--profile", "two words"], {}],
    ["the profile that AWS_PROFILE reads from", ["--profile", "ci"], { AWS_PROFILE: "ci" }],
  ])("%s is refused before anything is asked", async (_, args, environment) => {
    const { run, world } = await credentials(["--format", "shared", ...args], { environment });
    expect([run.status, run.code(), world.calls.length]).toEqual([2, "input-invalid", 0]);
  });

  test("a profile that names another source of credentials is left as it is", async () => {
    const file = join(await temporaryFolder(), "credentials");
    const before = "[gitlab-ecr]\nrole_arn = arn:aws:iam::455931011959:role/x\n";
    await writeFile(file, before);
    const { run } = await credentials(["--format", "shared", "--output", file]);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(await readFile(file, "utf8")).toBe(before);
  });

  test("a link isn't followed, nor a folder that can't be written", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "target"), "");
    await symlink(join(folder, "target"), join(folder, "link"));
    for (const file of [join(folder, "link"), "/dev/null", "/proc/credentials"]) {
      const { run } = await credentials(["--format", "shared", "--output", file]);
      expect([file, run.status, run.code()]).toEqual([file, 2, "input-invalid"]);
    }
    expect(await readFile(join(folder, "target"), "utf8")).toBe("");
  });
});

describe("--output", () => {
  test("writes a file that only this user may read, and leaves its folder as it is", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o755);
    const file = join(folder, "credentials.env");
    const { run, session } = await credentials(["--output", file]);
    expect(await readFile(file, "utf8")).toContain(`export AWS_SECRET_ACCESS_KEY='${session?.secretAccessKey}'`);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe("600");
    expect(((await stat(folder)).mode & 0o777).toString(8)).toBe("755");
    expect(run.stdout + run.stderr).not.toContain(session?.secretAccessKey);
  });
});

describe("printing secrets", () => {
  test.each([[[]], [["--format", "json"]], [["--format", "process"]]])(
    "%j is refused on a terminal before anything is asked",
    async (args) => {
      const { run, world } = await credentials(args, { terminal: true });
      expect([run.status, run.code(), run.stdout, world.calls.length]).toEqual([2, "input-invalid", "", 0]);
    },
  );

  test("is done there with --yes, and needs none where nothing is printed", async () => {
    expect((await credentials(["--yes"], { terminal: true })).run.stdout).toContain("export AWS_SECRET_ACCESS_KEY");
    expect((await credentials(["--format", "shared"], { terminal: true })).run.status).toBe(0);
  });

  test("is done on standard output alone; the rest is searched for secrets as ever", async () => {
    const { run, session } = await credentials(["--verbose"]);
    expect(run.stdout).toContain(session?.sessionToken);
    for (const secret of [session?.secretAccessKey, session?.sessionToken]) expect(run.stderr).not.toContain(secret);
    expect(run.stderr).toContain("auth: oidc");
  });

  test("no other command prints them", async () => {
    const example = exampleWorld();
    const environment = {
      GITLAB_OIDC_TOKEN: idToken(example.world),
      GITLAB_ECR_ROLE_ARN: example.role.arn,
      AWS_REGION: "ap-northeast-1",
    };
    const run = await runCli(example.world, ["login", "--verbose", "--json"], { environment });
    const [session] = example.world.sessions;
    expect(run.stdout + run.stderr).not.toContain(session?.secretAccessKey);
  });

  test.each([
    [["--json", "--format", "env"]],
    [["--json", "--format", "process"]],
    [["--profile", "x"]],
    [["--format", "yaml"]],
  ])("%j can't be meant", async (args) => {
    expect((await credentials(args)).run.code()).toBe("input-invalid");
  });
});

test("takes the same ways to credentials as login: scope, chain, allow-list", async () => {
  const { run, world } = await credentials(["--scope", "pull", "--repository", "app", "--format", "process"]);
  expect(run.status).toBe(0);
  expect(JSON.stringify(world.sessions[0]?.sessionPolicies)).toContain("repository/app");
  expect(callsOf(world, "ecr:GetAuthorizationToken")).toHaveLength(0);
  const refused = await credentials(["--allowed-account-id", "111122223333"]);
  expect(refused.run.code()).toBe("account-not-allowed");
});
