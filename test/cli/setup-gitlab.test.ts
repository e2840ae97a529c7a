import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  callsOf,
  exampleGitlab,
  exampleGitlabToken,
  exampleWorld,
  type GitlabInstance,
  gitlabProject,
  gitlabVariable,
  type World,
} from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";
import { setupScene } from "./setup-scene.ts";

interceptRequests();

const project = "org/team/cdk/aws-network-cdk";
const aws = ["--account", "455931011959", "--region", "ap-northeast-1", "--repository", "aws-network-cdk"];
const given = ["--gitlab-url", "https://gitlab.example.com", "--project", project, ...aws];
const token = { GITLAB_TOKEN: exampleGitlabToken };
const component = "$CI_SERVER_FQDN/org/gitlab-ecr@1.2.0";
const roleArn = "arn:aws:iam::455931011959:role/gitlab-ecr-role";

function worldWith(over: Partial<GitlabInstance> = {}): World {
  return exampleWorld({
    gitlabs: [exampleGitlab({ components: ["gitlab.example.com/org/gitlab-ecr/push@1.2.0"], ...over })],
  }).world;
}

function setup(world: World, argv: readonly string[], environment: Record<string, string> = token) {
  return runCli(world, ["setup", ...argv], { environment });
}

/** A clone whose remote has this address, as the environment names it to Git. */
async function cloneOf(address: string): Promise<Record<string, string>> {
  const folder = await temporaryFolder();
  const environment = { PATH: process.env.PATH ?? "", GIT_DIR: join(folder, ".git") };
  execFileSync("git", ["init", "--quiet"], { env: environment, cwd: folder });
  execFileSync("git", ["remote", "add", "origin", address], { env: environment });
  return environment;
}

const changing = (world: World) =>
  world.calls.filter(({ operation, method }) => operation?.startsWith("gitlab:") && method !== "GET");

describe("with a token", () => {
  test("id, default branch, issuer and composition of sub needn't be given", async () => {
    const projects = [gitlabProject({ defaultBranch: "trunk", protectedBranches: ["tr*"] })];
    const world = worldWith({ projects });
    const [issuer] = world.issuers;
    if (issuer !== undefined) issuer.namedIssuer = "https://oidc.example.com";
    const run = await setup(world, [...given, "--json"]);
    expect(run.json()).toMatchObject({
      gitlab: { projects: [{ path: project, id: "4242" }], branches: ["trunk"], issuer: "https://oidc.example.com" },
      gitlabSide: {
        token: "GITLAB_TOKEN",
        unasked: null,
        facts: { version: "19.1.0-ee", project: { visibility: "private", protectedBranches: ["tr*"] } },
        notes: [],
        checks: [],
        changes: [],
      },
    });
    expect(changing(world)).toEqual([]);
  });

  test("a composition that is set already becomes the role's", async () => {
    const projects = [gitlabProject({ subClaimComponents: ["project_id", "ref_type", "ref"] })];
    const run = await setup(worldWith({ projects }), [...given, "--json"]);
    expect(run.json()).toMatchObject({
      grade: "safe",
      gitlab: { subComponents: ["project_id", "ref_type", "ref"] },
      gitlabSide: { notes: [] },
    });
  });

  test("what doesn't fit is told: an open branch, a composition that isn't there, one that the version lacks", async () => {
    const projects = [gitlabProject({ protectedBranches: [], visibility: "public" })];
    const world = worldWith({ projects, version: "18.6.0" });
    const run = await setup(world, [...given, "--sub-components", "project_path,ref_type,ref,ref_protected"]);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("main isn't protected");
    expect(run.stdout).toContain("it admits nobody before --set-sub-components");
    expect(run.stdout).toContain("18.6.0 doesn't document ref_protected");
    expect(run.stdout).toContain("is public");
  });

  test("a token that can't read the project isn't the end: the plan comes, with what to check by hand", async () => {
    const run = await setup(worldWith(), [...given, "--json"], { GITLAB_TOKEN: "glpat-unknown-to-it" });
    expect(run.json()).toMatchObject({
      ok: true,
      gitlabSide: { facts: null, unasked: expect.stringContaining("401 Unauthorized") },
    });
    expect(run.stdout + run.stderr).not.toContain("glpat-unknown-to-it");
  });

  test("glab's token does as well", async () => {
    const home = await temporaryFolder();
    const config = join(home, "config.yml");
    await writeFile(config, `hosts:\n  gitlab.example.com:\n    token: ${exampleGitlabToken}\n`);
    const run = await setup(worldWith(), [...given, "--json"], { GLAB_CONFIG_DIR: home });
    expect(run.json()).toMatchObject({ gitlabSide: { token: config, facts: { project: { id: "4242" } } } });
  });
});

