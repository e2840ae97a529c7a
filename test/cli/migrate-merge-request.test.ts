import { describe, expect, test } from "vitest";
import { callsOf, type gitlabProject, inject } from "../fake/index.ts";
import { keyPipeline, migrateScene } from "./migrate-scene.ts";
import { interceptRequests } from "./run-cli.ts";

interceptRequests();

const component = ["--component", "gitlab.example.com/tools/gitlab-ecr/login@1"];

type Project = ReturnType<typeof gitlabProject>;

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

  test("gives the merge request's address, and what is next", async () => {
    const { propose } = await projectScene();
    const { stdout } = await propose(["--yes"]);
    expect(stdout).toMatch(/\/-\/merge_requests\/1\nWhat is next: merge it, .*gitlab-ecr migrate status\n$/);
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

  test("passes over those of forks, whose branches have the same name", async () => {
    const { project, propose } = await projectScene();
    const fork = { title: "Log in", description: "", sourceBranch: "gitlab-ecr-migrate-dual", targetBranch: "main" };
    const addForks = (from: number) => {
      for (let iid = from; iid < from + 150; iid += 1) {
        project.mergeRequests.push({ ...fork, iid, sourceProjectId: iid % 2 === 0 ? 9 : null });
      }
    };
    addForks(1);
    expect((await propose()).json()).toMatchObject({ mergeRequest: { iid: 151 }, written: [".gitlab-ci.yml"] });
    addForks(152);
    expect((await propose()).json()).toMatchObject({ mergeRequest: { iid: 151 }, written: [] });
  });

  test.each(["server-error", "lost"] as const)(
    "that was stopped after the commit takes the branch as it is: %s",
    async (kind) => {
      const { world, project, propose, later } = await projectScene();
      const on = kind === "lost" ? "gitlab:CreateCommit" : "gitlab:CreateMergeRequest";
      inject(world, on, { kind }, 1);
      expect((await propose()).status).not.toBe(0);
      expect([Object.keys(project.branches), project.mergeRequests]).toEqual([["gitlab-ecr-migrate-dual"], []]);
      const branch = { ...project.branches["gitlab-ecr-migrate-dual"] };
      later(1);
      const again = await propose();
      expect(again.json(), again.stderr).toMatchObject({ mergeRequest: { iid: 1 }, written: [".gitlab-ci.yml"] });
      expect(project.branches).toEqual({ "gitlab-ecr-migrate-dual": branch });
      expect(project.commits).toHaveLength(1);
    },
  );

  test.each<[string, RegExp, (project: Project) => void]>([
    [
      "somebody added a commit to",
      /has 2 commits that this run wouldn't make: Log in to Amazon ECR .*; Fix the build/,
      (project) => {
        project.commits.push({ branch: "gitlab-ecr-migrate-dual", title: "Fix the build" });
      },
    ],
    [
      "somebody made himself",
      /has 1 commit that this run wouldn't make: Try ID tokens/,
      (project) => {
        project.commits = [{ branch: "gitlab-ecr-migrate-dual", title: "Try ID tokens" }];
      },
    ],
    [
      "somebody amended with another file",
      /it changes README\.md, too/,
      ({ branches }) => {
        Object.assign(branches["gitlab-ecr-migrate-dual"] ?? {}, { "README.md": "new" });
      },
    ],
    [
      "holds another pipeline",
      /its \.gitlab-ci\.yml isn't what would come out now/,
      ({ branches }) => {
        Object.assign(branches["gitlab-ecr-migrate-dual"] ?? {}, { ".gitlab-ci.yml": "test:\n  script: make\n" });
      },
    ],
    [
      "holds another state",
      /its \.gitlab-ecr-migration\.json isn't what would come out now/,
      ({ branches }) => {
        Object.assign(branches["gitlab-ecr-migrate-dual"] ?? {}, { ".gitlab-ecr-migration.json": "{}" });
      },
    ],
    [
      "was made of an older pipeline",
      /isn't what would come out now/,
      (project) => {
        project.files = { ".gitlab-ci.yml": `# newer\n${keyPipeline}` };
      },
    ],
  ])("leaves a branch alone that %s, and says what to do", async (_, reason, change) => {
    const { world, project, propose } = await projectScene();
    inject(world, "gitlab:CreateMergeRequest", { kind: "server-error", status: 500 }, 1);
    await propose();
    change(project);
    const branches = structuredClone(project.branches);
    const run = await propose(["--yes"]);
    expect([run.status, run.code(), run.stderr]).toEqual([2, "input-invalid", expect.stringMatching(reason)]);
    expect(run.stderr).toContain("git log -p origin/main..origin/gitlab-ecr-migrate-dual");
    expect(run.stderr).toContain("git push origin --delete gitlab-ecr-migrate-dual");
    expect([project.branches, project.mergeRequests]).toEqual([branches, []]);
  });

  test("leaves a branch alone that GitLab can't compare", async () => {
    const { world, propose } = await projectScene();
    inject(world, "gitlab:CreateMergeRequest", { kind: "server-error", status: 500 }, 1);
    await propose();
    inject(world, "gitlab:CompareBranches", { kind: "without", fields: ["commits"] }, 1);
    expect((await propose(["--yes"])).code()).toBe("answer-invalid");
  });

  test("has nothing to open where nothing logs in", async () => {
    const { project, propose } = await projectScene();
    project.files = { ".gitlab-ci.yml": "test:\n  script: make\n" };
    expect((await propose()).json()).toMatchObject({ mergeRequest: null, files: [{ changed: false }] });
    expect(project.branches).toEqual({});
  });
});
