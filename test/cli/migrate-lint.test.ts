import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callsOf, exampleGitlabToken, exampleProject, gitlabToken, inject } from "../fake/index.ts";
import { keyPipeline, migrateScene } from "./migrate-scene.ts";
import { interceptRequests } from "./run-cli.ts";

interceptRequests();

const missing = (address: string) => `Component '${address}' - content not found`;
const login = "gitlab.example.com/tools/gitlab-ecr/login@1";

async function lintScene() {
  const scene = await migrateScene();
  const [gitlab] = scene.world.gitlabs;
  const [project] = gitlab?.projects ?? [];
  if (gitlab === undefined || project === undefined) throw new Error("The example has a project.");
  const linted = () => callsOf(scene.world, "gitlab:LintProject").map(({ parameters }) => parameters);
  return { ...scene, gitlab, project, linted };
}

describe("migrate apply --write lets GitLab check", () => {
  test("what it would write", async () => {
    const scene = await lintScene();
    const run = await scene.apply(["--json"]);
    expect(run.json()).toMatchObject({
      written: [".gitlab-ci.yml"],
      checks: [{ path: ".gitlab-ci.yml", verdict: "valid", errors: [], warnings: [], because: null }],
    });
    expect(scene.linted()).toEqual([{ content: await scene.text() }]);
  });

  test("and leaves a file as it is of which it says what it doesn't say of it now", async () => {
    const scene = await lintScene();
    scene.gitlab.components = [];
    const run = await scene.apply();
    expect([run.status, await scene.text()]).toEqual([0, keyPipeline]);
    expect(run.stdout).toContain(`GitLab refuses what would come out: ${missing(login)}.`);
    expect(run.stdout).toContain("  .gitlab-ci.yml: refused, and left as it is\n");
    expect(run.stdout).toMatch(/Nothing was changed: GitLab refuses what would come out\.\n$/);
    expect(await readdir(scene.home)).not.toContain(".gitlab-ecr-migration.json");
    expect(scene.linted()).toMatchObject([{}, { content: keyPipeline }]);
    expect((await scene.apply(["--json"])).json()).toMatchObject({
      written: [],
      files: [{ changed: false, diff: "", replaced: [], left: [{ job: "push", line: 5 }] }],
      checks: [{ verdict: "refused", errors: [missing(login)] }],
    });
  });

  test("and writes a file of which it says no more than it does now", async () => {
    const scene = await lintScene();
    const broken = `include:\n  - component: gitlab.example.com/gone@1\n${keyPipeline}`;
    await writeFile(scene.file, broken);
    const run = await scene.apply(["--json"]);
    expect(run.json()).toMatchObject({
      written: [".gitlab-ci.yml"],
      checks: [{ verdict: "as-before", errors: [missing("gitlab.example.com/gone@1")] }],
    });
    await writeFile(scene.file, broken);
    scene.gitlab.components = [];
    expect((await scene.apply(["--json"])).json()).toMatchObject({
      written: [],
      checks: [{ verdict: "refused", errors: [missing(login)] }],
    });
  });

  test("and tells its warnings", async () => {
    const scene = await lintScene();
    await writeFile(scene.file, `${keyPipeline}  rules:\n    - when: always\n`);
    const { stdout } = await scene.apply();
    expect(stdout).toContain("warning: jobs:push may allow multiple pipelines to run for a single action");
    expect(stdout).toMatch(/written: \.gitlab-ci\.yml\nCommit them, .*gitlab-ecr migrate status\n$/);
  });

  test("each file that changes, and writes those that it takes", async () => {
    const scene = await lintScene();
    await mkdir(join(scene.home, "ci"));
    const included = keyPipeline.replace("push:", "include: { component: gitlab.example.com/gone@1 }\npush2:");
    await writeFile(scene.file, `include: ci/more.yml\n${keyPipeline}`);
    await writeFile(join(scene.home, "ci/more.yml"), included);
    const run = await scene.apply(["--json"]);
    expect(run.json()).toMatchObject({
      checks: [
        { path: ".gitlab-ci.yml", verdict: "valid" },
        { path: "ci/more.yml", verdict: "as-before" },
      ],
      written: [".gitlab-ci.yml", "ci/more.yml"],
    });
  });

  test.each<[string, string, (scene: Awaited<ReturnType<typeof lintScene>>) => void]>([
    ["refuses the token", "gitlab-unauthorized", ({ gitlab }) => gitlab.tokens.splice(0)],
    [
      "doesn't let it",
      "gitlab-forbidden",
      ({ gitlab }) => gitlab.tokens.splice(0, 1, gitlabToken(exampleGitlabToken, { [exampleProject]: 20 })),
    ],
    ["has no such project", "gitlab-not-found", ({ gitlab }) => gitlab.projects.splice(0)],
    ["fails", "network", ({ world }) => inject(world, "gitlab:LintProject", { kind: "server-error" })],
    ["breaks off", "network", ({ world }) => inject(world, "gitlab:LintProject", { kind: "reset" })],
    ["answers with a page", "answer-invalid", ({ world }) => inject(world, "gitlab:LintProject", { kind: "html" })],
  ])("and writes the file where GitLab %s", async (_, code, change) => {
    const scene = await lintScene();
    change(scene);
    const run = await scene.apply();
    expect([run.status, await scene.text()]).toEqual([0, expect.stringContaining("extends: .ecr-login")]);
    expect(run.stdout).toContain(`  .gitlab-ci.yml: not asked: ${code}: `);
    expect(run.stdout + run.stderr).not.toContain(exampleGitlabToken);
  });

  test.each([
    [["--project", ""], { CI_PROJECT_PATH: "" }, "The project isn't known"],
    [[], { CI_SERVER_URL: "" }, "GitLab's address isn't known"],
    [["--gitlab-url", "http://gitlab.example.com"], {}, "endpoint-insecure"],
    [[], { GITLAB_TOKEN: "" }, null],
  ])("and asks nobody with %j %j", async (args, environment, told) => {
    const scene = await lintScene();
    const command = ["--write", "--component", login, ...args];
    const run = await scene.migrate("apply", command, { environment });
    expect([run.status, scene.linted()]).toEqual([0, []]);
    expect(await scene.text()).toContain("extends: .ecr-login");
    if (told === null) expect(run.stderr).not.toContain("GitLab wasn't asked");
    else expect(run.stderr).toContain(`GitLab wasn't asked to check the pipeline: ${told}`);
  });

  test("nothing where nothing would be written", async () => {
    const scene = await lintScene();
    await scene.migrate("apply", ["--component", login]);
    await scene.apply();
    await scene.apply();
    expect(scene.linted()).toHaveLength(1);
  });
});

describe("migrate apply --merge-request lets GitLab check", () => {
  const propose = (scene: Awaited<ReturnType<typeof lintScene>>) => {
    scene.project.files = { ".gitlab-ci.yml": keyPipeline };
    return scene.migrate("apply", ["--merge-request", "--yes", "--component", login]);
  };

  test("and says so in the merge request", async () => {
    const scene = await lintScene();
    const run = await propose(scene);
    expect(run.stderr).toContain("Checked by GitLab\n  .gitlab-ci.yml: valid\n");
    expect(scene.project.mergeRequests[0]?.description).toContain("### Checked by GitLab\n\n- `.gitlab-ci.yml`: valid");
  });

  test("and opens none for what it refuses", async () => {
    const scene = await lintScene();
    scene.gitlab.components = [];
    const run = await propose(scene);
    expect([run.status, scene.project.branches, scene.project.mergeRequests]).toEqual([0, {}, []]);
    expect(run.stdout).toContain(missing(login));
  });
});