describe("without a token", () => {
  test("everything comes from the remote and flags, and what to check by hand is told", async () => {
    const world = worldWith();
    const clone = await cloneOf(`git@gitlab.example.com:${project}.git`);
    const run = await setup(world, aws, clone);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("Check by hand that");
    expect(run.stdout).toContain(`https://gitlab.example.com/${project} is the project`);
    expect(run.stdout).toContain("the remote tells only the host of SSH");
    expect(world.calls).toEqual([]);
  });

  test("a remote's password is never told", async () => {
    const clone = await cloneOf(`https://oauth2:glpat-SENTINELremote0001@gitlab.example.com/${project}.git`);
    const run = await setup(worldWith(), [...aws, "--json", "--verbose"], clone);
    expect(run.json()).toMatchObject({ gitlab: { url: "https://gitlab.example.com", projects: [{ path: project }] } });
    expect(run.stdout + run.stderr).not.toContain("SENTINEL");
  });

  test("what changes GitLab is refused", async () => {
    for (const flag of ["--set-variables", "--set-sub-components"]) {
      const run = await setup(worldWith(), [...given, flag], {});
      expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
      expect(run.stderr).toContain("GITLAB_TOKEN");
    }
  });
});

test("GITLAB_TOKEN doesn't go to a host that only a remote names", async () => {
  const world = worldWith();
  const clone = await cloneOf(`git@gitlab.example.com:${project}.git`);
  const unsent = await setup(world, [...aws, "--json"], { ...clone, ...token });
  expect(unsent.json()).toMatchObject({
    gitlabSide: { token: null, unasked: expect.stringContaining("--gitlab-url") },
  });
  expect(world.calls).toEqual([]);
  const sent = await setup(world, [...aws, "--json"], { ...clone, ...token, GITLAB_HOST: "gitlab.example.com" });
  expect(sent.json()).toMatchObject({ gitlabSide: { token: "GITLAB_TOKEN" } });
});

describe("changes in GitLab", () => {
  const changes = [...given, "--sub-components", "project_id,ref_type,ref", "--set-sub-components", "--set-variables"];

  test("are planned and not made where nobody agrees", async () => {
    const world = worldWith();
    const run = await setup(world, changes);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("change: compose sub of");
    expect(run.stdout).toContain(`create: variable GITLAB_ECR_ROLE_ARN = ${roleArn}`);
    expect(run.stdout).toContain("Nothing of it was done");
    expect(changing(world)).toEqual([]);
  });

  test("are made with --yes, and a second run finds nothing to do", async () => {
    const world = worldWith();
    const run = await setup(world, [...changes, "--yes", "--json"]);
    expect(run.json()).toMatchObject({
      gitlabSide: { done: [expect.any(String), expect.any(String), expect.any(String)] },
    });
    const made = world.gitlabs[0]?.projects[0];
    expect(made?.subClaimComponents).toEqual(["project_id", "ref_type", "ref"]);
    expect(made?.variables).toMatchObject([
      { key: "GITLAB_ECR_ROLE_ARN", value: roleArn, masked: false, raw: true },
      { key: "AWS_REGION", value: "ap-northeast-1" },
    ]);
    const before = changing(world).length;
    const again = await setup(world, [...changes, "--yes", "--json"]);
    expect(again.json()).toMatchObject({
      gitlabSide: { done: [], changes: [{ status: "keep" }, { status: "keep" }, { status: "keep" }] },
    });
    expect(changing(world).length).toBe(before);
  });

  test("another value is a conflict, found before anything is changed, and a masked one isn't told", async () => {
    const variables = [
      gitlabVariable("GITLAB_ECR_ROLE_ARN", "arn:aws:iam::1:role/SENTINELmasked", { masked: true }),
      gitlabVariable("AWS_REGION", "eu-west-1"),
    ];
    const world = worldWith({ projects: [gitlabProject({ variables })] });
    const run = await setup(world, [...changes, "--yes"]);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("AWS_REGION of org/team/cdk/aws-network-cdk is eu-west-1");
    expect(run.stdout + run.stderr).not.toContain("SENTINEL");
    expect(changing(world)).toEqual([]);
  });

  test("a composition that this version refuses ends with GitLab's words", async () => {
    const run = await setup(worldWith({ version: "18.7.0" }), [...changes, "--yes"]);
    expect([run.status, run.code()]).toEqual([3, "gitlab-refused"]);
    expect(run.stderr).toContain("project_id is not an allowed sub claim component");
  });

  test("an IAM user has none", async () => {
    const run = await setup(worldWith(), ["--identity", "user", ...aws, "--set-variables"]);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  });
});

