import { existsSync } from "node:fs";
import { cp, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idToken } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { createProject, type PipelineRun, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const template = fileURLToPath(new URL("../../templates/push.yml", import.meta.url));

// The second job shows what the push left for later jobs: gitlab-ci-local loses the files of a job with an after_script.
const gitlabCi = `
include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/push@$CI_COMMIT_SHA
    inputs:
      role_arn: $ECR_ROLE
      region: ap-northeast-1
      repository: aws-network-cdk
      docker: socket
      context: app
      dockerfile: app/Dockerfile
      target: main
      build_args: |
        GREETING=hello, "you" and $CI_COMMIT_REF_NAME
        FROM_VARIABLE
      tag_latest: true
      tag_ref: true
      tags: e2e, \${CI_COMMIT_REF_SLUG}-extra e2e

  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/push@$CI_COMMIT_SHA
    inputs:
      job_name: push-elsewhere
      role_arn: $ECR_ROLE
      region: ap-northeast-1
      repository: not-there
      docker: socket
      context: app

  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/push@$CI_COMMIT_SHA
    inputs:
      job_name: push-new
      role_arn: $ECR_ROLE
      region: ap-northeast-1
      repository: team/new
      create_repository: true
      immutable_tags: true
      docker: socket
      context: app

show:
  extends: ecr-push
  script:
    - !reference [ecr-push, script]
    - cat ecr-push.env
`;

const dockerfile = `
FROM scratch AS main
ARG GREETING
ARG FROM_VARIABLE
ENV GREETING=$GREETING FROM_VARIABLE=$FROM_VARIABLE
COPY content.txt /
FROM main AS other
ENV OTHER=1
`;

describeWith(["docker", "dockerd", "docker-registry", "git", "rsync"], "the push component, run for real", () => {
  let cloud: Cloud;
  let project: Project;
  let first: PipelineRun;
  let pushed: string[];
  let second: PipelineRun;
  let pushedAgain: string[];
  let elsewhere: PipelineRun;
  let created: PipelineRun;
  let pushedNew: string[];
  let createdAgain: PipelineRun;
  let bundle: Record<string, string> = {};
  const image = () => `${cloud.front.host}/aws-network-cdk`;

  async function run(...jobs: string[]): Promise<PipelineRun> {
    const token = idToken(cloud.world);
    const variables = {
      ...cloud.fake.environment,
      ...bundle,
      DOCKER_BUILDKIT: "0",
      DOCKER_HOST: cloud.dockerd?.host ?? "",
      // gitlab-ci-local's is the time of the run.
      CI_COMMIT_TIMESTAMP: "2026-11-24T06:00:00+00:00",
      ECR_ROLE: cloud.role.arn,
      FROM_VARIABLE: "$(touch pwned) `touch pwned` '\"",
      GITLAB_OIDC_TOKEN: token,
    };
    const ended = await project.run({ jobs, variables });
    expect(secretsIn(ended.output, secretsOf(cloud.world, token))).toEqual([]);
    for (const job of jobs) expect(existsSync(`${project.jobFolder(job)}.tmp`), `${job}'s folder is left`).toBe(false);
    return ended;
  }

  async function inspect(reference: string) {
    const env = { DOCKER_HOST: cloud.dockerd?.host ?? "" };
    const { stdout } = await execa("docker", ["image", "inspect", "--format", "{{json .Config}}", reference], { env });
    return JSON.parse(stdout) as { Env: string[]; Labels: Record<string, string> };
  }

  /** The tags that were pushed since the last time that this was asked. */
  let seen = 0;
  function takePushed(): string[] {
    const calls = cloud.front.calls.slice(seen);
    seen = cloud.front.calls.length;
    const puts = calls.filter(
      ({ method, path, status }) => method === "PUT" && /manifests/.test(path) && status === 201,
    );
    return puts.map(({ path }) => path.slice(path.lastIndexOf("/") + 1));
  }

  beforeAll(async () => {
    cloud = await startCloud({ registry: true, dockerd: true });
    project = await createProject(gitlabCi);
    await project.write("app/Dockerfile", dockerfile);
    await project.write("app/content.txt", "content that is in the image\n");
    await project.write("templates/push.yml", await readFile(template, "utf8"));
    first = await run("show");
    pushed = takePushed();
    second = await run("ecr-push");
    pushedAgain = takePushed();
    elsewhere = await run("push-elsewhere");
    cloud.role.policies.push({ Statement: { Effect: "Allow", Action: "ecr:CreateRepository", Resource: "*" } });
    // The bundle with its parts beside it, as in a release's archive.
    await cp(dirname(await bundlePath()), join(project.folder, "..", "all"), { recursive: true });
    bundle = { GITLAB_ECR_BUNDLE: join(project.folder, "..", "all", "gitlab-ecr.cjs") };
    created = await run("push-new");
    pushedNew = takePushed();
    createdAgain = await run("push-new");
  });
  afterAll(async () => {
    await project?.remove();
    await cloud?.close();
  });

  test("pushes the image with each of its tags once, and logs out", async () => {
    expect(first.exitCode, first.output).toBe(0);
    const sha = /and [^ ]+:([0-9a-f]{40})$/m.exec(first.output)?.[1];
    expect(pushed).toEqual([sha, "main", "latest", "e2e", "main-extra"]);
    expect(first.output).toContain(`show > logged out of ${cloud.front.host}`);
  });

  test("hands the image by its digest on to later jobs", () => {
    const [, digest] = /: digest: (sha256:[0-9a-f]{64}) size/.exec(first.output) ?? [];
    const sha = pushed[0];
    for (const line of [
      `ECR_IMAGE=${image()}@${digest}`,
      `ECR_DIGEST=${digest}`,
      "ECR_REPOSITORY=aws-network-cdk",
      `ECR_REGISTRY=${cloud.front.host}`,
      `ECR_TAGS=${sha} main latest e2e main-extra`,
    ]) {
      expect(first.output).toContain(`show > ${line}\n`);
    }
  });

  test("gives the build its target, its arguments and its labels, as text", async () => {
    const { Env, Labels } = await inspect(`${image()}:e2e`);
    expect(Env).toContain('GREETING=hello, "you" and main');
    expect(Env).toContain("FROM_VARIABLE=$(touch pwned) `touch pwned` '\"");
    expect(Env).not.toContain("OTHER=1");
    expect(Labels).toEqual({
      "org.opencontainers.image.created": "2026-11-24T06:00:00+00:00",
      "org.opencontainers.image.revision": pushed[0],
      "org.opencontainers.image.source": "https://gitlab.example.com/org/team/cdk/aws-network-cdk",
      "org.opencontainers.image.title": "awsNetworkCdk",
      "org.opencontainers.image.url": "https://gitlab.example.com/org/team/cdk/aws-network-cdk",
      "org.opencontainers.image.version": "main",
    });
  });

  test("pushes nothing where the registry has this very image under these tags, and names its digest all the same", () => {
    expect(second.exitCode, second.output).toBe(0);
    expect(pushedAgain).toEqual([]);
    expect(second.output.match(/is this image already: nothing to push\./g)).toHaveLength(5);
    const told = (run: PipelineRun) => /The image is (\S+@sha256:[0-9a-f]{64})$/m.exec(run.output)?.[1];
    expect(told(second)).toBe(told(first));
    expect(told(second)).toBeDefined();
  });

  test("creates a repository that isn't there, where it shall, and pushes to it; once", () => {
    expect(created.exitCode, created.output).toBe(0);
    expect(created.output).toMatch(/created repository \S+\/team\/new \(scan on push on, tags immutable\)/);
    expect(created.output).toContain(`The image is ${cloud.front.host}/team/new@sha256:`);
    expect(pushedNew).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect(cloud.account.repositories.at(-1)).toMatchObject({ name: "team/new", tagMutability: "IMMUTABLE" });
    expect(createdAgain.exitCode, createdAgain.output).toBe(0);
    expect(createdAgain.output).toContain("team/new is there already: nothing was changed");
  });

  test("says how to create a repository that isn't there, and tells later jobs nothing", () => {
    expect(elsewhere.exitCode).not.toBe(0);
    expect(elsewhere.output).toContain("push-elsewhere > name unknown: The repository with name 'not-there'");
    expect(elsewhere.output).toContain("aws ecr create-repository --repository-name not-there");
    expect(elsewhere.output).not.toContain("The image is");
  });
});
