import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOf, idToken } from "../fake/index.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { createProject, type PipelineRun, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const gitlabCi = `
include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA
    inputs:
      role_arn: $ECR_ROLE
      region: $ECR_REGION
      engine: config
      access_key_id_env: MY_KEY_ID
      secret_access_key_env: MY_SECRET
      write_env: $CI_PROJECT_DIR/ecr.env
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA
    inputs:
      job_name: .ecr-keys
      stage: test
      auth: static
      region: ap-northeast-1
      engine: config

push:
  extends: .ecr-login
  script:
    - echo "the push runs in $DOCKER_CONFIG"
    - echo "for $(grep -c '"auth"' "$DOCKER_CONFIG/config.json") registry"
    - cat ecr.env

second-push:
  extends: .ecr-login
  script:
    - echo "the push runs in $DOCKER_CONFIG"

keys:
  extends: .ecr-keys
  script:
    - echo "the push runs"
`;

describeWith(["git", "rsync"], "a job that extends the component", () => {
  let cloud: Cloud;
  let project: Project;

  beforeAll(async () => {
    cloud = await startCloud();
    project = await createProject(gitlabCi);
  });
  afterAll(async () => {
    await project?.remove();
    await cloud?.close();
  });

  /** Runs jobs with what a healthy project has, and what the test changes: undefined takes a variable away. */
  async function run(jobs: string[], changes: Record<string, string | undefined> = {}): Promise<PipelineRun> {
    const token = idToken(cloud.world);
    const all = {
      ...cloud.fake.environment,
      ECR_ROLE: cloud.role.arn,
      ECR_REGION: "ap-northeast-1",
      GITLAB_OIDC_TOKEN: token,
      ...changes,
    };
    const variables = Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const ended = await project.run({ jobs, variables });
    expect(secretsIn(ended.output, secretsOf(cloud.world, variables.GITLAB_OIDC_TOKEN))).toEqual([]);
    for (const job of jobs) expect(existsSync(`${project.jobFolder(job)}.tmp`), `${job}'s folder is left`).toBe(false);
    return ended;
  }

  function expectRefusal({ output, exitCode }: PipelineRun, job: string, code: string, status: number): void {
    expect(output).toContain(`${job} > error[${code}]`);
    expect(output).toContain(`FAIL ${status} `);
    expect(exitCode).not.toBe(0);
    expect(output).not.toContain("the push runs");
  }

  test("logs in with its ID token, tells later commands the registry, and logs out", async () => {
    const { output, exitCode } = await run(["push"]);
    expect(exitCode, output).toBe(0);
    expect(output).toContain("push > auth: oidc (role from GITLAB_ECR_ROLE_ARN, ID token from GITLAB_OIDC_TOKEN)");
    expect(output).toContain(`push > stored the login of ${cloud.front.host} (config)`);
    expect(output).toContain("push > for 1 registry");
    expect(output).toContain(`push > logged out of ${cloud.front.host}`);
    expect(output).toContain(`push > ECR_REGISTRY=${cloud.front.host}\n`);
  });

  test("keeps two jobs of one pipeline apart", async () => {
    const { output, exitCode } = await run(["push", "second-push"]);
    expect(exitCode, output).toBe(0);
    const folders = [...output.matchAll(/> the push runs in (.+)$/gm)].map(([, folder]) => folder);
    expect(new Set(folders).size).toBe(2);
  });

  describe("fails before its script", () => {
    test("without role, token and keys: credentials-missing", async () => {
      const ended = await run(["push"], { ECR_ROLE: undefined, GITLAB_OIDC_TOKEN: undefined });
      expectRefusal(ended, "push", "credentials-missing", 2);
    });

    test("without the token: id-token-missing, with the lines to add", async () => {
      const ended = await run(["push"], { GITLAB_OIDC_TOKEN: undefined });
      expectRefusal(ended, "push", "id-token-missing", 3);
      expect(ended.output).toContain("id_tokens:");
    });

    test("with a role's variable that this job doesn't see: role-arn-missing", async () => {
      const ended = await run(["push"], { ECR_ROLE: undefined });
      expectRefusal(ended, "push", "role-arn-missing", 2);
    });

    test("on a branch that the role doesn't trust: trust-denied, with the condition that would admit it", async () => {
      const token = idToken(cloud.world, { ref: "feature" });
      const ended = await run(["push"], { GITLAB_OIDC_TOKEN: token });
      expectRefusal(ended, "push", "trust-denied", 3);
      expect(ended.output).toContain("project_path:org/team/cdk/aws-network-cdk:ref_type:branch:ref:feature");
      expect(callsOf(cloud.world, "sts:AssumeRoleWithWebIdentity").at(-1)?.status).toBe(403);
    });

    test("where there is no gitlab-ecr: one error with the ways out", async () => {
      const { output, exitCode } = await run(["push"], { GITLAB_ECR_BUNDLE: "" });
      expect(output).toContain("push > gitlab-ecr: This job has no gitlab-ecr. Ways out:");
      expect(output).toContain("FAIL 1 ");
      expect(exitCode).not.toBe(0);
      expect(output).not.toContain("the push runs");
    });
  });

  test("falls back to keys whose variables have names of the user's own", async () => {
    const [key] = cloud.user.accessKeys;
    const keys = { MY_KEY_ID: key?.accessKeyId, MY_SECRET: key?.secretAccessKey };
    const { output, exitCode } = await run(["push"], { ECR_ROLE: undefined, GITLAB_OIDC_TOKEN: undefined, ...keys });
    expect(exitCode, output).toBe(0);
    expect(output).toContain("push > auth: static (");
    expect(output).toContain("the push runs");
  });

  test("can be included twice, with other names and ways", async () => {
    const [key] = cloud.user.accessKeys;
    const keys = { AWS_ACCESS_KEY_ID: key?.accessKeyId, AWS_SECRET_ACCESS_KEY: key?.secretAccessKey };
    const { output, exitCode } = await run(["keys"], { GITLAB_OIDC_TOKEN: undefined, ...keys });
    expect(exitCode, output).toBe(0);
    expect(output).toContain("keys > auth: static (--auth static asks for the keys in AWS_ACCESS_KEY_ID");
  });

  describe("never runs what an input says", () => {
    const pwned = () => join(project.folder, "..", "pwned");

    test("a region's variable that holds commands reaches the login as text", async () => {
      const value = `"; touch ${pwned()}; $(touch ${pwned()}) \`touch ${pwned()}\``;
      expectRefusal(await run(["push"], { ECR_REGION: value }), "push", "input-invalid", 2);
      expect(existsSync(pwned())).toBe(false);
    });

    test("an input that holds a command is refused before any job starts", async () => {
      const hostile = await createProject(gitlabCi.replace("region: $ECR_REGION", 'region: "eu-west-1; touch pwned"'));
      try {
        const { output, exitCode } = await hostile.run();
        expect(exitCode).not.toBe(0);
        expect(output).toContain("does not match required regex");
        expect(output).not.toContain("starting shell");
      } finally {
        await hostile.remove();
      }
    });
  });
});
