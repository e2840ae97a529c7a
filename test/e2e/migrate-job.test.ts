import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idToken } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { createProject, type PipelineRun, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const withKeys = `# Builds and pushes the image.
push:
  stage: build
  script:
    - aws ecr get-login-password --region ap-northeast-1 | docker login --username AWS --password-stdin $ECR_REGISTRY
    - docker build --quiet --tag "$IMAGE" .   # from scratch
    - docker push "$IMAGE"
`;

describeWith(["aws", "docker", "dockerd", "docker-registry", "git", "rsync"], "a pipeline with keys", () => {
  let cloud: Cloud;
  let project: Project;
  let tools: string;

  beforeAll(async () => {
    cloud = await startCloud({ registry: true, dockerd: true });
    project = await createProject(withKeys);
    // Debian's aws is older than AWS_ENDPOINT_URL_ECR. Its own folder comes first in PATH.
    tools = join(project.folder, "..", "bin");
    await mkdir(tools);
    const aws = '#!/bin/sh\nPATH=${PATH#*:} exec aws --endpoint-url "$AWS_ENDPOINT_URL_ECR" "$@"\n';
    await writeFile(join(tools, "aws"), aws, { mode: 0o755 });
    await project.write("Dockerfile", "FROM scratch\nCOPY Dockerfile /\n");
  });
  afterAll(async () => {
    await project?.remove();
    await cloud?.close();
  });

  /** Runs the pipeline in which the job has keys, whether or not it needs them. */
  async function run(variables: Record<string, string> = {}): Promise<PipelineRun> {
    const [key] = cloud.user.accessKeys;
    const ended = await project.run({
      path: [tools],
      variables: {
        ...cloud.fake.environment,
        DOCKER_BUILDKIT: "0",
        DOCKER_HOST: cloud.dockerd?.host ?? "",
        AWS_ACCESS_KEY_ID: key?.accessKeyId ?? "",
        AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? "",
        ECR_REGISTRY: cloud.front.host,
        IMAGE: `${cloud.front.host}/aws-network-cdk:e2e`,
        ...variables,
      },
    });
    expect(secretsIn(ended.output, secretsOf(cloud.world, variables.GITLAB_OIDC_TOKEN))).toEqual([]);
    return ended;
  }

  /** A pipeline that ends with a push into the registry. */
  async function pipeline(variables: Record<string, string> = {}): Promise<string> {
    const { output, exitCode } = await run(variables);
    expect(exitCode, output).toBe(0);
    expect(output).toMatch(/push > e2e: digest: sha256:/);
    return output;
  }

  async function migrate(...args: string[]): Promise<void> {
    const bundle = await bundlePath();
    const all = [bundle, "migrate", ...args];
    const { exitCode, stderr } = await execa(process.execPath, all, { cwd: project.folder, reject: false });
    expect(exitCode, stderr).toBe(0);
    // What the developer would commit.
    await project.write(".gitlab-ci.yml", await readFile(join(project.folder, ".gitlab-ci.yml"), "utf8"));
  }

  test("moves to ID tokens, falls back to its keys when the role breaks, does without them, and goes back", async () => {
    expect(await pipeline()).toContain("Login Succeeded");

    const component = ["--component", "$CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA"];
    const role = ["--role-arn", cloud.role.arn, "--region", "ap-northeast-1"];
    await migrate("apply", "--write", ...role, ...component);
    const right = await pipeline({ GITLAB_OIDC_TOKEN: idToken(cloud.world) });
    expect(right).toContain("push > auth: oidc (");
    expect(right).not.toContain("oidc-fell-back");

    const { trustPolicy } = cloud.role;
    const [trust] = [trustPolicy.Statement].flat();
    cloud.role.trustPolicy = { ...trustPolicy, Statement: { ...trust, Effect: "Deny" } } as typeof trustPolicy;
    const broken = await pipeline({ GITLAB_OIDC_TOKEN: idToken(cloud.world) });
    expect(broken).toMatch(/push > warning\[oidc-fell-back\].*trust-denied/);
    cloud.role.trustPolicy = trustPolicy;

    // The last phase before the keys go: nothing is left to fall back to.
    await migrate("apply", "--write", "--phase", "oidc", ...component);
    const alone = await pipeline({ GITLAB_OIDC_TOKEN: idToken(cloud.world) });
    expect(alone).toContain("push > auth: oidc (");
    cloud.role.trustPolicy = { ...trustPolicy, Statement: { ...trust, Effect: "Deny" } } as typeof trustPolicy;
    const { output, exitCode } = await run({ GITLAB_OIDC_TOKEN: idToken(cloud.world) });
    expect(exitCode, output).not.toBe(0);
    expect(output).toContain("push > error[trust-denied]");

    await migrate("undo", "--yes");
    expect(await readFile(join(project.folder, ".gitlab-ci.yml"), "utf8")).toBe(withKeys);
    expect(await pipeline()).toContain("Login Succeeded");
  });
});
