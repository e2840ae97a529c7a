import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  callsOf,
  exampleGitlabToken,
  exampleWorld,
  gitlabProject,
  gitlabToken,
  gitlabVariable,
  inject,
} from "../fake/index.ts";
import { host, keyPipeline } from "./migrate-scene.ts";
import { type CliOptions, interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const component = "gitlab.example.com/tools/gitlab-ecr/login@1";

/** A group of projects whose pipelines are the given ones; null: none. */
async function groupScene(pipelines: readonly (string | null)[]) {
  const { world } = exampleWorld();
  const [gitlab] = world.gitlabs;
  if (gitlab === undefined) throw new Error("The example has a GitLab.");
  gitlab.projects = pipelines.map((text, index) =>
    gitlabProject({
      id: 100 + index,
      path: `org/team/cdk/p${String(index).padStart(3, "0")}`,
      files: text === null ? {} : { ".gitlab-ci.yml": text },
    }),
  );
  const folder = await temporaryFolder();
  const plan = (args: readonly string[] = [], options: CliOptions = {}) =>
    runCli(world, ["migrate", "plan", "--group", "org/team/cdk", "--json", ...args], {
      ...options,
      environment: {
        CI_SERVER_URL: "https://gitlab.example.com",
        GITLAB_TOKEN: exampleGitlabToken,
        ...options.environment,
      },
    });
  return { world, gitlab, folder, plan };
}

const byHand = `push:\n  script:\n    - test -n "$X" && aws ecr get-login-password | docker login -u AWS --password-stdin ${host}\n`;

describe("migrate plan --group", () => {
  test("tells of each project what it needs", async () => {
    const { plan, gitlab } = await groupScene([keyPipeline, "test:\n  script: make\n", null, "a: [", byHand]);
    gitlab.projects.push(gitlabProject({ id: 200, path: "org/team/cdk/empty", defaultBranch: null }));
    gitlab.projects.push(gitlabProject({ id: 201, path: "org/team/cdk/old", archived: true }));
    gitlab.projects.push(gitlabProject({ id: 202, path: "org/team/cdk/else", ciConfigPath: "ci.yml@org/templates" }));
    const run = await plan();
    expect(run.status, run.stdout).toBe(0);
    const projects = run.json().projects as { path: string; need: string }[];
    expect(Object.fromEntries(projects.map(({ path, need }) => [path.split("/").at(-1), need]))).toEqual({
      p000: "ready",
      p001: "no-login",
      p002: "no-pipeline",
      p003: "unreadable",
      p004: "by-hand",
      empty: "no-pipeline",
      else: "unreadable",
    });
    expect(run.json().counts).toMatchObject({ ready: 1, "by-hand": 1, unreadable: 2 });
  });

  test("shows a table, without the projects that don't log in", async () => {
    const { world } = await groupScene([keyPipeline, null]);
    const { stdout } = await runCli(world, ["migrate", "plan", "--group", "org/team/cdk"], {
      environment: { CI_SERVER_URL: "https://gitlab.example.com", GITLAB_TOKEN: exampleGitlabToken },
    });
    expect(stdout).toBe(
      [
        "project            need   found  replaced  left  risks  variables",
        "org/team/cdk/p000  ready  1      1         0     2      0",
        "",
        "2 projects of org/team/cdk: 1 ready, 0 partly, 0 by-hand, 0 no-login, 1 no-pipeline, 0 unreadable",
        "",
        "CI/CD variables that couldn't be read: those of org, org/team, org/team/cdk, and 1 more",
        "",
      ].join("\n"),
    );
  });

  test("goes through keyset pages, one after the other, and never for a project twice", async () => {
    const { world, gitlab, plan } = await groupScene(Array.from({ length: 7 }, () => keyPipeline));
    gitlab.mostPerPage = 3;
    const run = await plan();
    expect(run.json()).toMatchObject({ counts: { ready: 7 } });
    expect(
      callsOf(world, "gitlab:ListGroupProjects").map(({ url }) => new URL(url).searchParams.get("id_after")),
    ).toEqual([null, "102", "105"]);
    expect(callsOf(world, "gitlab:ReadRawFile")).toHaveLength(7);
  });

  test("waits where GitLab's limit is reached", async () => {
    const { world, plan } = await groupScene([keyPipeline, keyPipeline]);
    inject(world, "gitlab:ReadRawFile", { kind: "throttling" }, 3);
    expect((await plan()).json()).toMatchObject({ counts: { ready: 2 } });
  });

  test("that was stopped goes on from what it kept", async () => {
    const { world, gitlab, folder, plan } = await groupScene(Array.from({ length: 6 }, () => keyPipeline));
    gitlab.mostPerPage = 3;
    const resume = join(folder, "plan.jsonl");
    const stop = new AbortController();
    // The second page's first project.
    const interrupt = () => stop.abort(new Error("killed"));
    inject(world, { call: 6 }, { kind: "interrupt", when: "before", interrupt }, 1);
    expect((await plan(["--resume", resume], { interrupt: stop.signal })).status).not.toBe(0);
    world.faults = [];
    const kept = (await readFile(resume, "utf8")).trim().split("\n");
    expect(kept).toHaveLength(4);
    const before = callsOf(world, "gitlab:ReadRawFile").length;
    expect((await plan(["--resume", resume])).json()).toMatchObject({ counts: { ready: 6 } });
    expect(callsOf(world, "gitlab:ReadRawFile").length - before).toBe(3);
  });

  test("doesn't write over another file, nor go on with another group's", async () => {
    const { folder, plan } = await groupScene([keyPipeline]);
    const file = join(folder, "notes.txt");
    await writeFile(file, "my notes");
    const run = await plan(["--resume", file]);
    expect([run.status, await readFile(file, "utf8")]).toEqual([2, "my notes"]);
  });

  test("writes a parent pipeline for what can be replaced, and its child's", async () => {
    const { folder, plan } = await groupScene([keyPipeline, null, keyPipeline, byHand]);
    const file = join(folder, "migrate.yml");
    const args = ["--write-pipeline", file, "--image", "registry.example.com/gitlab-ecr:1", "--component", component];
    const run = await plan([...args, "--fallback-until", "2026-12-31"]);
    expect(run.status, run.stdout).toBe(0);
    expect(run.stderr).toContain("for 2 projects: commit both");
    const parent = parse(await readFile(file, "utf8"));
    expect(Object.keys(parent)).toEqual(["stages", "migrate 1"]);
    expect(parent["migrate 1"]).toMatchObject({
      parallel: { matrix: [{ GITLAB_ECR_PROJECT: ["org/team/cdk/p000", "org/team/cdk/p002"] }] },
      trigger: { include: [{ local: "/gitlab-ecr-migrate-project.yml" }], strategy: "depend" },
      variables: { GITLAB_ECR_COMPONENT: component, GITLAB_ECR_PHASE: "dual", GITLAB_ECR_FALLBACK_UNTIL: "2026-12-31" },
    });
    const child = parse(await readFile(join(folder, "gitlab-ecr-migrate-project.yml"), "utf8"));
    expect(child.migrate).toEqual({
      image: "registry.example.com/gitlab-ecr:1",
      script: ["gitlab-ecr migrate apply --merge-request --yes"],
    });
  });

  test("the child's variables are what migrate apply reads", async () => {
    const { world, gitlab } = await groupScene([keyPipeline]);
    gitlab.components.push(component);
    const run = await runCli(world, ["migrate", "apply", "--merge-request", "--yes"], {
      environment: {
        CI_SERVER_URL: "https://gitlab.example.com",
        GITLAB_TOKEN: exampleGitlabToken,
        GITLAB_ECR_PROJECT: "org/team/cdk/p000",
        GITLAB_ECR_COMPONENT: component,
        GITLAB_ECR_PHASE: "dual",
        GITLAB_ECR_FALLBACK_UNTIL: "2026-12-31",
      },
    });
    expect(run.status, run.stderr).toBe(0);
    expect(gitlab.projects[0]?.branches["gitlab-ecr-migrate-dual"]?.[".gitlab-ci.yml"]).toContain("2026-12-31");
  });

  test.each([
    { args: ["--write-pipeline", "x.yml", "--component", component] },
    { args: ["--write-pipeline", "x.yml", "--image", "i"] },
    { args: ["--image", "i"] },
  ])("refuses $args", async ({ args }) => {
    const { plan } = await groupScene([]);
    const run = await plan(args);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  });

  test("tells of a group that isn't there", async () => {
    const { world } = await groupScene([]);
    const run = await runCli(world, ["migrate", "plan", "--group", "no/such", "--json"], {
      environment: { CI_SERVER_URL: "https://gitlab.example.com", GITLAB_TOKEN: exampleGitlabToken },
    });
    expect([run.status, run.code()]).toEqual([3, "gitlab-not-found"]);
  });
});

describe("migrate plan --group, with the CI/CD variables", () => {
  const password = `push:\n  script:\n    - docker login -u AWS -p $ECR_PASSWORD ${host}\n    - make\n`;
  const admin = { environment: { GITLAB_TOKEN: "glpat-SENTINELadmin" } };

  /** Projects with keys of their own, in groups that have some, too, and an administrator's token. */
  async function variableScene(pipelines: readonly (string | null)[]) {
    const scene = await groupScene(pipelines);
    const { gitlab } = scene;
    gitlab.tokens.push(gitlabToken("glpat-SENTINELadmin", {}, { administrator: true }));
    for (const project of gitlab.projects) {
      project.variables.push(
        gitlabVariable("AWS_ACCESS_KEY_ID", "AKIASENTINELKEYID001"),
        gitlabVariable("AWS_SECRET_ACCESS_KEY", "SENTINELsecret/SENTINELsecret/SENTINELsec"),
        gitlabVariable("OTHER", "SENTINEL-other"),
      );
    }
    const below = (path: string, ...variables: ReturnType<typeof gitlabVariable>[]) =>
      gitlab.groups.find((one) => one.path === path)?.variables.push(...variables);
    below("org", gitlabVariable("ECR_PASSWORD", "SENTINEL-password", { masked: true }));
    below("org/team/cdk", gitlabVariable("AWS_ACCESS_KEY_ID", "AKIASENTINELKEYID002"));
    gitlab.variables.push(gitlabVariable("AWS_PROFILE", "SENTINEL-profile"));
    return scene;
  }

  test("counts those of each project, and tells shared ones once", async () => {
    const { world, plan } = await variableScene([keyPipeline, null, password, "test:\n  script: make\n", password]);
    const run = await plan([], admin);
    expect(run.status, run.stdout).toBe(0);
    expect(run.json().projects).toMatchObject([
      { variables: 2, takes: [] },
      { variables: null, takes: [] },
      { variables: 2, takes: ["ECR_PASSWORD"] },
      { variables: 2, takes: [] },
      { variables: 2, takes: ["ECR_PASSWORD"] },
    ]);
    expect(run.json().variables).toMatchObject([
      { key: "ECR_PASSWORD", level: "group", path: "org", why: expect.stringContaining("p002, and 1 more, takes") },
      { key: "AWS_ACCESS_KEY_ID", level: "group", path: "org/team/cdk" },
      { key: "AWS_PROFILE", level: "instance", path: null },
    ]);
    expect(run.json().unreadVariables).toEqual([]);
    const paths = callsOf(world, "gitlab:ListGroupVariables").map(({ url }) => new URL(url).pathname);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toHaveLength(3);
    expect(callsOf(world, "gitlab:ListProjectVariables")).toHaveLength(4);
    expect(callsOf(world, "gitlab:ListInstanceVariables")).toHaveLength(1);
  });

  test("shows them in tables, and no value anywhere", async () => {
    const { world, folder } = await variableScene([password, keyPipeline]);
    const resume = join(folder, "plan.jsonl");
    const { stdout, stderr } = await runCli(
      world,
      ["migrate", "plan", "--group", "org/team/cdk", "--verbose", "--resume", resume],
      { environment: { CI_SERVER_URL: "https://gitlab.example.com", ...admin.environment } },
    );
    expect(stdout).toMatch(/^org\/team\/cdk\/p000 +ready +1 +1 +0 +\d +2$/m);
    expect(stdout).toMatch(
      /^ {2}ECR_PASSWORD +group org +\* +masked\n {6}org\/team\/cdk\/p000 takes a password or key/m,
    );
    expect(stdout + stderr + (await readFile(resume, "utf8"))).not.toContain("SENTINEL");
  });

  test("knows what it may not read from what isn't there, and doesn't ask for it again", async () => {
    const { world, folder, plan, gitlab } = await variableScene([keyPipeline]);
    gitlab.tokens.push(gitlabToken("glpat-SENTINELreporter", { org: 20 }));
    const resume = join(folder, "plan.jsonl");
    const options = { environment: { GITLAB_TOKEN: "glpat-SENTINELreporter" } };
    const run = await plan(["--resume", resume], options);
    expect(run.json()).toMatchObject({
      projects: [{ need: "ready", variables: null }],
      variables: [],
      unreadVariables: [
        { level: "group", path: "org", code: "gitlab-forbidden" },
        { level: "group", path: "org/team", code: "gitlab-forbidden" },
        { level: "group", path: "org/team/cdk", code: "gitlab-forbidden" },
        { level: "instance", path: null, code: "gitlab-forbidden" },
      ],
    });
    world.calls.length = 0;
    expect((await plan(["--resume", resume], options)).json().projects).toEqual(run.json().projects);
    expect(callsOf(world, "gitlab:ListProjectVariables")).toEqual([]);
    const { stdout } = await runCli(world, ["migrate", "plan", "--group", "org/team/cdk", "--resume", resume], {
      environment: { CI_SERVER_URL: "https://gitlab.example.com", ...options.environment },
    });
    expect(stdout).toMatch(/^org\/team\/cdk\/p000 +ready +1 +1 +0 +\d +\?$/m);
  });

  test("reads what rows of an older release lack, and nothing twice", async () => {
    const { world, folder, plan } = await variableScene([keyPipeline, keyPipeline]);
    const resume = join(folder, "plan.jsonl");
    await plan(["--resume", resume], admin);
    const [head, first = "", second = ""] = (await readFile(resume, "utf8")).split("\n");
    const { variables, takes, ...old } = JSON.parse(first) as Record<string, unknown>;
    expect([variables, takes]).toEqual([2, []]);
    await writeFile(resume, `${[head, JSON.stringify(old), second].join("\n")}\n`);
    world.calls.length = 0;
    const run = await plan(["--resume", resume], admin);
    expect(run.json().projects).toMatchObject([{ variables: 2, takes: [] }, { variables: 2 }]);
    expect(callsOf(world, "gitlab:ListProjectVariables")).toHaveLength(1);
    expect(callsOf(world, "gitlab:ReadRawFile")).toEqual([]);
  });

  test("that was stopped among the variables goes on there", async () => {
    const { world, folder, plan } = await variableScene([keyPipeline, keyPipeline, keyPipeline]);
    const resume = join(folder, "plan.jsonl");
    const stop = new AbortController();
    const interrupt = () => stop.abort(new Error("killed"));
    inject(world, "gitlab:ListProjectVariables", { kind: "interrupt", when: "before", interrupt }, 1);
    expect((await plan(["--resume", resume], { ...admin, interrupt: stop.signal })).status).not.toBe(0);
    world.faults = [];
    world.calls.length = 0;
    const run = await plan(["--resume", resume], admin);
    expect(run.json().projects).toMatchObject([{ variables: 2 }, { variables: 2 }, { variables: 2 }]);
    expect(callsOf(world, "gitlab:ReadRawFile")).toEqual([]);
  });

  test("ends where GitLab gives no answer, so that a later run goes on", async () => {
    const { world, plan } = await variableScene([keyPipeline]);
    inject(world, "gitlab:ListProjectVariables", { kind: "server-error", status: 502 }, 50);
    const run = await plan([], admin);
    expect([run.status, run.code()]).toEqual([4, "network"]);
  });
});
