import { describe, expect, test } from "vitest";
import { exampleGitlabToken, inject } from "../fake/index.ts";
import { interceptRequests } from "./run-cli.ts";
import { type SetupScene, setupScene } from "./setup-scene.ts";

interceptRequests();

const user = ["--identity", "user", "--apply", "--yes"];
const stdout = [...user, "--target", "stdout"];
const keysOf = ({ account }: SetupScene) => account.users.at(-1)?.accessKeys ?? [];

describe("setup --apply --identity user", () => {
  test("makes a user without a key where no target is given", async () => {
    const scene = setupScene();
    const run = await scene.setup(user);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("aws iam create-access-key --user-name gitlab-ecr-push");
    expect(scene.account.users).toHaveLength(2);
    expect(keysOf(scene)).toEqual([]);
    expect((await scene.setup(user)).stdout).toContain("Nothing to do.");
  });

  test("--target stdout prints the key alone, once", async () => {
    const scene = setupScene();
    const run = await scene.setup(stdout);
    const [key] = keysOf(scene);
    expect(run.status).toBe(0);
    expect(run.stdout).toBe(`AWS_ACCESS_KEY_ID=${key?.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${key?.secretAccessKey}\n`);
    expect(run.stderr).not.toContain(key?.secretAccessKey);
    const again = await scene.setup(stdout);
    expect([again.status, again.stdout]).toEqual([0, ""]);
    expect(again.stderr).toContain("whose secret can't be read again; gitlab-ecr rotate makes another");
    expect(keysOf(scene)).toEqual([key]);
  });

  test("a key whose answer got lost is deleted, and another made", async () => {
    const scene = setupScene();
    inject(scene.world, "iam:CreateAccessKey", { kind: "lost" }, 1);
    const run = await scene.setup(stdout);
    const keys = keysOf(scene);
    expect([run.status, keys.length]).toEqual([0, 1]);
    expect(run.stdout).toContain(keys[0]?.secretAccessKey);
  });

  test.each([
    [{ environment: { CI: "true" } }, "everybody who sees its log"],
    [{ terminal: true }, "would show the key on a terminal"],
  ])("--target stdout is refused with %j", async (options, reason) => {
    const scene = setupScene();
    const run = await scene.setup(["--identity", "user", "--apply", "--target", "stdout"], options);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain(reason);
    expect(scene.world.calls).toEqual([]);
  });

  test("--target stdout is refused with --json", async () => {
    const run = await setupScene().setup([...stdout, "--json"]);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
  });
});

describe("--target gitlab-project", () => {
  const project = "org/team/cdk/aws-network-cdk";
  const place = ["--account", "455931011959", "--region", "ap-northeast-1", "--repository", "aws-network-cdk"];
  const argv = [
    ...user,
    "--gitlab-url",
    "https://gitlab.example.com",
    ...place,
    "--target",
    `gitlab-project:${project}`,
  ];
  const options = { environment: { GITLAB_TOKEN: exampleGitlabToken } };
  const variablesOf = ({ world }: SetupScene) =>
    world.gitlabs.flatMap(({ projects }) =>
      projects.filter(({ path }) => path === project).flatMap(({ variables }) => variables),
    );

  test("stores both parts, masked, and keeps them the second time", async () => {
    const scene = setupScene();
    const run = await scene.setupAlone(argv, options);
    const [key] = keysOf(scene);
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).not.toContain(key?.secretAccessKey);
    expect(variablesOf(scene)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: "AWS_ACCESS_KEY_ID", value: key?.accessKeyId, masked: true, protected: true }),
        expect.objectContaining({ key: "AWS_SECRET_ACCESS_KEY", value: key?.secretAccessKey, masked: true }),
      ]),
    );
    const again = await scene.setupAlone(argv, options);
    expect(again.stdout).toContain("the target has it");
    expect(again.stdout).toContain("Nothing to do.");
    expect(keysOf(scene)).toEqual([key]);
  });

  test("a key that an interrupted run left behind is replaced, and the plan says so", async () => {
    const scene = setupScene();
    inject(
      scene.world,
      "gitlab:UpdateProjectVariable",
      { kind: "error", code: "403", message: "403 Forbidden", status: 403 },
      1,
    );
    expect((await scene.setupAlone(argv, options)).status).toBe(3);
    const [lost] = keysOf(scene);
    const shown = await scene.setupAlone(
      argv.filter((one) => one !== "--yes"),
      options,
    );
    expect(shown.stdout).toContain(`- ${lost?.accessKeyId}, which an interrupted run left behind`);
    expect((await scene.setupAlone(argv, options)).status).toBe(0);
    expect(keysOf(scene)).toHaveLength(1);
    expect(keysOf(scene)).not.toContainEqual(lost);
  });

  test("a key that another target holds stays, though nobody used it yet", async () => {
    const scene = setupScene();
    expect((await scene.setup(stdout)).status).toBe(0);
    const [key] = keysOf(scene);
    const run = await scene.setupAlone(argv, options);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("whose secret can't be read again; gitlab-ecr rotate makes another");
    expect(keysOf(scene)).toEqual([key]);
    expect(variablesOf(scene)).toEqual([]);
  });

  test("nothing is made where the place can't be reserved", async () => {
    const scene = setupScene();
    const refusal = { kind: "error", code: "403", message: "403 Forbidden", status: 403 } as const;
    inject(scene.world, "gitlab:CreateProjectVariable", refusal, 1);
    expect((await scene.setupAlone(argv, options)).status).toBe(3);
    expect(keysOf(scene)).toEqual([]);
    expect((await scene.setupAlone(argv, options)).status).toBe(0);
    expect(keysOf(scene)).toHaveLength(1);
  });

  test("a secret without an id there is never written over", async () => {
    const scene = setupScene();
    await scene.setupAlone(argv, options);
    for (const one of scene.world.gitlabs.flatMap(({ projects }) => projects)) {
      one.variables = one.variables.filter(({ key }) => key !== "AWS_ACCESS_KEY_ID");
    }
    const before = structuredClone(variablesOf(scene));
    const run = await scene.setupAlone(argv, options);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("somebody else's secret isn't written over");
    expect(variablesOf(scene)).toEqual(before);
  });

  test("somebody else's key there is never written over", async () => {
    const scene = setupScene();
    await scene.setupAlone(argv, options);
    for (const variable of variablesOf(scene))
      if (variable.key === "AWS_ACCESS_KEY_ID") variable.value = "AKIAIOSFODNN7EXAMPLE";
    const run = await scene.setupAlone(argv, options);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("holds the key AKIAIOSFODNN7EXAMPLE already");
  });

  test("takes a token", async () => {
    const run = await setupScene().setupAlone(argv);
    expect([run.status, run.code()]).toEqual([2, "input-invalid"]);
    expect(run.stderr).toContain("Set GITLAB_TOKEN");
  });
});
