import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
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
      region: ap-northeast-1

push:
  extends: .ecr-login
  before_script:
    - docker build --quiet --tag "$IMAGE" .
    - echo "before login, $(docker push "$IMAGE" 2>&1 | tail -n 1)"
    - !reference [.ecr-login, before_script]
  script:
    - docker build --tag "$IMAGE" .
    - docker push "$IMAGE"
    - docker rmi "$IMAGE"
    - docker pull "$IMAGE"
    - docker save --output "$IMAGE_FILE" "$IMAGE"
    - echo "modes $(stat -c %a "$DOCKER_CONFIG") $(stat -c %a "$DOCKER_CONFIG/config.json")"
    - echo "folder $DOCKER_CONFIG"
    - echo "in the project $(find "$CI_PROJECT_DIR" -name config.json -exec grep -l auths {} +)."
  after_script:
    - !reference [.ecr-login, after_script]
    - echo "after logout, $(docker push "$IMAGE" 2>&1 | tail -n 1)"
`;

describeWith(["docker", "dockerd", "docker-registry", "git", "rsync"], "a pipeline that pushes a real image", () => {
  let cloud: Cloud;
  let project: Project;
  let token: string;
  let commandLines: string;
  let imageFile: string;
  let run: PipelineRun;

  beforeAll(async () => {
    cloud = await startCloud({ registry: true, dockerd: true });
    project = await createProject(gitlabCi);
    await project.write("Dockerfile", "FROM scratch\nCOPY . /\n");
    await project.write("content.txt", "content that is in the image\n");
    const home = join(project.folder, "..");
    commandLines = join(home, "docker-command-lines");
    imageFile = join(home, "image.tar");
    token = idToken(cloud.world);
    run = await project.run({
      path: [await recordingDocker(join(home, "bin"), commandLines)],
      variables: {
        ...cloud.fake.environment,
        DOCKER_BUILDKIT: "0",
        DOCKER_HOST: cloud.dockerd?.host ?? "",
        ECR_ROLE: cloud.role.arn,
        GITLAB_OIDC_TOKEN: token,
        IMAGE: `${cloud.front.host}/aws-network-cdk:e2e`,
        IMAGE_FILE: imageFile,
      },
    });
  });
  afterAll(async () => {
    await project?.remove();
    await cloud?.close();
  });

  test("is refused before the login, in docker's own words", () => {
    expect(run.output).toContain("push > before login, no basic auth credentials");
  });

  test("pushes and pulls after the login, with the password that ECR handed out", () => {
    expect(run.output).toContain(`push > logged in to ${cloud.front.host} (docker)`);
    expect(run.output).toContain("push > Status: Downloaded newer image");
    const [first, ...others] = callsOf(cloud.world, "sts:AssumeRoleWithWebIdentity");
    expect([first?.status, others.length]).toEqual([200, 0]);
    const answers = cloud.front.calls
      .filter(({ path }) => path.endsWith("/manifests/e2e"))
      .map(({ method, status }) => `${method} ${status}`);
    expect(answers).toContain("PUT 201");
    expect(run.exitCode, run.output).toBe(0);
  });

  test("is refused again after the logout", () => {
    expect(run.output).toContain("push > removed this job's own Docker configuration");
    expect(run.output).toContain("push > after logout, no basic auth credentials");
    expect(cloud.front.calls.at(-1)).toMatchObject({ authenticated: false, status: 401 });
  });

  test("keeps the Docker configuration to itself, out of the project and of the image", async () => {
    expect(run.output).toContain("push > modes 700 600");
    expect(run.output).toContain("push > in the project .");
    const image = await readFile(imageFile);
    expect(image.includes("content that is in the image")).toBe(true);
    expect(image.includes("gitlab-ecr.state.json")).toBe(false);
    expect(secretsIn(image, secretsOf(cloud.world, token))).toEqual([]);
  });

  test("leaves no folder behind", () => {
    const folder = /push > folder (.+)$/m.exec(run.output)?.[1] ?? "";
    expect(folder).toMatch(new RegExp(`^${project.jobFolder("push")}\\.tmp/gitlab-ecr-\\d+$`));
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(`${project.jobFolder("push")}.tmp`)).toBe(false);
  });

  test("shows no secret, neither in the job's output nor on docker's command line", async () => {
    const lines = await readFile(commandLines, "utf8");
    expect(lines).toContain(`login --username AWS --password-stdin ${cloud.front.host}`);
    const secrets = secretsOf(cloud.world, token);
    expect(secrets.length).toBeGreaterThan(5);
    expect(secretsIn(`${run.output}${lines}`, secrets)).toEqual([]);
  });
});

/** A docker that notes its command lines and then is the real one. Returns the folder to put before PATH. */
async function recordingDocker(folder: string, notes: string): Promise<string> {
  const { stdout: real } = await execa("sh", ["-c", "command -v docker"]);
  await mkdir(folder);
  await writeFile(join(folder, "docker"), `#!/bin/sh\nprintf '%s\\n' "$*" >>'${notes}'\nexec '${real}' "$@"\n`);
  await chmod(join(folder, "docker"), 0o755);
  return folder;
}
