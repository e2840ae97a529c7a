import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import {
  GetAccountAuthorizationDetailsCommand,
  GetCredentialReportCommand,
  GetOpenIDConnectProviderCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListOpenIDConnectProvidersCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, test } from "vitest";
import type { AuditReport } from "../../src/core/audit/index.ts";
import { GitlabEcrError } from "../../src/core/errors/index.ts";
import { permissionsPolicy } from "../../src/core/setup/permissions-policy.ts";
import { account, callsOf, generatedAccount, idToken, inject, provider, role, user } from "../fake/index.ts";
import { type AuditScene, auditActions, auditScene, runAudit } from "./audit-scene.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const reportOf = (run: { stdout: string }) => JSON.parse(run.stdout) as AuditReport;
const quiet = ["--fail-on", "never"];

describe("an audit of the account", () => {
  test("tells users, roles, providers, repositories and what to do", async () => {
    const scene = auditScene();
    scene.account.alias = "network-prod";
    const run = await runAudit(scene, ["--json"]);
    expect(run.status).toBe(1);
    const report = reportOf(run);
    expect(report).toMatchObject({
      ok: true,
      account: "455931011959",
      accounts: [{ id: "455931011959", alias: "network-prod", source: "live" }],
      unread: [],
      recommendation: { option: "use-role", resource: scene.role.arn },
    });
    const names = (list: readonly { name: string; candidate: boolean }[]) =>
      list.map(({ name, candidate }) => [name, candidate]);
    expect(names(report.users)).toEqual([
      ["gitlab-ci", true],
      ["reader", false],
    ]);
    expect(names(report.roles)).toEqual([["gitlab-ecr-push", true]]);
    expect(report.providers.map(({ url, gitlab, reachable }) => [url, gitlab, reachable])).toEqual([
      ["https://gitlab.com", true, true],
      ["https://gitlab.example.com", true, true],
    ]);
    expect(report.repositories.map(({ name, source, policy }) => [name, source, policy])).toEqual([
      ["aws-network-cdk", "read", false],
    ]);
    expect(report.users[0]?.keys).toMatchObject([
      { id: scene.user.accessKeys[0]?.accessKeyId, status: "active", lastUse: "known" },
    ]);
  });

  test("is text in 80 columns, with progress on standard error alone", async () => {
    const run = await runAudit(auditScene());
    expect(run.stdout).toMatch(/^audit of account 455931011959, /);
    expect(run.stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(run.stderr).toContain("455931011959: users 2, roles 1, managed policies 0\n");
    expect(run.stdout).not.toContain("managed policies 0");
  });

  test("names another key of the account in full while its own is guarded", async () => {
    const scene = auditScene();
    const run = await runAudit(scene, ["user", "gitlab-ci", ...quiet]);
    expect(run.stdout).toContain(scene.user.accessKeys[0]?.accessKeyId);
    expect(run.stdout + run.stderr).not.toContain(scene.environment.AWS_ACCESS_KEY_ID);
  });

  test("finds GitLab's users and roles by any capitals, and AWS's own roles by their path alone", async () => {
    const scene = auditScene();
    const [gitlab] = scene.account.providers;
    if (gitlab === undefined) throw new Error("The example has a provider.");
    const lambda = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow" as const, Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    };
    const named = (path: string) =>
      role({ provider: gitlab, arn: `arn:aws:iam::455931011959:role/${path}`, trustPolicy: lambda, policies: [] });
    scene.account.roles.push(
      named("MyAWSRole-CICD"),
      named("plain"),
      named("aws-service-role/ecr.amazonaws.com/AWSServiceRoleForECRReplication"),
    );
    const report = reportOf(await runAudit(scene, ["--json", ...quiet]));
    const candidates = report.roles.filter(({ candidate }) => candidate).map(({ name }) => name);
    expect(candidates.sort()).toEqual(["MyAWSRole-CICD", "gitlab-ecr-push"]);
    const own = await runAudit(scene, ["--json", ...quiet, "--role-pattern", "pla?n"]);
    expect(
      reportOf(own)
        .roles.filter(({ candidate }) => candidate)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["gitlab-ecr-push", "plain"]);
  });
});

describe("a permission that is missing", () => {
  test("what setup --access audit allows is what is read, and nothing else", () => {
    const { Statement: statements } = permissionsPolicy("audit", []);
    expect(statements.flatMap(({ Action }) => Action).toSorted()).toEqual([...auditActions].toSorted());
  });

  test.each(auditActions)("%s leaves a partial report that names it", async (action) => {
    const scene = auditScene(auditActions.filter((one) => one !== action));
    const run = await runAudit(scene, ["--json", ...quiet]);
    expect(run.status, run.stdout).toBe(0);
    const report = reportOf(run);
    const row = report.unread.find((one) => one.action === action);
    expect(row?.because).toBe(`${action} isn't allowed`);
    const text = (await runAudit(scene, quiet)).stdout;
    expect(text).toMatch(/^partial {5}/m);
    expect(text.replace(/\s+/g, " ")).toContain(row?.because);
  });

  test("iam:GetAccountAuthorizationDetails is never told as no users", async () => {
    const scene = auditScene(auditActions.filter((one) => one !== "iam:GetAccountAuthorizationDetails"));
    const run = await runAudit(scene, quiet);
    expect(run.stdout).toContain("Not known: users couldn't all be read.");
    expect(run.stdout).not.toContain("None of the users");
    const one = await runAudit(scene, ["user", "gitlab-ci", "--json"]);
    expect([one.status, one.code()]).toEqual([2, "input-invalid"]);
    expect(one.stdout).toContain("iam:GetAccountAuthorizationDetails isn't allowed");
  });

  test("users and roles that weren't read don't pass --fail-on, and nothing is concluded from their absence", async () => {
    const scene = auditScene(auditActions.filter((one) => one !== "iam:GetAccountAuthorizationDetails"));
    const run = await runAudit(scene, ["--json", "--fail-on", "dangerous"]);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("users and roles weren't all read");
    const report = reportOf(run);
    expect(report.recommendation.because).toContain("Not all users and roles could be read");
    expect(report.findings.map(({ id }) => id)).not.toContain("provider-unused");
  });

  test("iam:ListAccessKeys leaves the keys to the credential report, and without that unknown", async () => {
    const without = (...missing: string[]) => auditScene(auditActions.filter((one) => !missing.includes(one)));
    const reported = reportOf(await runAudit(without("iam:ListAccessKeys"), ["--json", ...quiet]));
    expect(reported.users[0]?.keys).toMatchObject([{ id: null, status: "active" }]);
    const neither = reportOf(
      await runAudit(without("iam:ListAccessKeys", "iam:GenerateCredentialReport"), ["--json", ...quiet]),
    );
    expect(neither.users[0]?.keys).toBeNull();
  });
});

describe("calls", () => {
  test("are made again when IAM throttles", async () => {
    const scene = auditScene();
    inject(scene.world, "iam:GetAccountAuthorizationDetails", { kind: "throttling" }, 7);
    inject(scene.world, "iam:ListAccessKeys", { kind: "throttling" }, 2);
    const waits: number[] = [];
    const run = await runAudit(scene, ["--json", ...quiet], { onWait: (milliseconds) => waits.push(milliseconds) });
    expect(reportOf(run)).toMatchObject({ unread: [], users: [{ name: "gitlab-ci" }, { name: "reader" }] });
    expect(waits.length).toBeGreaterThanOrEqual(9);
  });

  test("that keep failing are told, and the rest is there", async () => {
    const scene = auditScene();
    inject(scene.world, "iam:GetAccessKeyLastUsed", { kind: "server-error" });
    const report = reportOf(await runAudit(scene, ["--json", ...quiet]));
    expect(report.unread).toMatchObject([{ action: "iam:GetAccessKeyLastUsed" }]);
    expect(report.users[0]?.keys).toMatchObject([{ lastUse: "known" }]);
  });

  test("that fail for the keys themselves end the run", async () => {
    const scene = auditScene();
    const environment = { AWS_SECRET_ACCESS_KEY: "wrong/wrong/wrong/wrong/wrong/wrong/wron" };
    const run = await runAudit(scene, ["--json"], { environment });
    expect([run.status, run.code()]).toEqual([3, "static-keys-secret-wrong"]);
  });

  test("end on Ctrl-C", async () => {
    const scene = auditScene();
    const controller = new AbortController();
    inject(scene.world, "iam:ListAccessKeys", {
      kind: "interrupt",
      when: "before",
      interrupt: () => controller.abort(new GitlabEcrError("interrupted", { signal: "SIGINT" })),
    });
    const run = await runAudit(scene, ["--json"], { interrupt: controller.signal });
    expect([run.status, run.code()]).toEqual([130, "interrupted"]);
  });

  test.each([10, 1000, 10_000])(
    "are pages and a few for each candidate of %d users and roles",
    async (principals) => {
      const scene = auditScene();
      const { users, ...generated } = generatedAccount(principals, 7);
      Object.assign(scene.account, { ...generated, users: [...users, ...scene.account.users] });
      const pageSize = Math.min(1000, Math.max(5, principals / 4));
      scene.world.iamPageSize = pageSize;
      const report = reportOf(await runAudit(scene, ["--json", "--timeout", "10m", ...quiet]));
      expect(report.users.length + report.roles.length).toBe(principals + 2);
      const candidates = {
        users: report.users.filter(({ candidate }) => candidate).length,
        roles: report.roles.filter(({ candidate }) => candidate).length,
      };
      const members = principals + 2 + generated.groups.length + generated.managedPolicies.length;
      expect(callsOf(scene.world, "iam:GetAccountAuthorizationDetails")).toHaveLength(Math.ceil(members / pageSize));
      expect(callsOf(scene.world, "iam:ListAccessKeys")).toHaveLength(candidates.users);
      expect(callsOf(scene.world, "iam:GetRole")).toHaveLength(candidates.roles);
      expect(scene.world.calls.length).toBeLessThan(20 + members / pageSize + candidates.users * 5 + candidates.roles);
    },
    120_000,
  );
});

describe("several accounts", () => {
  const other = "111111111111";

  /** Two accounts with a role each that reads, and that the trust given lets in. */
  function twoAccounts(trust: (arn: string) => object): AuditScene {
    const scene = auditScene(["sts:AssumeRole"]);
    const gitlab = provider("https://gitlab.example.com", { accountId: other });
    const reader = (id: string) => {
      const arn = `arn:aws:iam::${id}:role/reader`;
      return role({
        provider: gitlab,
        arn,
        trustPolicy: { Version: "2012-10-17", Statement: [trust(id) as never] },
        policies: [
          { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: [...auditActions], Resource: "*" }] },
        ],
      });
    };
    scene.account.roles.push(reader("455931011959"));
    scene.world.accounts.push(
      account({
        id: other,
        providers: [gitlab],
        roles: [reader(other)],
        users: [user({ accountId: other, name: "cicd-user" })],
      }),
    );
    return scene;
  }

  const roles = [
    "--role-arn",
    "arn:aws:iam::455931011959:role/reader",
    "--role-arn",
    `arn:aws:iam::${other}:role/reader`,
  ];

  test("are read through roles that the keys may assume, in one report", async () => {
    const scene = twoAccounts(() => ({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::455931011959:user/reader" },
      Action: "sts:AssumeRole",
    }));
    const report = reportOf(await runAudit(scene, [...roles, "--json", ...quiet]));
    expect(report.account).toBeNull();
    expect(report.accounts.map(({ id }) => id)).toEqual(["455931011959", other]);
    expect(report.users.map(({ account: owner, name }) => [owner, name])).toContainEqual([other, "cicd-user"]);
    expect(report.unread).toEqual([]);
  });

  test("are read through roles that the ID token may assume", async () => {
    const scene = twoAccounts((id) => ({
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::${id}:oidc-provider/gitlab.example.com` },
      Action: "sts:AssumeRoleWithWebIdentity",
    }));
    const environment = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_REGION: "ap-northeast-1",
    };
    const run = await runCli(scene.world, ["audit", ...roles, "--json", ...quiet], {
      environment: { ...environment, GITLAB_OIDC_TOKEN: idToken(scene.world) },
    });
    expect(reportOf(run).accounts.map(({ id }) => id)).toEqual(["455931011959", other]);
    expect(callsOf(scene.world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(2);
  });

  test("a role is told with where it was given", async () => {
    const scene = twoAccounts((id) => ({
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::${id}:oidc-provider/gitlab.example.com` },
      Action: "sts:AssumeRoleWithWebIdentity",
    }));
    const run = await runCli(scene.world, ["audit", "--json"], {
      environment: {
        AWS_ACCESS_KEY_ID: undefined,
        AWS_SECRET_ACCESS_KEY: undefined,
        AWS_REGION: "ap-northeast-1",
        GITLAB_ECR_ROLE_ARN: "arn:aws:iam::455931011959:role/reader",
        GITLAB_OIDC_TOKEN: idToken(scene.world),
      },
    });
    expect(run.stderr).toContain("role from GITLAB_ECR_ROLE_ARN, ID token from GITLAB_OIDC_TOKEN");
  });

  test("that can't be reached are told beside the one that can", async () => {
    const scene = twoAccounts((id) => ({
      Effect: id === other ? "Deny" : "Allow",
      Principal: { AWS: "arn:aws:iam::455931011959:user/reader" },
      Action: "sts:AssumeRole",
    }));
    const report = reportOf(await runAudit(scene, [...roles, "--json", ...quiet]));
    expect(report.accounts.map(({ id }) => id)).toEqual(["455931011959"]);
    expect(report.unread).toMatchObject([{ account: other, what: "the whole account", action: "sts:AssumeRole" }]);
  });

  test("of which none can be reached fail", async () => {
    const scene = twoAccounts(() => ({ Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }));
    const run = await runAudit(scene, [...roles, "--json"]);
    expect([run.status, run.code()]).toEqual([3, "chain-denied"]);
  });
});

