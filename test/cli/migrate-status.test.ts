import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keyPipeline, migrateScene, oidcLog } from "./migrate-scene.ts";
import { interceptRequests } from "./run-cli.ts";

interceptRequests();

describe("migrate status", () => {
  test("tells a file once that was changed twice, and whether all of it can be taken back", async () => {
    const scene = await migrateScene();
    await scene.apply();
    await scene.apply(["--phase", "oidc"]);
    const files = async () => (await scene.migrate("status", ["--json"])).json().files;
    expect(await files()).toEqual([{ path: ".gitlab-ci.yml", undo: "possible" }]);
    await writeFile(scene.file, (await scene.text()).replace("extends: .ecr-login", "extends: .mine"));
    expect(await files()).toEqual([{ path: ".gitlab-ci.yml", undo: "changed-since" }]);
    await rm(scene.file);
    expect(await files()).toEqual([{ path: ".gitlab-ci.yml", undo: "missing" }]);
  });

  test("tells what the pipeline says, whatever the phase, and the command that follows from both", async () => {
    const scene = await migrateScene();
    const status = async () => (await scene.migrate("status", ["--json"])).json();
    expect(await status()).toMatchObject({ phase: "prepare", pipeline: "none" });
    await scene.apply();
    expect(await status()).toMatchObject({ phase: "dual", pipeline: "dual" });
    await scene.apply(["--phase", "oidc"]);
    expect(await status()).toMatchObject({
      phase: "dual",
      pipeline: "oidc",
      next: { command: "gitlab-ecr migrate verify", why: expect.stringContaining("the ID token alone") },
    });
    expect((await scene.migrate("status")).stdout).toContain("phase: dual\npipeline: the ID token alone\n");
    scene.ran(oidcLog);
    await scene.migrate("verify", ["--pipelines", "1"]);
    expect(await status()).toMatchObject({ phase: "verify", next: { command: "gitlab-ecr migrate retire" } });
  });

  test("tells no time of a change that was taken back", async () => {
    const scene = await migrateScene();
    await scene.apply();
    expect((await scene.migrate("status")).stdout).toContain("pipeline changed at 2026-");
    await scene.migrate("undo", ["--yes"]);
    expect((await scene.migrate("status")).stdout).not.toContain("changed");
  });

  test("takes the fallback out before the keys go, and once they are gone", async () => {
    const scene = await migrateScene();
    await scene.verified();
    const status = async () => (await scene.migrate("status", ["--json"])).json();
    const command = "gitlab-ecr migrate apply --write --phase oidc";
    expect(await status()).toMatchObject({ phase: "verify", pipeline: "dual", next: { command } });
    await scene.migrate("retire", ["--yes", "--unused-for", "0s", "--grace", "0s"]);
    expect(await status()).toMatchObject({ phase: "done", pipeline: "dual", next: { command } });
    await scene.apply(["--phase", "oidc"]);
    expect(await status()).toMatchObject({ phase: "done", pipeline: "oidc", next: null });
  });

  test.each([
    ["include: { component: gitlab.example.com/tools/gitlab-ecr/login@1 }\n", {}, "other"],
    [
      "include: ci/login.yml\n",
      { "ci/login.yml": "include: { component: x/gitlab-ecr/login@1, inputs: { auth: oidc } }\n" },
      "oidc",
    ],
    ["include: ci/gone.yml\n", {}, "none"],
    ["a: [\n", {}, null],
  ])("reads %j", async (text, files, pipeline) => {
    const scene = await migrateScene();
    await mkdir(join(scene.home, "ci"));
    await writeFile(scene.file, text + (pipeline === null ? "" : keyPipeline));
    for (const [path, content] of Object.entries(files)) await writeFile(join(scene.home, path), content);
    expect((await scene.migrate("status", ["--json"])).json()).toMatchObject({ phase: "prepare", pipeline });
  });

  test("goes on without a pipeline's file", async () => {
    const scene = await migrateScene();
    await rm(scene.file);
    expect((await scene.migrate("status", ["--json"])).json()).toMatchObject({ phase: "prepare", pipeline: null });
    expect((await scene.migrate("status")).stdout).toContain(
      "pipeline: can't be read; is this the repository's folder?\n",
    );
  });
});
