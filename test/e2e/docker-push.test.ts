import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idToken } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { createProject, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";

const gitlabCi = `
include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA
    inputs:
      role_arn: $ECR_ROLE
      region: ap-northeast-1

push:
  extends: .ecr-login
  before_script:
    - docker build --tag "$IMAGE" .
    - echo "before login; $(docker push "$IMAGE" 2>&1 | tail -n 1)"
    - !reference [.ecr-login, before_script]
  script:
    - docker push "$IMAGE"
    - docker rmi "$IMAGE"
    - docker pull "$IMAGE"
    - docker save --output "$IMAGE_FILE" "$IMAGE"
  after_script:
    - !reference [.ecr-login, after_script]
    - echo "after logout; $(docker push "$IMAGE" 2>&1 | tail -n 1)"
`;

describeWith(["docker", "dockerd", "docker-registry", "git", "rsync"], "a pipeline that pushes a real image", () => {
  let cloud: Cloud;
  let project: Project;

  beforeAll(async () => {
    cloud = await startCloud({ registry: true, dockerd: true });
    project = await createProject(gitlabCi);
    await project.write("Dockerfile", "FROM scratch\nCOPY . /\n");
  });
  afterAll(async () => {
    await project.remove();
    await cloud.close();
  });

  test("is refused before the login, pushes and pulls after it, and is refused again after the logout", async () => {
    const token = idToken(cloud.world);
    const run = await project.run({
      variables: {
        ...cloud.fake.environment,
        DOCKER_BUILDKIT: "0",
        DOCKER_HOST: cloud.dockerd?.host ?? "",
        ECR_ROLE: cloud.role.arn,
        GITLAB_ECR_BUNDLE: await bundlePath(),
        GITLAB_OIDC_TOKEN: token,
        IMAGE: `${cloud.front.host}/aws-network-cdk:e2e`,
        IMAGE_FILE: join(project.folder, "..", "image.tar"),
      },
    });
    console.log(run.output);
    expect(run.exitCode).toBe(0);
  });
});