describe("--input", () => {
  test("says the same as the account itself", async () => {
    const scene = auditScene();
    scene.account.alias = "network-prod";
    scene.user.loginProfile = { createdAt: new Date("2025-02-01T00:00:00Z"), passwordResetRequired: false };
    const moment = new Date();
    // Each call is the last use of the reader's key, whose time has whole seconds.
    scene.world.now = () => moment;
    const live = reportOf(await runAudit(scene, ["--json", ...quiet], { now: () => moment }));
    const inputs = await filesOf(scene);
    const calls = scene.world.calls.length;
    const run = await runCli(
      scene.world,
      ["audit", ...inputs.flatMap((path) => ["--input", path]), "--json", ...quiet],
      {
        now: () => moment,
      },
    );
    expect(scene.world.calls).toHaveLength(calls);
    const offline = reportOf(run);
    expect(offline.unread.map(({ action }) => action)).toEqual([null, null]);
    expect(comparable(offline)).toEqual(comparable(live));
  });

  /** What only a live audit asks for is left out. */
  function comparable(report: AuditReport) {
    const { accounts, unread: _, roles, providers, repositories, findings, users, ...rest } = report;
    return {
      ...rest,
      accounts: accounts.map(({ source: _source, ...one }) => one),
      users,
      roles: roles.map(({ lastUse: _lastUse, maxSessionDuration: _maximum, ...one }) => one),
      providers: providers.map(({ reachable: _reachable, ...one }) => one),
      repositories: repositories.map(({ policy: _policy, ...one }) => one),
      findings: findings.filter(({ id }) => id !== "role-unused"),
    };
  }

  /** What the aws CLI would print, each answer in a file. */
  async function filesOf(scene: AuditScene): Promise<string[]> {
    const folder = await temporaryFolder();
    const credentials = {
      accessKeyId: scene.environment.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: scene.environment.AWS_SECRET_ACCESS_KEY ?? "",
    };
    const iam = new IAMClient({ region: "us-east-1", credentials });
    const ecr = new ECRClient({ region: "ap-northeast-1", credentials });
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
    const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
    const providers = await Promise.all(
      OpenIDConnectProviderList.map(({ Arn }) =>
        iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn })),
      ),
    );
    const { Content, ...report } = await iam.send(new GetCredentialReportCommand({}));
    const answers = [
      details,
      { OpenIDConnectProviderList },
      ...providers,
      { ...report, Content: Buffer.from(Content ?? []).toString("base64") },
      await iam.send(new ListAccessKeysCommand({ UserName: "gitlab-ci" })),
      await iam.send(new ListAccountAliasesCommand({})),
      await ecr.send(new DescribeRepositoriesCommand({})),
    ];
    return Promise.all(
      answers.map(async (answer, index) => {
        const path = join(folder, `answer-${index}.json`);
        await writeFile(path, JSON.stringify(answer));
        return path;
      }),
    );
  }

  test("takes standard input, and needs no credentials", async () => {
    const stdin = JSON.stringify({ UserDetailList: [], RoleDetailList: [] });
    const run = await runCli(auditScene().world, ["audit", "--input", "-", "--json"], { stdin });
    expect(run.status).toBe(0);
    expect(reportOf(run)).toMatchObject({ users: [], roles: [], recommendation: { option: "create-role" } });
    expect(reportOf(run).unread.length).toBeGreaterThan(0);
  });

  test.each([
    ["what isn't JSON", "user: x"],
    ["another answer", JSON.stringify({ Buckets: [] })],
    ["details that are torn", JSON.stringify({ UserDetailList: [{ UserName: "a" }] })],
    ["a list of something", JSON.stringify({ UserDetailList: "a" })],
    ["a credential report alone", "user,arn,user_creation_time\n<root_account>,arn:aws:iam::455931011959:root,x"],
  ])("refuses %s", async (_, stdin) => {
    const run = await runCli(auditScene().world, ["audit", "--input", "-", "--json"], { stdin });
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  });
});

