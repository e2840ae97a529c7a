import { cp, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rotationPolicy } from "../../src/core/rotation/index.ts";
import { exampleGitlabToken, exampleProject, gitlabVariable, idToken, role } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { createProject, type PipelineRun, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const template = fileURLToPath(new URL("../../templates/rotate.yml", import.meta.url));

// Rules of the project's own: gitlab-ci-local's pipelines are pushes.
const gitlabCi = `
include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/rotate@$CI_COMMIT_SHA
    inputs:
      role_arn: $ROTATE_ROLE
      region: ap-northeast-1
      user: gitlab-ci
      targets: gitlab-project:${exampleProject}
      overlap: $OVERLAP
      grace: 0s

ecr-rotate:
  rules:
    - when: always
`;

describeWith(["git", "rsync"], "the rotate component, run for real", () => {
  let cloud: Cloud;
  let rotator: ReturnType<typeof role>;
  let project: Project;
  let variables: Record<string, string>;
  let stored: ReturnType<typeof gitlabVariable>[];

  beforeAll(async () => {
    cloud = await startCloud();
    const { account, user, world, fake } = cloud;
    const [provider] = account.providers;
    const [gitlab] = world.gitlabs;
    if (provider === undefined || gitlab === undefined) throw new Error("The example has a provider and a GitLab.");
    const policy = rotationPolicy({ partition: "aws", account: account.id, users: ["gitlab-ci"], secrets: [] });
    rotator = role({
      provider,
      arn: `arn:aws:iam::${account.id}:role/gitlab-ecr-rotate`,
      policies: [policy as Cloud["role"]["policies"][number]],
    });
    account.roles.push(rotator);
    stored = gitlab.projects[0]?.variables ?? [];
    const [key] = user.accessKeys;
    stored.push(
      gitlabVariable("AWS_ACCESS_KEY_ID", key?.accessKeyId ?? ""),
      gitlabVariable("AWS_SECRET_ACCESS_KEY", key?.secretAccessKey ?? "", { masked: true, protected: true }),
    );
    project = await createProject(gitlabCi);
    await project.write("templates/rotate.yml", await readFile(template, "utf8"));
    // All of its files, as a release's archive has them, where a build at the same time can't take them away.
    const files = join(project.folder, "..", "files");
    await cp(dirname(await bundlePath()), files, { recursive: true });
    variables = {
      ...fake.environment,
      ROTATE_ROLE: rotator.arn,
      OVERLAP: "0s",
      GITLAB_ECR_BUNDLE: join(files, "gitlab-ecr.cjs"),
      // gitlab-ci-local's own CI_SERVER_URL is that of the git remote.
      GITLAB_ECR_GITLAB_URL: fake.endpoints.gitlab,
      GITLAB_TOKEN: exampleGitlabToken,
    };
  });
  afterAll(async () => {
    await project?.remove();
    await cloud?.close();
  });

  /** One pipeline, in which the job has the very keys that it rotates. */
  async function rotate(changes: Record<string, string> = {}): Promise<PipelineRun> {
    const before = secretsOf(cloud.world);
    const token = idToken(cloud.world);
    const pairs = Object.fromEntries(stored.map(({ key, value }) => [key, value]));
    const all = { ...variables, ...pairs, GITLAB_OIDC_TOKEN: token, ...changes };
    const ran = await project.run({ jobs: ["ecr-rotate"], variables: all });
    const secrets = [...before, ...secretsOf(cloud.world, token), exampleGitlabToken];
    expect(secretsIn(ran.output, secrets)).toEqual([]);
    return ran;
  }

  const pair = () => stored.map(({ value }) => value);
  const keys = () => cloud.user.accessKeys.map(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey]);

  test("replaces an old key and its variables, which keep their flags, and then waits for the new one to grow old", async () => {
    const { user } = cloud;
    const before = structuredClone(stored);
    const first = await rotate();
    expect(first.exitCode, first.output).toBe(0);
    expect(first.output).toContain("ecr-rotate > auth: oidc (");
    expect(keys()).toEqual([pair()]);
    expect(pair()[0]).not.toBe(before[0]?.value);
    expect(stored.map((variable, index) => ({ ...variable, value: before[index]?.value }))).toEqual(before);

    const made = keys();
    const second = await rotate();
    expect(second.exitCode, second.output).toBe(0);
    expect(second.output).toMatch(/ecr-rotate > .*younger/);
    expect([keys(), [pair()]]).toEqual([made, made]);

    const [old] = user.accessKeys;
    if (old !== undefined) old.createdAt = new Date("2025-01-15T08:30:00Z");
    const third = await rotate({ OVERLAP: "1h" });
    expect(third.exitCode, third.output).toBe(0);
    expect(third.output).toMatch(/ecr-rotate > .*run this again from/);
    expect([keys()[0], keys()[1]]).toEqual([made[0], pair()]);
    expect(user.accessKeys).toMatchObject([{ active: true }, { active: true }]);

    const fourth = await rotate();
    expect(fourth.exitCode, fourth.output).toBe(0);
    expect(keys()).toEqual([pair()]);
  });

  test("fails where its role may not rotate, with the statement that is missing", async () => {
    const { policies } = rotator;
    rotator.policies = [];
    const { output, exitCode } = await rotate();
    rotator.policies = policies;
    expect(exitCode).not.toBe(0);
    expect(output).toContain("ecr-rotate > error[rotation-denied]");
    expect(output).toContain('"Action": "iam:ListAccessKeys"');
  });
});
