import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callsOf, exampleWorld, idToken, inject } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const ownHost = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";

function oidcJob(example = exampleWorld(), token = idToken(example.world)) {
  const environment = {
    GITLAB_OIDC_TOKEN: token,
    GITLAB_ECR_ROLE_ARN: example.role.arn,
    AWS_REGION: "ap-northeast-1",
  };
  return { ...example, environment };
}

function keysOf(example: ReturnType<typeof exampleWorld>) {
  const [key] = example.user.accessKeys;
  if (key === undefined) throw new Error("the example's user has a key");
  return { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
}

async function storedAuth(home: string, host: string): Promise<string> {
  const config = JSON.parse(await readFile(join(home, ".docker/config.json"), "utf8"));
  return Buffer.from(config.auths[host].auth, "base64").toString();
}

describe("with a role and an ID token", () => {
  test("logs into the caller's own registry with the password that ECR gave", async () => {
    const { world, environment } = oidcJob();
    const home = await temporaryFolder();
    const run = await runCli(world, ["login", "--json"], { environment: { ...environment, HOME: home } });
    expect(run.json()).toMatchObject({
      ok: true,
      auth: "oidc",
      fellBack: null,
      account: "455931011959",
      identity: "arn:aws:sts::455931011959:assumed-role/gitlab-ecr-push/org-team-cdk-aws-network-cdk-815-4711",
      registries: [{ host: ownHost, region: "ap-northeast-1" }],
      engine: "config",
      warnings: [],
    });
    expect(run.status).toBe(0);
    expect(await storedAuth(home, ownHost)).toBe(`AWS:${world.passwords[0]?.password}`);
  });

  test("the first line of the text says how it authenticates and why", async () => {
    const { world, environment } = oidcJob();
    const run = await runCli(world, ["login"], { environment });
    expect(run.stdout.split("\n")[0]).toBe(
      "auth: oidc (role from GITLAB_ECR_ROLE_ARN, ID token from GITLAB_OIDC_TOKEN)",
    );
  });

  test("reads the token from a file, without the line break at its end", async () => {
    const { world, environment } = oidcJob();
    const path = join(await temporaryFolder(), "token");
    await writeFile(path, `${environment.GITLAB_OIDC_TOKEN}\n`);
    const run = await runCli(world, ["login", "--id-token-file", path], {
      environment: { ...environment, GITLAB_OIDC_TOKEN: undefined },
    });
    expect(run.status).toBe(0);
  });

  test("asks for the duration and the session name that were given", async () => {
    const { world, environment } = oidcJob();
    await runCli(world, ["login", "--duration", "15m", "--session-name", "nightly"], { environment });
    const [exchange] = callsOf(world, "sts:AssumeRoleWithWebIdentity");
    expect(exchange?.parameters).toMatchObject({ DurationSeconds: "900", RoleSessionName: "nightly" });
  });

  test("logs into several registries with one exchange, and one ECR call for each region", async () => {
    const { world, environment } = oidcJob();
    const hosts = [ownHost, "210987654321.dkr.ecr.ap-northeast-1.amazonaws.com", "012345678901.eu-west-1"];
    const run = await runCli(world, ["login", "--json", ...hosts], { environment });
    expect(run.json().registries).toMatchObject([
      { host: ownHost, region: "ap-northeast-1" },
      { host: "210987654321.dkr.ecr.ap-northeast-1.amazonaws.com", region: "ap-northeast-1" },
      { host: "012345678901.dkr.ecr.eu-west-1.amazonaws.com", region: "eu-west-1" },
    ]);
    expect(callsOf(world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(1);
    expect(
      callsOf(world, "ecr:GetAuthorizationToken")
        .map(({ region }) => region)
        .sort(),
    ).toEqual(["ap-northeast-1", "eu-west-1"]);
  });

  test("takes the region from the registry where none is configured", async () => {
    const { world, environment } = oidcJob();
    const run = await runCli(world, ["login", ownHost], { environment: { ...environment, AWS_REGION: undefined } });
    expect(run.status).toBe(0);
    expect(callsOf(world, "sts:AssumeRoleWithWebIdentity")[0]?.region).toBe("ap-northeast-1");
  });

  test("reads registries from GITLAB_ECR_REGISTRIES, separated by blanks or commas", async () => {
    const { world, environment } = oidcJob();
    const GITLAB_ECR_REGISTRIES = `${ownHost}, 012345678901`;
    const run = await runCli(world, ["login", "--json"], { environment: { ...environment, GITLAB_ECR_REGISTRIES } });
    expect(run.json().registries).toHaveLength(2);
  });

  test("writes the facts of the login to a dotenv file, and no secret", async () => {
    const { world, environment } = oidcJob();
    const path = join(await temporaryFolder(), "ecr.env");
    const run = await runCli(world, ["login", "--json", "--write-env", path, "455931011959", "012345678901"], {
      environment,
    });
    const { registries } = run.json() as { registries: { expiresAt: string }[] };
    expect(await readFile(path, "utf8")).toBe(
      [
        `ECR_REGISTRY=${ownHost}`,
        `ECR_REGISTRIES=${ownHost} 012345678901.dkr.ecr.ap-northeast-1.amazonaws.com`,
        `ECR_EXPIRES_AT=${registries[0]?.expiresAt}`,
        "ECR_ACCOUNT_ID=455931011959",
        "ECR_REGION=ap-northeast-1",
        "",
      ].join("\n"),
    );
  });

  test("sends the token once and unsigned, and names the AWS SDK as its user agent", async () => {
    const { world, environment } = oidcJob();
    await runCli(world, ["login"], { environment });
    const [exchange] = callsOf(world, "sts:AssumeRoleWithWebIdentity");
    expect(exchange?.headers.authorization).toBeUndefined();
    expect(exchange?.headers["user-agent"]).toContain("aws-sdk-js");
  });

  test("warns when the session ends before the job's timeout", async () => {
    const { world, environment } = oidcJob();
    const run = await runCli(world, ["login", "--json"], {
      environment: { ...environment, CI_JOB_STARTED_AT: world.now().toISOString(), CI_JOB_TIMEOUT: "7200" },
    });
    expect(run.json().warnings).toMatchObject([{ code: "session-shorter-than-job" }]);
    expect(run.stderr).toMatch(/^warning\[session-shorter-than-job\]/m);
  });

  test("warns when DOCKER_AUTH_CONFIG shadows the host", async () => {
    const { world, environment } = oidcJob();
    const DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { [`https://${ownHost}`]: { auth: "c2VjcmV0OnZhbHVl" } } });
    const run = await runCli(world, ["login", "--json"], { environment: { ...environment, DOCKER_AUTH_CONFIG } });
    expect(run.json().warnings).toMatchObject([{ code: "auth-config-shadowed" }]);
    expect(run.status).toBe(0);
  });

  test("warns of a wrong clock when the login seems to have ended already", async () => {
    const { world, environment } = oidcJob();
    const run = await runCli(world, ["login", "--json"], {
      environment,
      now: () => new Date(world.now().getTime() + 86_400_000),
    });
    expect(run.json().warnings).toMatchObject([{ code: "clock-skew" }]);
    expect(run.status).toBe(0);
  });

  test("signs by AWS's clock where this machine's is wrong, and warns of it once", async () => {
    const { world, ...example } = oidcJob();
    const { now } = world;
    world.now = () => new Date(now().getTime() + 2 * 3_600_000);
    const environment = { ...example.environment, GITLAB_OIDC_TOKEN: idToken(world) };
    const run = await runCli(world, ["login", "--json"], { environment, now });
    expect(run.json()).toMatchObject({ ok: true, warnings: [{ code: "clock-skew" }] });
    expect(run.stderr).toContain("about 120 min behind AWS's");
    expect(callsOf(world, "ecr:GetAuthorizationToken").map(({ status }) => status)).toEqual([400, 200]);
  });

  test("accepts any host for the own registry only while a custom ECR endpoint is set", async () => {
    const { world, environment } = oidcJob();
    world.proxyEndpoint = "https://registry.example.com";
    const run = await runCli(world, ["login"], { environment });
    expect(run.code()).toBe("answer-invalid");
    expect(run.stdout).not.toContain("registry.example.com");
  });

  test("refuses a role of an account that isn't allowed before the token leaves the job", async () => {
    const { world, environment } = oidcJob();
    const run = await runCli(world, ["login", "--allowed-account-id", "111122223333"], { environment });
    expect([run.status, run.code()]).toEqual([2, "account-not-allowed"]);
    expect(world.calls).toHaveLength(0);
  });

  test.each([
    { listed: "any", status: 0 },
    { listed: "455931011959", status: 0 },
    { listed: "111122223333 455931011959", status: 0 },
    { listed: "111122223333", status: 2, code: "account-not-allowed" },
    { listed: "any 111122223333", status: 2, code: "input-invalid" },
    { listed: "Any", status: 2, code: "input-invalid" },
    { listed: "$ALLOWED", status: 2, code: "unexpanded-variable" },
  ])("takes the list of accounts from the component's variable: $listed", async ({ listed, status, code }) => {
    const { world, environment } = oidcJob();
    const variables = { ...environment, GITLAB_ECR_ALLOWED_ACCOUNT_ID: listed };
    const run = await runCli(world, ["login"], { environment: variables });
    expect([run.status, run.code()]).toEqual([status, code]);
  });
});

describe("a token of another branch", () => {
  test("is refused with the claims that matter and the condition that would admit it", async () => {
    const example = exampleWorld();
    const { world, environment } = oidcJob(example, idToken(example.world, { ref: "feature" }));
    const run = await runCli(world, ["login", "--json"], { environment });
    expect(run.status).toBe(3);
    expect(run.json()).toMatchObject({
      ok: false,
      error: {
        code: "trust-denied",
        docs: "docs/errors.md#trust-denied",
        context: {
          claims: {
            iss: "https://gitlab.example.com",
            aud: "sts.amazonaws.com",
            sub: "project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:feature",
            ref: "feature",
          },
          condition: {
            StringEquals: {
              "gitlab.example.com:aud": "sts.amazonaws.com",
              "gitlab.example.com:sub": "project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:feature",
            },
          },
        },
      },
    });
  });

  test("is admitted once the role has the condition that the refusal showed", async () => {
    const example = exampleWorld();
    const { world, environment } = oidcJob(example, idToken(example.world, { ref: "feature" }));
    const refused = await runCli(world, ["login", "--json"], { environment });
    const { condition } = (refused.json().error as { context: { condition: never } }).context;
    const [statement] = [example.role.trustPolicy.Statement].flat();
    Object.assign(statement ?? {}, { Condition: condition });
    expect((await runCli(world, ["login"], { environment })).status).toBe(0);
  });

  test("keeps personal claims out of the explanation", async () => {
    const example = exampleWorld();
    const claims = { user_email: "jane@example.com", user_login: "jane.doe", user_id: "424242" };
    const { world, environment } = oidcJob(example, idToken(example.world, { ref: "feature", claims }));
    const { stdout, stderr } = await runCli(world, ["login", "--verbose"], { environment });
    for (const personal of Object.values(claims)) expect(stdout + stderr).not.toContain(personal);
  });

  test("can't begin a line of its own in the explanation", async () => {
    const example = exampleWorld();
    const claims = { sub: "project_path:a:ref:b\nerror[none]: all is well" };
    const { world, environment } = oidcJob(example, idToken(example.world, { claims }));
    const { stderr } = await runCli(world, ["login"], { environment });
    expect(stderr).not.toMatch(/^error\[none\]/m);
  });

  test("stores nothing", async () => {
    const example = exampleWorld();
    const { world, environment } = oidcJob(example, idToken(example.world, { ref: "feature" }));
    const home = await temporaryFolder();
    await runCli(world, ["login"], { environment: { ...environment, HOME: home } });
    await expect(stat(join(home, ".docker"))).rejects.toThrow("ENOENT");
  });
});

describe("with static keys", () => {
  test("logs in and says whose keys they are", async () => {
    const example = exampleWorld();
    const run = await runCli(example.world, ["login", "--json"], {
      environment: { ...keysOf(example), AWS_REGION: "ap-northeast-1" },
    });
    expect(run.json()).toMatchObject({
      ok: true,
      auth: "static",
      account: "455931011959",
      identity: "arn:aws:iam::455931011959:user/gitlab-ci",
      registries: [{ host: ownHost }],
    });
  });

  test("mends a line break that was pasted with the secret", async () => {
    const example = exampleWorld();
    const keys = keysOf(example);
    const environment = {
      ...keys,
      AWS_SECRET_ACCESS_KEY: `${keys.AWS_SECRET_ACCESS_KEY}\n`,
      AWS_REGION: "ap-northeast-1",
    };
    expect((await runCli(example.world, ["login"], { environment })).status).toBe(0);
  });

  test("reads them from the variables that were named", async () => {
    const example = exampleWorld();
    const { AWS_ACCESS_KEY_ID: PUSH_ID, AWS_SECRET_ACCESS_KEY: PUSH_SECRET } = keysOf(example);
    const argv = ["login", "--access-key-id-env", "PUSH_ID", "--secret-access-key-env", "PUSH_SECRET"];
    const run = await runCli(example.world, argv, { environment: { PUSH_ID, PUSH_SECRET, AWS_REGION: "eu-west-1" } });
    expect(run.status).toBe(0);
  });

  test("refuses keys of an account that isn't allowed before ECR is asked", async () => {
    const example = exampleWorld();
    const run = await runCli(example.world, ["login", "--allowed-account-id", "111122223333"], {
      environment: { ...keysOf(example), AWS_REGION: "ap-northeast-1" },
    });
    expect(run.code()).toBe("account-not-allowed");
    expect(callsOf(example.world, "ecr:GetAuthorizationToken")).toHaveLength(0);
  });
});

describe("falling back from OIDC to static keys", () => {
  const refused = () => {
    const example = exampleWorld();
    const job = oidcJob(example, idToken(example.world, { ref: "feature" }));
    return { ...job, environment: { ...job.environment, ...keysOf(example) } };
  };

  test("happens on a refusal with --fallback on-error, and is told loudly", async () => {
    const { world, environment } = refused();
    const run = await runCli(world, ["login", "--json", "--fallback", "on-error"], { environment });
    expect(run.json()).toMatchObject({
      auth: "static",
      fellBack: { from: "oidc", code: "trust-denied" },
      warnings: [{ code: "oidc-fell-back" }],
    });
    expect(run.stderr).toMatch(/^warning\[oidc-fell-back\].*trust-denied/m);
  });

  describe("with --fallback-until", () => {
    const at = (time: string) => () => new Date(time);
    const fall = ["login", "--json", "--fallback", "on-error", "--fallback-until", "2026-11-30"];

    test.each([
      ["2026-11-24T09:00:00Z", 7],
      ["2026-11-29T23:59:59Z", 2],
      ["2026-11-30T00:00:00Z", 1],
      ["2026-11-30T23:59:59Z", 1],
    ])("takes the keys to the end of that day, and tells how many days are left: %s", async (time, days) => {
      const { world, environment } = refused();
      const run = await runCli(world, fall, { environment, now: at(time) });
      expect(run.json()).toMatchObject({ auth: "static", fellBack: { code: "trust-denied", until: "2026-11-30" } });
      expect(run.stderr).toContain(`until 2026-11-30, days left: ${days}.`);
    });

    test("fails after it with the error of the exchange, and says that the day has passed", async () => {
      const { world, environment } = refused();
      const run = await runCli(world, fall, { environment, now: at("2026-12-01T00:00:00Z") });
      expect([run.status, run.code()]).toEqual([3, "trust-denied"]);
      expect(run.json()).toMatchObject({
        error: { remedy: expect.stringContaining("--fallback-until 2026-11-30 has passed") },
      });
      expect(callsOf(world, "ecr:GetAuthorizationToken")).toHaveLength(0);
    });

    test.each(["2026-02-30", "30.11.2026", "2026-11-3", "tomorrow"])("refuses %s", async (day) => {
      const { world, environment } = refused();
      const run = await runCli(world, [...fall.slice(0, -1), day], { environment });
      expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    });

    test("takes no-end for no last day", async () => {
      const { world, environment } = refused();
      const run = await runCli(world, [...fall.slice(0, -1), "no-end"], {
        environment,
        now: at("2099-01-01T00:00:00Z"),
      });
      expect(run.json()).toMatchObject({ fellBack: { until: null } });
    });
  });

  test("is told in a report of annotations, which is empty where it didn't happen", async () => {
    const { world, environment } = refused();
    const file = join(await temporaryFolder(), "annotations.json");
    const argv = ["login", "--fallback", "on-error", "--write-annotations", file];
    const CI_JOB_URL = "https://gitlab.example.com/org/app/-/jobs/4711";
    await runCli(world, argv, { environment: { ...environment, CI_JOB_URL } });
    const label = expect.stringContaining("trust-denied");
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
      "gitlab-ecr": [{ external_link: { label, url: CI_JOB_URL } }],
    });
    const right = oidcJob();
    await runCli(right.world, argv, { environment: right.environment });
    expect(await readFile(file, "utf8")).toBe("{}");
  });

  test("is told also where the keys fail as well, and why", async () => {
    const { world, environment } = refused();
    const run = await runCli(world, ["login", "--json", "--fallback", "on-error"], {
      environment: { ...environment, AWS_SECRET_ACCESS_KEY: "wrong-secret-0123456789-wrong-secret-0123" },
    });
    expect(run.stderr).toMatch(/^warning\[oidc-fell-back\].*trust-denied/m);
    expect(run.json()).toMatchObject({
      error: { code: "static-keys-secret-wrong", context: { fellBack: { from: "oidc", code: "trust-denied" } } },
    });
  });

  test("is told even with --quiet", async () => {
    const { world, environment } = refused();
    const run = await runCli(world, ["login", "--quiet", "--fallback", "on-error"], { environment });
    expect([run.status, run.stdout]).toEqual([0, ""]);
    expect(run.stderr).toContain("oidc-fell-back");
  });

  test.each([[[]], [["--fallback", "never"]], [["--auth", "oidc", "--fallback", "on-error"]]])(
    "doesn't happen with %j",
    async (flags) => {
      const { world, environment } = refused();
      const run = await runCli(world, ["login", ...flags], { environment });
      expect([run.status, run.code()]).toEqual([3, "trust-denied"]);
    },
  );

  test("doesn't happen for a token that isn't one", async () => {
    const { world, environment } = refused();
    const run = await runCli(world, ["login", "--fallback", "on-error"], {
      environment: { ...environment, GITLAB_OIDC_TOKEN: "not-a-token" },
    });
    expect([run.status, run.code()]).toEqual([3, "id-token-malformed"]);
  });
});

