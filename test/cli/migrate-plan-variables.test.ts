import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { GitlabEcrError } from "../../src/core/errors/index.ts";
import {
  callsOf,
  exampleGitlab,
  exampleGitlabToken,
  exampleProject,
  exampleWorld,
  gitlabProject,
  gitlabToken,
  gitlabVariable,
  inject,
} from "../fake/index.ts";
import { host, keyPipeline } from "./migrate-scene.ts";
import { type CliOptions, interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const keyId = "AKIASENTINELKEYID001";
const values = {
  id: keyId,
  secret: "SENTINELsecret/SENTINELsecret/SENTINELsec",
  password: "SENTINEL-password-of-ecr",
  auth: `{"auths":{"${host}":{"auth":"U0VOVElORUwtYXV0aA=="}}}`,
  credentials: `[ci]\naws_access_key_id = ${keyId}\naws_secret_access_key = SENTINELfile\n`,
  group: "AKIASENTINELGROUP001",
  hidden: "SENTINELhiddenvalue",
  other: "SENTINEL-of-no-concern",
};

/** The example project with keys on every level, an administrator's token and others, and a pipeline in a folder. */
async function scene(pipeline = keyPipeline) {
  const { world } = exampleWorld({ gitlabs: [exampleGitlab()] });
  const [gitlab] = world.gitlabs;
  const [project] = gitlab?.projects ?? [];
  if (gitlab === undefined || project === undefined) throw new Error("The example has a project.");
  gitlab.tokens.push(
    gitlabToken("glpat-SENTINELadmin", {}, { administrator: true }),
    gitlabToken("glpat-SENTINELowner", { org: 50 }),
    gitlabToken("glpat-SENTINELdeveloper", { org: 30 }),
  );
  const secret = { masked: true, protected: true };
  project.variables.push(
    gitlabVariable("AWS_ACCESS_KEY_ID", values.id, { protected: true }),
    gitlabVariable("AWS_SECRET_ACCESS_KEY", values.secret, { ...secret, raw: true }),
    gitlabVariable("ECR_PASSWORD", values.password, { masked: true, environmentScope: "prod" }),
    gitlabVariable("DOCKER_AUTH_CONFIG", values.auth),
    gitlabVariable("CREDENTIALS", values.credentials, { type: "file" }),
    gitlabVariable("AWS_SESSION_TOKEN", values.hidden, { hidden: true, masked: true }),
    gitlabVariable("OTHER_TOKEN", values.other, { masked: true }),
  );
  const group = (path: string) => gitlab.groups.find((one) => one.path === path)?.variables ?? [];
  group("org").push(gitlabVariable("AWS_ACCESS_KEY_ID", values.group));
  group("org/team").push(gitlabVariable("AWS_REGION", "ap-northeast-1"));
  gitlab.variables.push(gitlabVariable("AWS_PROFILE", "ci"));
  const file = join(await temporaryFolder(), ".gitlab-ci.yml");
  await writeFile(file, pipeline);
  const plan = (args: readonly string[] = [], options: CliOptions = {}) =>
    runCli(world, ["migrate", "plan", file, ...args], {
      ...options,
      environment: {
        CI_SERVER_URL: "https://gitlab.example.com",
        CI_PROJECT_PATH: exampleProject,
        GITLAB_TOKEN: "glpat-SENTINELadmin",
        ...options.environment,
      },
    });
  return { world, gitlab, project, group, plan, as: (token: string) => ({ environment: { GITLAB_TOKEN: token } }) };
}

interface Shown {
  readonly key: string;
  readonly level: string;
  readonly path: string | null;
}

const named = (json: Record<string, unknown>) =>
  (json.variables as Shown[]).map(({ key, level, path }) => `${level} ${path} ${key}`);
const messages = (json: Record<string, unknown>) => (json.risks as { message: string }[]).map(({ message }) => message);

const password = `push:\n  image: docker:27\n  script:\n    - docker login -u AWS -p $ECR_PASSWORD ${host}\n    - make\n`;

describe("migrate plan, with a token", () => {
  test("tells the CI/CD variables of every level that are concerned, and none else", async () => {
    const { plan } = await scene();
    const run = await plan(["--json"]);
    expect(run.status, run.stderr).toBe(0);
    expect(named(run.json())).toEqual([
      `project ${exampleProject} AWS_ACCESS_KEY_ID`,
      `project ${exampleProject} AWS_SECRET_ACCESS_KEY`,
      `project ${exampleProject} AWS_SESSION_TOKEN`,
      `project ${exampleProject} CREDENTIALS`,
      `project ${exampleProject} DOCKER_AUTH_CONFIG`,
      "group org/team AWS_REGION",
      "group org AWS_ACCESS_KEY_ID",
      "instance null AWS_PROFILE",
    ]);
    expect(run.json()).toMatchObject({ unreadVariables: [], notes: [] });
    expect((run.json().variables as object[])[1]).toEqual({
      key: "AWS_SECRET_ACCESS_KEY",
      level: "project",
      path: exampleProject,
      environmentScope: "*",
      type: "env_var",
      protected: true,
      masked: true,
      hidden: false,
      raw: true,
      concern: "key",
      why: expect.stringContaining("the access key's secret"),
      fate: expect.stringContaining("migrate retire deletes it"),
    });
  });

  test("shows a table, with what becomes of each", async () => {
    const { plan } = await scene(password);
    const { stdout } = await plan();
    const lines = stdout.split("\n");
    const head = lines.findIndex((line) => line.startsWith("  variable "));
    const columns = ["variable", "of", "scope", "flags"].map((name) => lines[head]?.indexOf(name) ?? -1);
    const row = lines.find((line) => line.startsWith("  ECR_PASSWORD")) ?? "";
    expect(columns.map((at) => /^\S+/.exec(row.slice(at))?.[0])).toEqual(["ECR_PASSWORD", "project", "prod", "masked"]);
    const below = lines.slice(lines.indexOf(row) + 1, lines.indexOf(row) + 4).map((line) => line.trim());
    expect(below.join(" ")).toContain(
      "push (.gitlab-ci.yml:4) takes a login's password from it. The component logs in without it",
    );
  });

  test.each([[[]], [["--json"]], [["--verbose"]], [["--json", "--verbose"]]])(
    "shows no value of a variable, with %j",
    async (args) => {
      const { plan } = await scene(password);
      const { status, stdout, stderr } = await plan(args);
      expect(status).toBe(0);
      expect(stdout).toContain("CREDENTIALS");
      expect(stdout + stderr).not.toMatch(/SENTINEL|U0VOVElORUw/);
    },
  );

  test("redacts a variable's value that the pipeline's file lays open", async () => {
    const { plan } = await scene(keyPipeline.replace("- docker push", `- deploy ${values.secret}\n    - docker push`));
    const { stdout } = await plan();
    expect(stdout).not.toContain("SENTINEL");
    expect(stdout).toContain("deploy [redacted]");
  });

  test("adds the risks that GitLab's answers show", async () => {
    const { plan, gitlab, project } = await scene();
    gitlab.version = "16.11.1-ee";
    project.protectedBranches = ["release-*"];
    project.sharedWith = [
      { group: "guests", level: 30 },
      { group: "readers", level: 20 },
    ];
    const risks = messages((await plan(["--json"])).json());
    for (const one of [
      /^GitLab is 16\.11\.1-ee/,
      /^The default branch main isn't protected/,
      /shared with the group guests \(Developer\)/,
      /^AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: protected/,
      /^AWS_ACCESS_KEY_ID \(of the group org\): retiring/,
    ]) {
      expect(risks).toContainEqual(expect.stringMatching(one));
    }
    expect(risks.join("\n")).not.toContain("readers");
    expect((await plan()).stdout).toContain("\n  The default branch main isn't protected");
  });

  test("knows a protected branch by its wildcard", async () => {
    const { plan, project } = await scene();
    project.protectedBranches = ["ma*"];
    expect(messages((await plan(["--json"])).json()).join("\n")).not.toContain("The default branch");
  });

  test("asks no group for a user's own project", async () => {
    const { plan, gitlab, world } = await scene();
    gitlab.projects.push(gitlabProject({ id: 7, path: "somebody/app" }));
    const run = await plan(["--json", "--project", "somebody/app"]);
    expect(run.json()).toMatchObject({ unreadVariables: [] });
    expect(callsOf(world, "gitlab:ListGroupVariables")).toEqual([]);
  });
});

describe("migrate plan, with a token that may not read all", () => {
  test("of a Maintainer: tells whose variables couldn't be read, and shows the rest", async () => {
    const { plan, as } = await scene();
    const run = await plan(["--json"], as(exampleGitlabToken));
    expect(run.status).toBe(0);
    expect(named(run.json())).toHaveLength(5);
    expect(run.json().unreadVariables).toEqual([
      { level: "group", path: "org/team/cdk", code: "gitlab-forbidden" },
      { level: "group", path: "org/team", code: "gitlab-not-found" },
      { level: "group", path: "org", code: "gitlab-not-found" },
      { level: "instance", path: null, code: "gitlab-forbidden" },
    ]);
    expect(run.json().notes).toContainEqual(expect.stringMatching(/org\/team\/cdk.*403 Forbidden/));
    expect((await plan([], as(exampleGitlabToken))).stdout).toContain("that takes an administrator's token");
  });

  test("of a Developer: never tells that nothing is concerned", async () => {
    const { plan, as } = await scene();
    const run = await plan(["--json"], as("glpat-SENTINELdeveloper"));
    expect([run.status, run.json().variables]).toEqual([0, null]);
    expect(run.json().notes).toHaveLength(5);
    expect((await plan([], as("glpat-SENTINELdeveloper"))).stdout).not.toContain("none of those");
  });

  test.each([
    ["refused", "glpat-SENTINELwrong", /doesn't take the token/],
    ["of somebody who doesn't see the project", "glpat-SENTINELother", /finds nothing to read the project/],
  ])("%s: keeps the plan, and the exit status", async (_, token, note) => {
    const { plan, gitlab, as } = await scene();
    gitlab.tokens.push(gitlabToken("glpat-SENTINELother", { other: 50 }));
    const run = await plan(["--json"], as(token));
    expect(run.status).toBe(0);
    expect(run.json()).toMatchObject({ ok: true, variables: null, files: [{ changed: true }] });
    expect(run.json().notes).toEqual([expect.stringMatching(note)]);
    const text = await plan([], as(token));
    expect([text.status, text.stdout]).toEqual([0, expect.stringMatching(note)]);
    expect(text.stdout + text.stderr).not.toContain(token);
  });

  test("whose scope lacks: keeps the plan", async () => {
    const { plan, gitlab, as } = await scene();
    gitlab.tokens.push(gitlabToken("glpat-SENTINELscope", { org: 50 }, { scopes: ["read_repository"] }));
    const run = await plan(["--json"], as("glpat-SENTINELscope"));
    expect([run.status, run.json().variables]).toEqual([0, null]);
    expect(run.json().notes).toEqual([expect.stringContaining("higher privileges")]);
  });

  test("where GitLab is out of order: keeps the plan", async () => {
    const { plan, world } = await scene();
    inject(world, "gitlab:ListProjectVariables", { kind: "server-error", status: 502 }, 20);
    const run = await plan(["--json"]);
    expect([run.status, (run.json().unreadVariables as object[])[0]]).toMatchObject([0, { level: "project" }]);
  });

  test.each(["gitlab:ReadProject", "gitlab:ListProjectVariables", "gitlab:ReadVersion"] as const)(
    "stops where somebody stops it, at %s",
    async (operation) => {
      const { plan, world } = await scene();
      const stop = new AbortController();
      const interrupt = () => stop.abort(new GitlabEcrError("interrupted", { signal: "SIGINT" }));
      inject(world, operation, { kind: "interrupt", when: "before", interrupt }, 1);
      const run = await plan([], { interrupt: stop.signal });
      expect([run.code(), run.stdout]).toEqual(["interrupted", ""]);
    },
  );
});

describe("migrate plan, without GitLab", () => {
  test.each([
    ["no token", { GITLAB_TOKEN: undefined }, [], /not read: There is no token for GitLab at gitlab\.example\.com/],
    ["no project", { CI_PROJECT_PATH: undefined }, [], /not read: The project isn't known: --project/],
    ["no address", { CI_SERVER_URL: undefined }, [], /not read: GitLab's address isn't known: --gitlab-url/],
    ["an address in the clear", {}, ["--gitlab-url", "http://gitlab.example.com"], /not read: .*http/],
  ] as const)(
    "with %s: reads the file alone, and says how to see the variables",
    async (_, environment, args, line) => {
      const { plan, world } = await scene();
      const run = await plan(args, { environment });
      expect([run.status, run.stderr]).toEqual([0, ""]);
      expect(run.stdout).toMatch(line);
      expect(run.stdout.match(/not read:.*/g)).toEqual([expect.stringContaining("GITLAB_TOKEN")]);
      const json = (await plan(["--json", ...args], { environment })).json();
      expect(json).toMatchObject({ variables: null, unreadVariables: [], notes: [] });
      expect(world.calls).toEqual([]);
    },
  );
});

describe("migrate plan of a pipeline that includes the component already", () => {
  const included = (inputs: string) => `include:
  - component: gitlab.example.com/tools/gitlab-ecr/login@1
    inputs:
      ${inputs}
push:
  extends: .ecr-login
  script:
    - docker push ${host}/app
`;

  test.each([
    ["fallback: on-error", "phase dual: the ID token, and keys where it fails"],
    ["auth: oidc", "phase oidc: the ID token alone"],
    ["region: eu-west-1", "no phase of a migration"],
  ])("tells with %s the jobs, the phase, and what is next", async (inputs, phase) => {
    const { plan } = await scene(included(inputs));
    const { status, stdout } = await plan([], { environment: { GITLAB_TOKEN: undefined } });
    expect(status).toBe(0);
    expect(stdout).not.toContain("Nothing found");
    expect(stdout).toContain(`.gitlab-ci.yml:2  gitlab.example.com/tools/gitlab-ecr/login@1, ${phase}`);
    expect(stdout).toContain(".gitlab-ci.yml:5  push\n");
    expect(stdout).toMatch(/What is next: gitlab-ecr migrate status\n$/);
  });

  test("shows what another phase would change", async () => {
    const { plan } = await scene(included("fallback: on-error"));
    expect((await plan(["--phase", "oidc"])).stdout).toContain("+      auth: oidc");
  });

  test("leaves what is next to apply while a login can be replaced", async () => {
    const { plan } = await scene(`${included("fallback: on-error")}${keyPipeline.replace("push:", "other:")}`);
    const { stdout } = await plan();
    expect(stdout).toContain("Logs in by the component already");
    expect(stdout).not.toContain("What is next");
  });

  test("--json names the component, its inputs and its jobs", async () => {
    const { plan } = await scene(included("auth: oidc"));
    expect((await plan(["--json"])).json().included).toEqual([
      {
        file: ".gitlab-ci.yml",
        line: 2,
        component: "gitlab.example.com/tools/gitlab-ecr/login@1",
        inputs: { auth: "oidc" },
        phase: "oidc",
        jobs: [{ file: ".gitlab-ci.yml", line: 5, job: "push" }],
      },
    ]);
  });
});
