import { describe, expect, test } from "vitest";
import { account, callsOf, inject, inlinePolicy, provider, role, user } from "../fake/index.ts";
import { interceptRequests } from "./run-cli.ts";
import { everything, madeIn, setupScene } from "./setup-scene.ts";

interceptRequests();

const made = ["--create-repository", "--apply", "--yes"];
const changesOf = (json: Record<string, unknown>) =>
  (json.changes as { kind: string; action: string; calls: string[] }[]).map(({ kind, action }) => `${action} ${kind}`);
const writes = (world: Parameters<typeof callsOf>[0]) =>
  world.calls.filter(({ operation }) => /:(?:Create|Put|Update|Tag|Add|Delete)/.test(operation ?? ""));

describe("setup --apply --yes", () => {
  test("makes provider, role and repository in an empty account, and reads them back", async () => {
    const scene = setupScene();
    const run = await scene.setup(made);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toContain("created  role       arn:aws:iam::455931011959:role/gitlab-ecr-role");
    expect(run.stdout).toContain("Done, and read back.");
    expect(run.stdout).toContain("takes some seconds until all of AWS knows it");
    expect(run.stdout).toContain("gitlab-ecr/push@VERSION");
    expect(madeIn(scene)).toMatchObject({
      providers: [
        { url: "https://gitlab.com", clientIds: ["sts.amazonaws.com"], tags: { "managed-by": "gitlab-ecr" } },
      ],
      roles: [{ maxSessionDuration: 3600, tags: { "managed-by": "gitlab-ecr" }, policies: { "gitlab-ecr": {} } }],
      repositories: [
        {
          name: "aws-network-cdk",
          tagMutability: "IMMUTABLE",
          scanOnPush: true,
          lifecyclePolicy: expect.stringContaining("sinceImagePushed"),
          tags: { "managed-by": "gitlab-ecr" },
        },
      ],
    });
  });

  test("finds nothing to do the second time, and calls nothing that changes", async () => {
    const scene = setupScene();
    await scene.setup(made);
    scene.world.calls.length = 0;
    const run = await scene.setup(made);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toContain("Nothing to do.");
    expect(writes(scene.world)).toEqual([]);
  });

  test("--json is the plan with what was changed", async () => {
    const run = await setupScene().setup([...made, "--json"]);
    expect(run.json()).toMatchObject({
      ok: true,
      mode: "apply",
      applied: true,
      credentials: "arn:aws:iam::455931011959:user/administrator",
      role: { name: "gitlab-ecr-role" },
      grade: "safe",
      accessKey: null,
    });
    expect(changesOf(run.json())).toEqual(["create repository", "create provider", "create role"]);
  });
});

describe("without --yes", () => {
  test("and without anybody to ask, it shows what would change and changes nothing", async () => {
    const scene = setupScene();
    const run = await scene.setup(["--apply", "--create-repository"]);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toContain("create   role");
    expect(run.stdout).toContain(
      "+ trust policy: StringEquals gitlab.com:sub: project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:main",
    );
    expect(run.stdout).toContain("Nothing was changed. To do this, run the same command with --yes");
    expect(writes(scene.world)).toEqual([]);
  });

  test("--dry-run does the same, whoever sits there", async () => {
    const scene = setupScene();
    const asked: string[] = [];
    const ask = async (question: string) => String(asked.push(question));
    const run = await scene.setup(["--apply", "--dry-run", "--json"], { ask });
    expect(run.json()).toMatchObject({ ok: true, applied: false });
    expect([asked, writes(scene.world)]).toEqual([[], []]);
  });

  test.each([
    ["yes\n", true],
    ["Y", true],
    ["", false],
    ["no", false],
  ])("asks on a terminal, after the plan: %j", async (answer, applied) => {
    const scene = setupScene();
    const run = await scene.setup(["--apply"], { ask: async () => answer });
    expect(run.status).toBe(0);
    expect(run.stderr).toContain("create   role");
    expect(scene.account.roles).toHaveLength(applied ? 1 : 0);
    expect(run.stdout.includes("Done, and read back.")).toBe(applied);
  });
});

