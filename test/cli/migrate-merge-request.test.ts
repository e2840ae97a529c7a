import { describe, expect, test } from "vitest";
import { callsOf, inject } from "../fake/index.ts";
import { keyPipeline, migrateScene } from "./migrate-scene.ts";
import { interceptRequests } from "./run-cli.ts";

interceptRequests();

const component = ["--component", "gitlab.example.com/tools/gitlab-ecr/login@1"];

async function projectScene() {
  const scene = await migrateScene();
  const [project] = scene.world.gitlabs[0]?.projects ?? [];
  if (project === undefined) throw new Error("The example has a project.");
  project.files = { ".gitlab-ci.yml": keyPipeline };
  const propose = (args: readonly string[] = ["--yes", "--json"]) =>
    scene.migrate("apply", ["--merge-request", ...component, ...args]);
  return { ...scene, project, propose };
}

// The scene names a file of this machine; a merge request is about the project's own.
describe("migrate apply --merge-request", () => {
  test("opens a branch with the change and its state, and a merge request that explains it", async () => {
    const { project, propose } = await projectScene();
    const run = await propose();
    expect(run.status, run.stdout + run.stderr).toBe(0);
    expect(run.json()).toMatchObject({
      mergeRequest: { iid: 1, webUrl: expect.stringMatching(/\/-\/merge_requests\/1$/) },
    });
    expect(project.files).toEqual({ ".gitlab-ci.yml": keyPipeline });
    const branch = project.branches["gitlab-ecr-migrate-dual"];
    expect(branch?.[".gitlab-ci.yml"]).toContain("extends: .ecr-login");
    expect(branch?.[".gitlab-ecr-migration.json"]).toContain('"phase": "dual"');
    const [request] = project.mergeRequests;
    expect(request).toMatchObject({ targetBranch: "main", title: expect.stringContaining("ID tokens") });
    expect(request?.description).toContain("gitlab-ecr setup --gitlab-url https://gitlab.example.com");
    expect(request?.description).toContain("`.gitlab-ci.yml` line 5, job `push`");
  });

  test("changes nothing without a yes", async () => {
    const { project, propose } = await projectScene();
    const run = await propose(["--json"]);
    expect(run.json()).toMatchObject({ mergeRequest: null, written: [] });
    expect([project.branches, project.mergeRequests]).toEqual([{}, []]);
  });

  test("finds the one that is open", async () => {
    const { world, project, propose } = await projectScene();
    await propose();
    const again = await propose();
    expect(again.json()).toMatchObject({ mergeRequest: { iid: 1 } });
    expect(project.mergeRequests).toHaveLength(1);
    expect(callsOf(world, "gitlab:CreateCommit")).toHaveLength(1);
  });

  test("that was stopped between branch and merge request goes on", async () => {
    const { world, project, propose } = await projectScene();
    inject(world, "gitlab:CreateMergeRequest", { kind: "server-error", status: 500 }, 1);
    expect((await propose()).status).not.toBe(0);
    expect([Object.keys(project.branches), project.mergeRequests]).toEqual([["gitlab-ecr-migrate-dual"], []]);
    expect((await propose()).json()).toMatchObject({ mergeRequest: { iid: 1 } });
  });

  test("has nothing to open where nothing logs in", async () => {
    const { project, propose } = await projectScene();
    project.files = { ".gitlab-ci.yml": "test:\n  script: make\n" };
    expect((await propose()).json()).toMatchObject({ mergeRequest: null, files: [{ changed: false }] });
    expect(project.branches).toEqual({});
  });
});
