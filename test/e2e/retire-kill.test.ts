import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseMigrationState } from "../../src/core/migration/index.ts";
import {
  type KillAt,
  type KillScene,
  killAtEachCall,
  killScene,
  ownProgram,
  patience,
  runProgram,
} from "./killed-runs.ts";
import { secretsIn } from "./secrets.ts";

const registry = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
const pipelineFile = ".gitlab-ci.yml";
const stateFile = ".gitlab-ecr-migration.json";
const withKeys = `push:
  script:
    - aws ecr get-login-password | docker login -u AWS --password-stdin ${registry}
    - docker push ${registry}/aws-network-cdk
`;

let program: Awaited<ReturnType<typeof ownProgram>>;
/** The repository of a project whose pipelines were seen to do without keys: the pipeline, and the migration's state. */
let verified: Readonly<Record<string, string>>;

beforeAll(async () => {
  program = await ownProgram();
}, patience);
afterAll(() => program?.remove());

/** The project as it is before its keys are retired: its pipeline still falls back to them. */
async function newScene(): Promise<KillScene> {
  const scene = await killScene(["*", "production"]);
  verified ??= await migrateOnce(scene);
  for (const [name, text] of Object.entries(verified)) await writeFile(join(scene.folder, name), text);
  return scene;
}

async function migrateOnce(scene: KillScene): Promise<Readonly<Record<string, string>>> {
  const { folder } = scene;
  await writeFile(join(folder, pipelineFile), withKeys);
  await writeFile(join(folder, "job.log"), "auth: oidc (role from GITLAB_ECR_ROLE_ARN)\n");
  const component = ["--component", "gitlab.example.com/tools/gitlab-ecr/login@1"];
  for (const args of [
    ["apply", "--write", ...component],
    ["verify", "--pipelines", "1", "--log", "job.log"],
  ]) {
    // Files alone: no token, so that GitLab is asked nothing.
    const { status } = await runProgram(scene, program.path, ["migrate", ...args], null, { GITLAB_TOKEN: "" });
    expect(status, scene.printed.join("")).toBe(0);
  }
  return filesOf(folder);
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = [pipelineFile, stateFile];
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")])),
  );
}

function retire(scene: KillScene, killAt: KillAt | null = null) {
  const options = ["--unused-for", "0s", "--grace", "0s", "--yes", "--verbose"];
  return runProgram(scene, program.path, ["migrate", "retire", ...options], killAt);
}

/** A login with what a job of the project has now: its token and role, or none, and the variables as they are. */
async function logIn(scene: KillScene, way: "as migrated" | "with keys alone") {
  const [pair] = scene.pairs();
  const keys = { AWS_ACCESS_KEY_ID: pair?.id ?? "", AWS_SECRET_ACCESS_KEY: pair?.secret ?? "" };
  const none = way === "as migrated" ? {} : { GITLAB_ECR_ROLE_ARN: "", GITLAB_OIDC_TOKEN: "" };
  const config = join(scene.folder, "docker");
  await mkdir(config, { recursive: true });
  const args = ["login", registry, "--fallback", "on-error", "--engine", "config", "--config-dir", config, "--json"];
  const { status, stdout } = await runProgram(scene, program.path, args, null, { ...keys, ...none });
  return { status, ...(JSON.parse(stdout) as { auth?: string; fellBack?: unknown }) };
}

/** What must be so after a kill, wherever it came. */
async function checkInvariants(scene: KillScene, label: string): Promise<void> {
  const text = await readFile(join(scene.folder, stateFile), "utf8");
  expect(() => parseMigrationState(text, stateFile), label).not.toThrow();
  expect(secretsIn(scene.printed.join("") + text, scene.secrets()), label).toEqual([]);
  expect(await logIn(scene, "as migrated"), label).toMatchObject({ status: 0, auth: "oidc", fellBack: null });
  // Whoever finds the secret of a variable finds whose it is: the id goes last.
  const lone = scene.variables.filter(
    ({ key, environmentScope }) =>
      key === "AWS_SECRET_ACCESS_KEY" &&
      !scene.variables.some((one) => one.key === "AWS_ACCESS_KEY_ID" && one.environmentScope === environmentScope),
  );
  expect(lone, label).toEqual([]);
}

/** Goes back to keys, looks whether they work, and then puts everything back to where the kill left it. */
async function checkUndo(scene: KillScene, label: string): Promise<void> {
  const { user, variables, folder } = scene;
  const [keysBefore, variablesBefore, files] = [
    structuredClone([...user.accessKeys]),
    [...variables],
    await filesOf(folder),
  ];
  const touched = parseMigrationState(files[stateFile] ?? "", stateFile).keys;
  const { status, stdout } = await runProgram(scene, program.path, ["migrate", "undo", "--yes", "--json"]);
  expect(status, `${label}\n${scene.printed.join("")}`).toBe(0);
  expect(await readFile(join(folder, pipelineFile), "utf8"), label).toBe(withKeys);
  const told = JSON.parse(stdout) as { lost: string[]; activated: string[] };
  const [key] = user.accessKeys;
  if (key === undefined) {
    expect(told.lost, label).toEqual(touched.map(({ id }) => id));
  } else {
    expect([key.active, told.lost], label).toEqual([true, []]);
    expect(await logIn(scene, "with keys alone"), label).toMatchObject({ status: 0, auth: "static" });
  }
  expect(secretsIn(scene.printed.join("") + (await filesOf(folder))[stateFile], scene.secrets()), label).toEqual([]);
  user.accessKeys.splice(0, user.accessKeys.length, ...keysBefore);
  variables.splice(0, variables.length, ...variablesBefore);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

test.each(["before", "after"] as const)(
  "a retirement that is killed at any call, %s it took effect, can be undone and gone on with",
  async (when) => {
    const seen = await killAtEachCall({ first: 1, when }, newScene, retire, async (scene, _operation, label) => {
      await checkInvariants(scene, label);
      await checkUndo(scene, label);
      const again = await retire(scene);
      expect(again.status, `${label}\n${scene.printed.join("")}`).toBe(0);
      expect([scene.user.accessKeys, scene.variables], label).toEqual([[], []]);
      await checkInvariants(scene, label);
      const state = await readFile(join(scene.folder, stateFile), "utf8");
      expect(parseMigrationState(state, stateFile), label).toMatchObject({
        phase: "done",
        keys: [{ deletedAt: expect.any(Date) }],
      });
      const left = (await readdir(scene.folder)).filter((name) => !["docker", "job.log", ".cache"].includes(name));
      expect(left.sort(), label).toEqual([pipelineFile, stateFile].sort());
    });
    expect(seen).toEqual(
      expect.arrayContaining([
        "gitlab:ListProjectVariables",
        "iam:GetAccessKeyLastUsed",
        "iam:ListAccessKeys",
        "iam:UpdateAccessKey",
        "iam:DeleteAccessKey",
      ]),
    );
    expect(seen.filter((operation) => operation === "gitlab:DeleteProjectVariable")).toHaveLength(4);
  },
  patience,
);