describe("one user or role", () => {
  test("is found whatever its capitals, and explained", async () => {
    const scene = auditScene();
    const run = await runAudit(scene, ["role", "GITLAB-ECR-PUSH", "--json", ...quiet]);
    expect(run.json()).toMatchObject({
      ok: true,
      kind: "role",
      role: {
        trust: { sentences: ["jobs of project org/team/cdk/aws-network-cdk on branch main of gitlab.example.com"] },
      },
      verdict: { option: "use" },
    });
    const { actions } = run.json() as { actions: object[] };
    expect(actions).toContainEqual({
      action: "ecr:PutImage",
      repository: "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk",
      verdict: "allow",
      because: "allowed-by-identity",
      statement: { policy: "inline-1", at: "Statement[1]", sid: null },
    });
  });

  test("tells the policies with --documents alone", async () => {
    const scene = auditScene();
    const without = await runAudit(scene, ["user", "gitlab-ci", ...quiet]);
    const run = await runAudit(scene, ["user", "gitlab-ci", "--documents", ...quiet]);
    expect(without.stdout).not.toContain('"Statement"');
    expect(run.stdout).toContain('"Statement"');
  });

  test("that isn't there is told with the ones that resemble it", async () => {
    const run = await runAudit(auditScene(), ["user", "gitlab", "--json"]);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stdout).toContain("There is gitlab-ci.");
  });
});