describe("what is there already", () => {
  test("a provider gets the audience that it lacks, and no tag", async () => {
    const scene = setupScene();
    scene.account.providers.push(provider("https://gitlab.com", { clientIds: ["other"] }));
    const run = await scene.setup(["--apply", "--yes"]);
    expect(run.status).toBe(0);
    const [{ clientIds, tags } = { clientIds: null, tags: null }] = scene.account.providers;
    expect([clientIds, tags]).toEqual([["other", "sts.amazonaws.com"], {}]);
  });

  test("a role of setup's keeps its other statements, and shows by meaning what changes", async () => {
    const scene = setupScene();
    await scene.setup(["--apply", "--yes"]);
    const [own] = scene.account.roles;
    const theirs = {
      Sid: "Nodes",
      Effect: "Allow" as const,
      Principal: { Service: "ec2.amazonaws.com" },
      Action: "sts:AssumeRole",
    };
    const statements = [own?.trustPolicy.Statement ?? []].flat();
    if (own !== undefined) own.trustPolicy = { Version: "2012-10-17", Statement: [theirs, ...statements] };
    const run = await scene.setup(["--apply", "--branch", "release"]);
    expect(run.stdout).toContain("change   role");
    expect(run.stdout).toMatch(/- trust policy: StringEquals gitlab\.com:sub: .*:ref:main\n/);
    expect(run.stdout).toMatch(/\+ trust policy: StringEquals gitlab\.com:sub: .*:ref:release\n/);
    expect(run.stdout).toContain("statement Nodes is kept");
    await scene.setup(["--apply", "--branch", "release", "--yes"]);
    expect([own?.trustPolicy.Statement ?? []].flat()).toMatchObject([{ Sid: "Nodes" }, { Sid: "GitLabProject" }]);
    expect(JSON.stringify(own?.trustPolicy)).not.toContain("ref:main");
  });

  test("a role that says the same in other words is left alone", async () => {
    const scene = setupScene();
    await scene.setup(["--apply", "--yes"]);
    const [own] = scene.account.roles;
    for (const statement of [own?.policies[0]?.Statement ?? []].flat()) {
      statement.Action = [statement.Action ?? []]
        .flat()
        .map((action) => action.toUpperCase())
        .reverse();
      statement.Sid = "Renamed1";
      delete statement.Sid;
    }
    expect((await scene.setup(["--apply", "--yes"])).stdout).toContain("Nothing to do.");
  });

  test("a role that setup didn't make and that differs stops all, with both versions", async () => {
    const scene = setupScene();
    const gitlab = provider("https://gitlab.com");
    scene.account.roles.push(role({ provider: gitlab, arn: "arn:aws:iam::455931011959:role/gitlab-ecr-role" }));
    const run = await scene.setup(["--apply", "--yes"]);
    expect([run.status, run.code()]).toEqual([3, "setup-conflict"]);
    expect(run.stderr).toContain("no tag managed-by=gitlab-ecr");
    expect(run.stderr).toContain('"gitlab.com:project_id": "4242"');
    expect(writes(scene.world)).toEqual([]);
  });

  test("another project's role of the same name isn't taken over", async () => {
    const scene = setupScene();
    await scene.setup(["--apply", "--yes"]);
    const before = JSON.stringify(madeIn(scene));
    const other = ["--gitlab-url", "https://gitlab.com", "--project", "org/other", "--project-id", "7"];
    const place = ["--account", "455931011959", "--region", "ap-northeast-1", "--repository", "other"];
    const run = await scene.setupAlone([...other, ...place, "--apply", "--yes"]);
    expect([run.status, run.code()]).toEqual([3, "setup-conflict"]);
    expect(run.stderr).toContain("it admits other projects, too (GitLabProject)");
    expect(JSON.stringify(madeIn(scene))).toBe(before);
    expect((await scene.setupAlone([...other, ...place, "--role-name", "other", "--apply", "--yes"])).status).toBe(0);
  });

  test("what somebody changes while setup runs isn't written over", async () => {
    const scene = setupScene();
    const { account: own } = scene;
    const interrupt = () => {
      const [made] = own.roles;
      if (made !== undefined) made.trustPolicy = { Version: "2012-10-17", Statement: [] };
    };
    inject(scene.world, "iam:PutRolePolicy", { kind: "interrupt", when: "after", interrupt }, 1);
    const run = await scene.setup(made);
    expect([run.status, run.code()]).toEqual([3, "setup-conflict"]);
    expect(run.stderr).toContain("it changed while setup ran");
    expect(run.stderr).toContain("What was done before stays.");
    expect(callsOf(scene.world, "iam:UpdateAssumeRolePolicy")).toEqual([]);
  });

  test("in another account, repositories get their policy by hand", async () => {
    const scene = setupScene();
    const run = await scene.setup(["--apply", "--yes", "--registry-account", "210987654321"]);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("With credentials of account 210987654321");
    expect(run.stdout).toContain('"AWS": "arn:aws:iam::455931011959:role/gitlab-ecr-role"');
    expect(scene.world.calls.filter(({ operation }) => operation?.startsWith("ecr:"))).toEqual([]);
    const again = ["--registry-account", "210987654321", "--role-name", "other-role"];
    const planned = await scene.setup([...again, "--apply", "--dry-run"]);
    expect(planned.stdout).toContain(
      "  by hand  policy of repository arn:aws:ecr:ap-northeast-1:210987654321:repository/aws-network-cdk\n",
    );
    const shown = await scene.setup(again);
    expect(shown.stdout).toContain('"AWS": "arn:aws:iam::455931011959:role/other-role"');
  });

  test("a repository that setup didn't make stays as it is", async () => {
    const scene = setupScene();
    scene.account.repositories.push({ name: "aws-network-cdk", region: "ap-northeast-1" });
    const run = await scene.setup(made);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("setup didn't make it, and leaves it as it is");
    expect(scene.account.repositories).toEqual([{ name: "aws-network-cdk", region: "ap-northeast-1" }]);
  });

  test("settings of setup's own repository are put right", async () => {
    const scene = setupScene();
    await scene.setup(made);
    Object.assign(scene.account.repositories[0] ?? {}, { tagMutability: "MUTABLE", scanOnPush: false });
    delete scene.account.repositories[0]?.lifecyclePolicy;
    const run = await scene.setup(made);
    expect(run.stdout).toContain("changed  repository");
    expect(scene.account.repositories).toMatchObject([
      { tagMutability: "IMMUTABLE", scanOnPush: true, lifecyclePolicy: expect.any(String) },
    ]);
  });
});