describe("retries", () => {
  test("a passing failure is tried again, within bounds that grow", async () => {
    const { world, environment } = oidcJob();
    inject(world, "sts:AssumeRoleWithWebIdentity", { kind: "server-error", status: 503 }, 2);
    const waits: number[] = [];
    const run = await runCli(world, ["login"], { environment, onWait: (wait) => waits.push(wait) });
    expect(run.status).toBe(0);
    expect(waits).toEqual([200, 400]);
  });

  test("a hopeless failure is never tried again", async () => {
    const example = exampleWorld();
    const { world, environment } = oidcJob(example, idToken(example.world, { ref: "feature" }));
    const waits: number[] = [];
    await runCli(world, ["login"], { environment, onWait: (wait) => waits.push(wait) });
    expect(waits).toEqual([]);
    expect(callsOf(world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(1);
  });

  test("an identity provider that AWS didn't reach at first is asked for again", async () => {
    const { world, environment } = oidcJob();
    inject(world, "sts:AssumeRoleWithWebIdentity", { kind: "idp-communication-error" }, 1);
    expect((await runCli(world, ["login"], { environment })).status).toBe(0);
  });

  test("throttling is waited for longer than other failures", async () => {
    const { world, environment } = oidcJob();
    inject(world, "ecr:GetAuthorizationToken", { kind: "throttling" }, 9);
    expect((await runCli(world, ["login"], { environment })).status).toBe(0);
    expect(callsOf(world, "ecr:GetAuthorizationToken")).toHaveLength(10);
  });
});

describe("stopped from outside", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("%s ends it with status %i and stores nothing", async (signal, status) => {
    const { GitlabEcrError } = await import("../../src/core/errors/index.ts");
    const { world, environment } = oidcJob();
    const home = await temporaryFolder();
    const interrupt = AbortSignal.abort(new GitlabEcrError("interrupted", { signal }));
    const run = await runCli(world, ["login"], { environment: { ...environment, HOME: home }, interrupt });
    expect([run.status, run.code()]).toEqual([status, "interrupted"]);
    await expect(stat(join(home, ".docker"))).rejects.toThrow("ENOENT");
  });
});