describe("the exit status", () => {
  test.each([
    { args: [], environment: {}, status: 1 },
    { args: [], environment: { CI: undefined, GITLAB_CI: undefined }, status: 0 },
    { args: ["--fail-on", "never"], environment: {}, status: 0 },
    { args: ["--max-key-age", "10000d"], environment: {}, status: 0 },
    { args: ["--max-key-age", "10000", "--fail-on", "caution"], environment: {}, status: 1 },
  ])("with $args is $status", async ({ args, environment, status }) => {
    const run = await runAudit(auditScene(), [...args], { environment });
    expect(run.status).toBe(status);
  });

  test("counts neither what an earlier report had nor what is suppressed", async () => {
    const scene = auditScene();
    const folder = await temporaryFolder();
    const [before, suppressions] = [join(folder, "before.json"), join(folder, "suppressions.yml")];
    await runAudit(scene, ["--format", "json", "--output", before]);
    expect((await runAudit(scene, ["--baseline", before])).status).toBe(0);
    await writeFile(
      suppressions,
      'suppressions:\n  - {finding: key-too-old, resource: user/gitlab-ci, reason: moving, expires: "2099-01-01"}\n',
    );
    const run = await runAudit(scene, ["--suppressions", suppressions, "--json"]);
    expect(run.status).toBe(0);
    expect(run.json()).toMatchObject({ suppressed: [{ id: "key-too-old", reason: "moving" }] });
  });
});