describe("--write-pipeline", () => {
  async function pipeline(text: string) {
    const path = join(await temporaryFolder(), ".gitlab-ci.yml");
    await writeFile(path, text);
    return { path, argv: [...given, "--components", component, "--write-pipeline", path] };
  }

  test("adds the block, which GitLab finds valid, and leaves the rest as it was", async () => {
    const before = "# Ours\ntest:   {script: [make test]}   # one job\n";
    const { path, argv } = await pipeline(before);
    const world = worldWith();
    const run = await setup(world, argv);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    const after = await readFile(path, "utf8");
    expect(after.startsWith(before)).toBe(true);
    expect(after).toContain("component: $CI_SERVER_FQDN/org/gitlab-ecr/push@1.2.0");
    expect(run.stdout).toContain("has include, ecr-push now");
    expect(callsOf(world, "gitlab:LintProject").length).toBe(1);
    const again = await setup(world, [...argv, "--json"]);
    expect(again.json()).toMatchObject({ gitlabSide: { pipeline: { status: "keep" }, done: [] } });
    expect(await readFile(path, "utf8")).toBe(after);
  });

  test("writes a new file without a token, and says that nobody checked it", async () => {
    const path = join(await temporaryFolder(), ".gitlab-ci.yml");
    const argv = [...given, "--components", component, "--write-pipeline", path];
    const run = await setup(worldWith(), [...argv, "--json"], {});
    expect(run.json()).toMatchObject({ gitlabSide: { pipeline: { status: "write", valid: null } } });
    expect(await readFile(path, "utf8")).toContain("include:");
  });

  test("what GitLab finds wrong isn't written", async () => {
    const { path, argv } = await pipeline("test: {script: [x]}\n");
    const run = await setup(worldWith({ components: [] }), argv);
    expect([run.status, run.code()]).toEqual([3, "gitlab-refused"]);
    expect(run.stderr).toContain("content not found");
    expect(await readFile(path, "utf8")).toBe("test: {script: [x]}\n");
  });

  test("what contradicts isn't changed, and the block is told", async () => {
    const { path, argv } = await pipeline("ecr-push: {script: [x]}\n");
    const run = await setup(worldWith(), argv);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("It has ecr-push already");
    expect(run.stderr).toContain("include:");
    expect(await readFile(path, "utf8")).toBe("ecr-push: {script: [x]}\n");
  });

  test("--dry-run writes nothing", async () => {
    const { path, argv } = await pipeline("test: {script: [x]}\n");
    const run = await setup(worldWith(), [...argv, "--dry-run"]);
    expect(run.status).toBe(0);
    expect(await readFile(path, "utf8")).toBe("test: {script: [x]}\n");
  });

  test.each([
    ["no address of the components", ["--write-pipeline", "x.yml"]],
    ["an address without a version", ["--components", "gitlab.com/org/gitlab-ecr"]],
  ])("%s is input-invalid", async (_, argv) => {
    const run = await setup(worldWith(), [...given, ...argv]);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  });
});

test("--components is in every block that is printed, before and after --apply", async () => {
  const { world, setup: setUp } = setupScene({ gitlabs: [] });
  const plan = await setUp(["--components", component]);
  expect(plan.stdout).toContain("component: $CI_SERVER_FQDN/org/gitlab-ecr/push@1.2.0");
  expect(plan.stdout).not.toContain("GROUP");
  const applied = await setUp(["--components", component, "--create-repository", "--apply", "--yes"]);
  expect(applied.stdout).toContain("component: $CI_SERVER_FQDN/org/gitlab-ecr/push@1.2.0");
  expect(applied.stdout).not.toContain("GROUP");
  expect(world.accounts[0]?.roles.length).toBe(1);
});

test("--apply comes first, then GitLab's side; where nobody agrees to it, neither", async () => {
  const { world, setup: setUp } = setupScene({ gitlabs: [exampleGitlab({ url: "https://gitlab.com" })] });
  const argv = ["--set-variables", "--create-repository", "--apply", "--json"];
  const unagreed = await setUp(argv, { environment: token });
  expect(unagreed.json()).toMatchObject({
    applied: false,
    gitlabSide: { done: [], changes: [{ status: "create" }, {}] },
  });
  expect(world.gitlabs[0]?.projects[0]?.variables).toEqual([]);
  const agreed = await setUp([...argv, "--yes"], { environment: token });
  expect(agreed.json()).toMatchObject({
    applied: true,
    gitlabSide: { done: [expect.any(String), expect.any(String)] },
  });
  const order = world.calls.map(({ operation }) => operation);
  expect(order.indexOf("iam:CreateRole")).toBeLessThan(order.indexOf("gitlab:CreateProjectVariable"));
});

test("a document stays alone on standard output", async () => {
  const run = await setup(worldWith(), [...given, "--format", "json"]);
  expect(Object.keys(run.json())).toEqual(["trust-policy.json", "provider.json", "permissions-policy.json"]);
  expect(run.stderr).toContain("org/team/cdk/aws-network-cdk has the id 4242");
});
