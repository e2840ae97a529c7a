import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callsOf, exampleProject, idToken, inject, pushPolicy, readPolicy, trustPolicy } from "../fake/index.ts";
import { host, keyPipeline, migrateScene } from "./migrate-scene.ts";
import { interceptRequests } from "./run-cli.ts";

interceptRequests();

const repository = "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk";

/** The example's role may push; whoever has the user's keys may read IAM. */
async function prepareScene() {
  const scene = await migrateScene();
  scene.role.policies = [pushPolicy()];
  scene.user.policies = [readPolicy()];
  const [key] = scene.user.accessKeys;
  const laptop = {
    GITLAB_OIDC_TOKEN: "",
    AWS_ACCESS_KEY_ID: key?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
  };
  const prepare = (args: readonly string[] = [], environment: Record<string, string | undefined> = {}) =>
    scene.migrate("prepare", args, { environment: { ...laptop, ...environment } });
  const [project] = scene.world.gitlabs[0]?.projects ?? [];
  const [provider] = scene.account.providers;
  if (project === undefined || provider === undefined) throw new Error("The example has a project and a provider.");
  const files = () => readdir(scene.home);
  return { ...scene, laptop, prepare, project, provider, files };
}

/** The statuses of a result's steps by id. */
function statuses(json: Record<string, unknown>): Record<string, string> {
  const { steps, repositories } = json as { steps: JsonStep[]; repositories: { steps: JsonStep[] }[] };
  return Object.fromEntries([...steps, ...repositories.flatMap((one) => one.steps)].map((one) => [one.id, one.status]));
}

interface JsonStep {
  id: string;
  status: string;
}