describe("is refused", () => {
  test("with credentials of another account, before anything is read", async () => {
    const scene = setupScene();
    const stranger = user({ accountId: "210987654321", name: "stranger", policies: [everything] });
    scene.world.accounts.push(account({ id: "210987654321", users: [stranger] }));
    const [key] = stranger.accessKeys;
    const environment = { AWS_ACCESS_KEY_ID: key?.accessKeyId, AWS_SECRET_ACCESS_KEY: key?.secretAccessKey };
    const run = await scene.setup(["--apply", "--yes"], { environment });
    expect([run.status, run.code()]).toEqual([2, "account-not-allowed"]);
    expect(scene.world.calls.map(({ operation }) => operation)).toEqual(["sts:GetCallerIdentity"]);
  });

  test("without permissions: all that lack are named at once, with a policy that is enough", async () => {
    const scene = setupScene();
    scene.administrator.policies = [];
    const run = await scene.setup([...made, "--json"]);
    expect([run.status, run.code()]).toEqual([3, "setup-denied"]);
    const { context } = (run.json() as { error: { context: { lacking: string[]; policy: typeof everything } } }).error;
    expect(context.lacking).toEqual([
      "ecr:DescribeRepositories",
      "iam:GetOpenIDConnectProvider",
      "iam:GetRole",
      "iam:GetRolePolicy",
    ]);
    scene.administrator.policies = [inlinePolicy("given", context.policy)];
    expect((await scene.setup(made)).status).toBe(0);
    expect((await scene.setup(made)).stdout).toContain("Nothing to do.");
  });

  test("a write that isn't allowed says what is, and what was done stays", async () => {
    const scene = setupScene();
    scene.administrator.policies.push({ Statement: { Effect: "Deny", Action: "iam:PutRolePolicy", Resource: "*" } });
    const run = await scene.setup(made);
    expect([run.status, run.code()]).toEqual([3, "setup-denied"]);
    expect(scene.account.roles).toHaveLength(1);
    scene.administrator.policies.pop();
    expect((await scene.setup(made)).status).toBe(0);
    expect(scene.account.roles[0]?.policies).toHaveLength(1);
  });

  test("a quota that is used up is told at once", async () => {
    const scene = setupScene();
    scene.world.quotas.roles = 0;
    const waits: number[] = [];
    const run = await scene.setup(["--apply", "--yes"], { onWait: (time) => void waits.push(time) });
    expect([run.status, run.code(), waits]).toEqual([3, "aws-refused", []]);
    expect(run.stderr).toContain("Cannot exceed quota for RolesPerAccount: 0");
  });

  test.each([
    [["--apply", "--destroy"], "--apply makes and --destroy deletes"],
    [["--apply", "--yes", "--dry-run"], "--dry-run changes nothing"],
    [["--yes"], "for --apply and --destroy"],
    [["--dry-run", "--profile", "x"], "for --apply and --destroy"],
    [["--apply", "--format", "json"], "--format and --output write files"],
    [["--target", "stdout"], "--apply isn't given"],
    [["--apply", "--target", "stdout"], "--identity user"],
  ])("%j", async (argv, reason) => {
    const scene = setupScene();
    const run = await scene.setup(argv);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain(reason);
    expect(scene.world.calls).toEqual([]);
  });
});

