import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { exampleProject } from "../fake/index.ts";
import { type MigrateScene, migrateScene, oidcLog } from "./migrate-scene.ts";
import { interceptRequests } from "./run-cli.ts";

interceptRequests();

/** A project whose pipeline lies in a clone with this remote; nothing else names GitLab or the project. */
async function cloned(address = `git@gitlab.example.com:${exampleProject}.git`) {
  const scene = await migrateScene();
  const run = (command: string, args: readonly string[] = [], environment: Record<string, string> = {}) =>
    scene.migrate(command, args, {
      environment: { PATH: process.env.PATH ?? "", CI_SERVER_URL: "", CI_PROJECT_PATH: "", ...environment },
    });
  for (const args of [
    ["init", "--quiet"],
    ["remote", "add", "origin", address],
  ]) {
    execFileSync("git", args, { env: { PATH: process.env.PATH ?? "" }, cwd: dirname(scene.file) });
  }
  return { scene, run };
}

const named = { GITLAB_HOST: "gitlab.example.com" };

const asked = ({ world }: MigrateScene) => world.calls.filter(({ operation }) => operation?.startsWith("gitlab:"));

describe("GitLab's address and the project come from the clone's remote", () => {
  test("in the plan, with the CI/CD variables", async () => {
    const { run } = await cloned();
    const { status, stdout } = await run("plan", [], named);
    expect(status).toBe(0);
    expect(stdout).toContain(`--gitlab-url https://gitlab.example.com --project ${exampleProject} `);
    expect(stdout).toMatch(/AWS_ACCESS_KEY_ID +project/);
  });

  test("for what asks GitLab, and the lint of what is written", async () => {
    const { scene, run } = await cloned();
    await run("apply", ["--write", "--component", "gitlab.example.com/tools/gitlab-ecr/login@1"], named);
    expect(asked(scene).map(({ operation }) => operation)).toContain("gitlab:LintProject");
    scene.ran(oidcLog);
    expect((await run("verify", ["--pipelines", "1"], named)).status).toBe(0);
  });

  test("where neither is named: an address in a job's variables or options wins", async () => {
    const { scene, run } = await cloned("git@gitlab.example.com:other/app.git");
    await run("plan", ["--project", exampleProject, "--gitlab-url", "https://gitlab.example.com"]);
    expect(asked(scene).length).toBeGreaterThan(0);
    expect(
      asked(scene)
        .map(({ url }) => url)
        .join(),
    ).not.toContain("other%2Fapp");
  });

  test.each([
    ["project", ["--project", exampleProject], "git@gitlab.example.com:other/app.git"],
    ["address", ["--gitlab-url", "https://gitlab.example.com"], `git@git.example.org:${exampleProject}.git`],
  ])("a remote of another %s than the named one tells nothing", async (_, args, address) => {
    const { scene, run } = await cloned(address);
    const { stdout } = await run("plan", args);
    expect(stdout).toMatch(/not read: (?:GitLab's address|The project) isn't known/);
    expect(asked(scene)).toEqual([]);
  });

  test("and GITLAB_TOKEN doesn't go to a host that only a remote names", async () => {
    const { scene, run } = await cloned();
    const why = "There is no token for GitLab at gitlab.example.com: looked in GITLAB_TOKEN";
    const plan = await run("plan");
    expect([plan.status, plan.stdout]).toEqual([0, expect.stringContaining(why)]);
    const verify = await run("verify");
    expect(verify.status).toBe(2);
    expect(verify.stderr).toContain(why);
    expect(verify.stderr).toContain("GITLAB_TOKEN goes there only with --gitlab-url.");
    expect(asked(scene)).toEqual([]);
  });

  test.each([
    ["that the remote names", `git@gitlab.com:${exampleProject}.git`, []],
    ["that is taken where nothing names one", "git@gitlab.example.com:other/app.git", ["--project", exampleProject]],
  ])("nor to a gitlab.com %s, where GITLAB_HOST is another", async (_, address, args) => {
    const { scene, run } = await cloned(address);
    const verify = await run("verify", args, named);
    expect([verify.status, verify.stderr]).toEqual([
      2,
      expect.stringMatching(/no token for GitLab at gitlab\.com: .* GITLAB_TOKEN goes there only with --gitlab-url\./),
    ]);
    expect(scene.world.calls).toEqual([]);
  });
});
