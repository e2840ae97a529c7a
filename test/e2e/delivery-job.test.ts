import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { archiveOf } from "../../scripts/release/archive.ts";
import { stamp } from "../../scripts/release/stamp.ts";
import { idToken } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { createProject, type PipelineRun, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const gitlabCi = `
include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA
    inputs:
      role_arn: $ECR_ROLE
      region: ap-northeast-1
      engine: config
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA
    inputs:
      job_name: .ecr-helper
      role_arn: $ECR_ROLE
      region: ap-northeast-1
      engine: helper

ask:
  extends: .ecr-helper
  script:
    - grep -c '"auth"' "$DOCKER_CONFIG/config.json" || echo "no login is stored"
    - echo "$ECR_HOST" | docker-credential-gitlab-ecr get | grep -o '"Username":"AWS"'

push:
  extends: .ecr-login
  script:
    - grep -c '"auth"' "$DOCKER_CONFIG/config.json"
    - echo "the push runs"
`;

describeWith(["git", "rsync"], "a job with a release's component, whose image has no gitlab-ecr", () => {
  let cloud: Cloud;
  let project: Project;
  let server: Server;
  let bundle: Buffer;
  let archive: Buffer;
  let served: Buffer;
  let requests: string[] = [];

  beforeAll(async () => {
    cloud = await startCloud();
    bundle = await readFile(await bundlePath());
    archive = await archiveOf(dirname(await bundlePath()));
    server = createServer(({ url = "" }, answer) => {
      requests.push(url);
      answer.end(url === "/gitlab-ecr.tar" ? archive : served);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sumOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
    const release = {
      version: "1.2.3",
      url: `${base}/gitlab-ecr.cjs`,
      sha256: sumOf(bundle),
      archiveUrl: `${base}/gitlab-ecr.tar`,
      archiveSha256: sumOf(archive),
    };
    const template = await readFile(join(root, "templates", "login.yml"), "utf8");
    project = await createProject(gitlabCi);
    await project.write("templates/login.yml", stamp("login.yml", template, release));
  });
  afterAll(async () => {
    await project?.remove();
    await cloud?.close();
    await new Promise((resolve) => server?.close(resolve));
  });

  async function run(job: string): Promise<PipelineRun> {
    requests = [];
    const token = idToken(cloud.world);
    const environment = { ...cloud.fake.environment, ECR_ROLE: cloud.role.arn, GITLAB_OIDC_TOKEN: token };
    const variables = { ...environment, ECR_HOST: cloud.front.host, GITLAB_ECR_BUNDLE: "" };
    const ended = await project.run({ jobs: [job], variables });
    expect(secretsIn(ended.output, secretsOf(cloud.world, token))).toEqual([]);
    expect(existsSync(`${project.jobFolder(job)}.tmp`)).toBe(false);
    return ended;
  }

  test("downloads the release's file once, logs in and out with it, and leaves nothing", async () => {
    served = bundle;
    const { output, exitCode } = await run("push");
    expect(exitCode, output).toBe(0);
    expect(requests).toEqual(["/gitlab-ecr.cjs"]);
    expect(output).toContain("push > the push runs");
    expect(output).toContain(`push > logged out of ${cloud.front.host}`);
  });

  test("downloads the release's archive where it needs more, and has the credential helper of it", async () => {
    const { output, exitCode } = await run("ask");
    expect(exitCode, output).toBe(0);
    expect(requests).toEqual(["/gitlab-ecr.tar"]);
    expect(output).toContain("ask > no login is stored");
    expect(output).toContain('ask > "Username":"AWS"');
  });

  test("fails before its script where the file is another, and runs nothing of it", async () => {
    served = Buffer.concat([Buffer.from("#!/usr/bin/env node\nconsole.log('pwned');\n"), bundle]);
    const { output, exitCode } = await run("push");
    expect(exitCode).not.toBe(0);
    expect(output).toContain("isn't gitlab-ecr 1.2.3, and isn't run");
    expect(output).not.toContain("pwned");
    expect(output).not.toContain("the push runs");
  });
});