describe("forms", () => {
  test("go to the files in their place, and the text to standard output", async () => {
    const folder = await temporaryFolder();
    const formats = ["json", "markdown", "html", "junit", "codequality", "sarif"];
    const args = formats.flatMap((format) => ["--format", format, "--output", join(folder, format)]);
    const run = await runAudit(auditScene(), [...args, ...quiet]);
    expect(run.stdout).toMatch(/^audit of account/);
    const texts = await Promise.all(formats.map((format) => readFile(join(folder, format), "utf8")));
    const begins = [/^\{"ok":true/, /^## GitLab/, /^<!DOCTYPE html>/i, /^<\?xml/, /^\[/, /^\{\s*"\$schema"/];
    for (const [index, begin] of begins.entries()) expect(texts[index]).toMatch(begin);
    expect(JSON.parse(texts[0] ?? "")).toMatchObject({ ok: true });
  });

  test("--format json and --json are the same", async () => {
    const scene = auditScene();
    const moment = new Date();
    scene.world.now = () => moment;
    const one = await runAudit(scene, ["--json", ...quiet], { now: () => moment });
    const other = await runAudit(scene, ["--format", "json", ...quiet], { now: () => moment });
    const masked = (run: { stdout: string }) => ({ ...reportOf(run), generatedAt: null });
    expect(masked(one)).toEqual(masked(other));
  });

  test("--names-only holds no account, ARN or key", async () => {
    const scene = auditScene();
    for (const format of ["text", "json", "markdown", "html"]) {
      const { stdout } = await runAudit(scene, ["--names-only", "--format", format, ...quiet]);
      expect(stdout).toContain("gitlab-ci");
      expect(stdout).not.toContain("455931011959");
      expect(stdout).not.toContain(scene.user.accessKeys[0]?.accessKeyId);
    }
  });
});

describe("wrong usage", () => {
  test.each([
    [["group", "ci"]],
    [["user"]],
    [["user", "a", "b"]],
    [["user", "a", "--names-only"]],
    [["user", "a", "--format", "html"]],
    [["--documents"]],
    [["--format", "html", "--json"]],
    [["--format", "html", "--format", "json"]],
    [["--format", "html", "--output", "a", "--output", "b"]],
    [["--format", "xml"]],
    [["--max-key-age", "soon"]],
    [["--max-key-age", "0"]],
    [["--issuer", "http://gitlab.example.com"]],
    [["--repository", "app"]],
    [["--input", "-", "--input", "-"]],
    [["--input", "/no/such/file"]],
  ])("%j", async (args) => {
    const scene = auditScene();
    const run = await runAudit(scene, args);
    expect([run.status, run.code() ?? "input-invalid", scene.world.calls]).toEqual([2, "input-invalid", []]);
  });
});