describe("IAM that is late", () => {
  test("is waited for, and nothing is made twice", async () => {
    const scene = setupScene({ lateness: { iam: 3, services: 0 } });
    const waits: number[] = [];
    const run = await scene.setup(made, { onWait: (time) => void waits.push(time) });
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(waits.length).toBeGreaterThan(0);
    const called = writes(scene.world).map(({ operation }) => operation);
    expect(called.toSorted()).toEqual([...new Set(called)].toSorted());
  });

  test("for longer than that ends with a code of its own, and running again goes on", async () => {
    const scene = setupScene({ lateness: { iam: 1000, services: 0 } });
    const run = await scene.setup(made);
    expect([run.status, run.code()]).toEqual([4, "setup-unsettled"]);
    scene.world.unsettled.length = 0;
    expect((await scene.setup(made)).stdout).toContain("Nothing to do.");
  });

  test("an answer that got lost isn't a failure", async () => {
    const scene = setupScene();
    for (const operation of ["iam:CreateOpenIDConnectProvider", "iam:CreateRole", "ecr:CreateRepository"] as const) {
      inject(scene.world, operation, { kind: "lost" }, 1);
    }
    const run = await scene.setup(made);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(callsOf(scene.world, "iam:CreateRole")).toHaveLength(2);
    expect(scene.account.roles).toHaveLength(1);
  });

  test("throttling passes", async () => {
    const scene = setupScene();
    inject(scene.world, "iam:PutRolePolicy", { kind: "throttling" }, 3);
    expect((await scene.setup(made)).status).toBe(0);
  });
});