describe("migrate prepare", () => {
  test("looks at provider, role, trust, permissions and repository, and notes that all is well", async () => {
    const scene = await prepareScene();
    const run = await scene.prepare(["--json"]);
    expect(run.status, run.stdout + run.stderr).toBe(0);
    expect(run.json()).toMatchObject({
      verdict: "pass",
      role: scene.role.arn,
      evidence: "claims",
      claims: { sub: `project_path:${exampleProject}:ref_type:branch:ref:main`, ref_protected: "true" },
      repositories: [{ name: repository }],
      preparedAt: "2026-11-24T06:00:00.000Z",
      next: { command: "gitlab-ecr migrate apply --write" },
    });
    expect(statuses(run.json())).toMatchObject({
      provider: "pass",
      role: "pass",
      trust: "pass",
      exchange: "skipped",
      repository: "pass",
      push: "pass",
      pull: "pass",
    });
    expect(JSON.parse(await scene.state())).toMatchObject({
      version: 1,
      phase: "prepare",
      prepared: { at: "2026-11-24T06:00:00.000Z", roleArn: scene.role.arn },
    });
    expect(scene.world.calls.map(({ operation }) => String(operation)).join()).not.toMatch(/Create|Put|Update|Delete/);
    for (const secret of scene.secrets()) expect(run.stdout + run.stderr + (await scene.state())).not.toContain(secret);
  });

  test("changes nothing the second time, and notes nothing with --dry-run", async () => {
    const scene = await prepareScene();
    const dry = await scene.prepare(["--dry-run", "--json"]);
    expect([dry.status, dry.json()]).toMatchObject([0, { verdict: "pass", preparedAt: null }]);
    expect(await scene.files()).not.toContain(".gitlab-ecr-migration.json");
    await scene.prepare();
    const state = await scene.state();
    scene.later(1);
    expect((await scene.prepare()).stdout).toContain("Noted as prepared at 2026-11-24T06:00:00.000Z");
    expect(await scene.state()).toBe(state);
  });

  test("tries the token itself in a job, and reads with whoever may", async () => {
    const scene = await prepareScene();
    const run = await scene.prepare(["--json"], { GITLAB_OIDC_TOKEN: idToken(scene.world), GITLAB_TOKEN: "" });
    expect([run.status, run.json()]).toMatchObject([0, { verdict: "pass", evidence: "token" }]);
    expect(statuses(run.json())).toMatchObject({ exchange: "pass", trust: "pass", push: "pass" });
  });

  test("doesn't take the job's own token for that of another project", async () => {
    const scene = await prepareScene();
    scene.world.gitlabs[0]?.projects.push({ ...scene.project, id: 5, path: "org/team/cdk/other" });
    const run = await scene.prepare(["--project", "org/team/cdk/other", "--json"], {
      GITLAB_OIDC_TOKEN: idToken(scene.world),
    });
    expect([run.status, run.json()], run.stderr).toMatchObject([1, { verdict: "fail", evidence: "claims" }]);
    expect(run.json().claims).toMatchObject({ sub: "project_path:org/team/cdk/other:ref_type:branch:ref:main" });
    expect(await scene.files()).not.toContain(".gitlab-ecr-migration.json");
  });

  test("isn't content with an exchange where the permissions can't be read", async () => {
    const scene = await prepareScene();
    scene.user.policies = [];
    const run = await scene.prepare(["--json"], { GITLAB_OIDC_TOKEN: idToken(scene.world) });
    expect([run.status, run.json()]).toMatchObject([
      1,
      { verdict: "unknown", preparedAt: null, next: { command: "gitlab-ecr doctor" } },
    ]);
    expect(statuses(run.json())).toMatchObject({ exchange: "pass", push: "unknown" });
    expect(await scene.files()).not.toContain(".gitlab-ecr-migration.json");
  });

  test("says so where IAM refuses to be read, and claims nothing", async () => {
    const scene = await prepareScene();
    scene.user.policies = [];
    const run = await scene.prepare();
    expect(run.status).toBe(1);
    expect(run.stdout).toContain("unknown: not all could be read");
    expect(run.stdout).toContain("Allow iam:GetRole on");
    expect(run.stdout).toContain("Not noted as prepared.");
    expect(await scene.files()).not.toContain(".gitlab-ecr-migration.json");
  });

  test.each<[string, string, (scene: Awaited<ReturnType<typeof prepareScene>>) => void]>([
    ["has no such provider", "provider", (scene) => scene.account.providers.splice(0)],
    ["has a provider for another audience", "provider", ({ provider }) => provider.clientIds.splice(0, 9, "other")],
    ["has no such role", "role", (scene) => scene.account.roles.splice(0)],
    [
      "has a role for another branch",
      "trust",
      ({ role, provider }) => {
        role.trustPolicy = trustPolicy(provider, {
          StringEquals: { "gitlab.example.com:sub": `project_path:${exampleProject}:ref_type:branch:ref:release` },
        });
      },
    ],
    ["has a role that may not push", "push", ({ role }) => (role.policies = [])],
    ["lacks the repository", "repository", (scene) => scene.account.repositories.splice(0)],
  ])("says what to change where the account %s", async (_, step, change) => {
    const scene = await prepareScene();
    change(scene);
    const run = await scene.prepare(["--json"]);
    expect([run.status, run.json()]).toMatchObject([1, { verdict: "fail", preparedAt: null }]);
    expect(statuses(run.json())[step]).toBe("fail");
    expect(run.json().next).toMatchObject({
      command: expect.stringMatching(
        /^gitlab-ecr setup --gitlab-url https:\/\/gitlab\.example\.com --project \S+ --account 455931011959 .*--role-name gitlab-ecr-push.* --apply$/,
      ),
    });
    expect(await scene.files()).not.toContain(".gitlab-ecr-migration.json");
  });

  test("takes back what was noted where the role isn't ready any more", async () => {
    const scene = await prepareScene();
    await scene.prepare();
    scene.role.policies = [];
    expect((await scene.prepare()).status).toBe(1);
    expect(JSON.parse(await scene.state())).toMatchObject({ phase: "prepare", prepared: null });
  });

  test.each([
    [["--branch", "main"], "pass"],
    [["--branch", "feature"], "fail"],
    [["--tag", "v1"], "fail"],
  ])("looks at the ref of %j, without a token for GitLab", async (args, verdict) => {
    const scene = await prepareScene();
    const run = await scene.prepare([...args, "--json"], {
      GITLAB_OIDC_TOKEN: idToken(scene.world),
      GITLAB_TOKEN: "",
    });
    expect(run.json()).toMatchObject({ verdict, evidence: "claims" });
    expect(JSON.stringify(run.json().notes)).toContain("protected or not isn't known");
    expect(callsOf(scene.world, "gitlab:ReadProject")).toEqual([]);
  });

  test("doesn't take a condition for met that rests on what it doesn't know", async () => {
    const scene = await prepareScene();
    scene.world.gitlabs[0]?.projects.push({ ...scene.project, id: 5, path: "org/other" });
    const issuer = "https://gitlab.com";
    const provider = scene.account.providers.find(({ url }) => url === issuer);
    if (provider === undefined) throw new Error("The example has gitlab.com's provider.");
    const pinned = { "gitlab.com:sub": `project_path:${exampleProject}:ref_type:branch:ref:main` };
    const withId = (id: string) => trustPolicy(provider, { StringEquals: { ...pinned, "gitlab.com:project_id": id } });
    scene.role.trustPolicy = withId("4242");
    const at = ["--branch", "main", "--json", "--gitlab-url", issuer];
    const off = { GITLAB_TOKEN: "", CI_SERVER_URL: "" };
    const unknown = await scene.prepare(at, off);
    expect([unknown.status, unknown.json()]).toMatchObject([1, { verdict: "unknown" }]);
    expect(statuses(unknown.json()).trust).toBe("unknown");
    expect((await scene.prepare([...at, "--project-id", "4242"], off)).json()).toMatchObject({ verdict: "pass" });
    expect((await scene.prepare([...at, "--project-id", "4243"], off)).json()).toMatchObject({ verdict: "fail" });
  });

  test("composes sub as the project does, and refuses to where only a job can", async () => {
    const scene = await prepareScene();
    scene.project.subClaimComponents = ["project_id", "ref_protected"];
    const sub = "project_id:4242:ref_protected:true";
    scene.role.trustPolicy = trustPolicy(scene.provider, { StringEquals: { "gitlab.example.com:sub": sub } });
    expect((await scene.prepare(["--json"])).json()).toMatchObject({ verdict: "pass", claims: { sub } });
    scene.project.subClaimComponents = ["project_path", "environment_protected"];
    const refused = await scene.prepare();
    expect([refused.code(), refused.stderr]).toEqual([
      "input-invalid",
      expect.stringMatching(/composes sub of environment_protected[\s\S]*in a job of the project that has an ID token/),
    ]);
  });

  test("says that the issuer is taken for granted where its document can't be read, and no option names it", async () => {
    const scene = await prepareScene();
    const note = /iss is taken to be https:\/\/gitlab\.example\.com/;
    expect(JSON.stringify((await scene.prepare(["--json"])).json().notes)).not.toMatch(note);
    inject(scene.world, "issuer:Discovery", { kind: "server-error", status: 500 });
    expect(JSON.stringify((await scene.prepare(["--json"])).json().notes)).toMatch(note);
    const named = await scene.prepare(["--json", "--issuer-url", "https://gitlab.example.com"]);
    expect(JSON.stringify(named.json().notes)).not.toMatch(note);
  });

  test("sends no token to an address that nobody named", async () => {
    const scene = await prepareScene();
    const run = await scene.prepare(["--branch", "main", "--json"], { CI_SERVER_URL: "" });
    expect(JSON.stringify(run.json().notes)).toContain("GitLab's address isn't known");
    expect(scene.world.calls.filter(({ operation }) => String(operation).startsWith("gitlab:"))).toEqual([]);
  });

  test("goes on without GitLab where it can't be asked", async () => {
    const scene = await prepareScene();
    inject(scene.world, "gitlab:ReadProject", { kind: "server-error", status: 500 }, 10);
    const run = await scene.prepare(["--branch", "main", "--json"]);
    expect(run.json()).toMatchObject({
      verdict: "pass",
      notes: expect.arrayContaining([expect.stringMatching(/wasn't asked/)]),
    });
    expect((await scene.prepare()).stderr).toContain("--branch NAME");
  });

  test("looks at each repository that is named, and at all where none is", async () => {
    const scene = await prepareScene();
    const named = await scene.prepare(["--json", "--repository", "aws-network-cdk", "--repository", "nothing"]);
    expect(named.json()).toMatchObject({
      verdict: "fail",
      repositories: [
        { name: "aws-network-cdk" },
        { name: "nothing", steps: [{ id: "repository", status: "fail" }, {}, {}] },
      ],
    });
  });

  test.each([
    [{ GITLAB_ECR_ROLE_ARN: "" }, [], "role-arn-missing", /gitlab-ecr setup .* --apply/],
    [{ CI_PROJECT_PATH: "" }, [], "input-invalid", /--project GROUP\/PROJECT/],
    [{}, ["--branch", "a", "--tag", "b"], "input-invalid", /give one/],
  ])("refuses what it can't look at: %j %j", async (environment, args, code, message) => {
    const scene = await prepareScene();
    const run = await scene.prepare(args, environment);
    expect([run.status, run.code(), run.stderr]).toEqual([2, code, expect.stringMatching(message)]);
  });

  test("takes permissions on all repositories where the pipeline names none", async () => {
    const scene = await prepareScene();
    await writeFile(scene.file, keyPipeline.replaceAll(`docker push ${host}/`, "docker push $REGISTRY/"));
    const all = await scene.prepare(["--json"]);
    expect(all.json()).toMatchObject({ verdict: "pass", repositories: [{ name: null }] });
    scene.role.policies = [onOnly(repository)];
    const some = await scene.prepare(["--json", "--dry-run"]);
    expect(some.json()).toMatchObject({ verdict: "unknown" });
    expect(JSON.stringify(some.json())).toContain("--repository NAME");
    expect((await scene.prepare(["--repository", repository])).status).toBe(0);
  });

  test("tells people what it looked at", async () => {
    const scene = await prepareScene();
    const { stdout } = await scene.prepare();
    expect(stdout).toContain(repository);
    expect(stdout).toContain("looked at: a job on the branch main (protected) of org/team/cdk/aws-network-cdk");
  });
});

describe("what is noted as prepared", () => {
  test("is told by status, taken for checked by apply, and kept by undo", async () => {
    const scene = await prepareScene();
    await scene.prepare();
    const at = "2026-11-24T06:00:00.000Z";
    const status = async () => (await scene.migrate("status", ["--json"])).json();
    expect(await status()).toMatchObject({
      phase: "prepare",
      prepared: { at, roleArn: scene.role.arn },
      next: { command: "gitlab-ecr migrate apply --write" },
    });
    expect((await scene.migrate("status")).stdout).toContain(`role ${scene.role.arn} was there at ${at}`);
    const applied = await scene.apply(["--json"]);
    expect([applied.stderr, applied.json()]).toMatchObject(["", { roleChecked: true }]);
    await scene.migrate("undo", ["--yes"]);
    expect(await status()).toMatchObject({ phase: "prepare", prepared: { at, roleArn: scene.role.arn } });
  });

  test("is for that role alone", async () => {
    const scene = await prepareScene();
    await scene.prepare();
    const other = await scene.apply(["--role-arn", "arn:aws:iam::455931011959:role/other", "--json"]);
    expect([other.stderr, other.json()]).toMatchObject([
      expect.stringMatching(/^warning: the role wasn't checked; gitlab-ecr migrate prepare .*\n$/),
      { roleChecked: false },
    ]);
  });

  test("isn't in state files of before, which are read", async () => {
    const scene = await prepareScene();
    const before = '{"version":1,"phase":"dual","changedAt":null,"changes":[],"verified":null,"keys":[]}';
    await writeFile(join(scene.home, ".gitlab-ecr-migration.json"), before);
    expect((await scene.migrate("status", ["--json"])).json()).toMatchObject({ phase: "dual", prepared: null });
    await scene.prepare();
    expect(JSON.parse(await scene.state())).toMatchObject({ phase: "dual", prepared: { roleArn: scene.role.arn } });
    await writeFile(
      join(scene.home, ".gitlab-ecr-migration.json"),
      before.replace('"verified"', '"prepared":{"at":"x"},"verified"'),
    );
    expect((await scene.migrate("status")).stderr).toContain("isn't a whole state");
  });
});

/** The push policy for one repository. */
function onOnly(arn: string): ReturnType<typeof pushPolicy> {
  const policy = pushPolicy();
  const statements = [policy.Statement].flat().map((one, index) => (index === 0 ? one : { ...one, Resource: arn }));
  return { ...policy, Statement: statements };
}
