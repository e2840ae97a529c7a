import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idToken } from "../fake/index.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { createProject, type PipelineRun, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";
import { startTlsRegistry, type TlsRegistry } from "./tls-registry.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

// The second job shows what the push left for later jobs: gitlab-ci-local loses the files of a job with an after_script.
const gitlabCi = `
include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/push@$CI_COMMIT_SHA
    inputs:
      engine: buildah
      role_arn: $ECR_ROLE
      region: ap-northeast-1
      repository: aws-network-cdk
      scope_repositories: aws-network-cdk
      context: app
      dockerfile: app/Dockerfile
      target: main
      build_args: |
        GREETING=hello, "you" and $CI_COMMIT_REF_NAME
        FROM_VARIABLE
      tag_latest: true
      tags: e2e

  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/push@$CI_COMMIT_SHA
    inputs:
      job_name: push-elsewhere
      engine: buildah
      role_arn: $ECR_ROLE
      region: ap-northeast-1
      repository: not-there
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
ENV GREETING=$GREETING
ENV FROM_VARIABLE=$FROM_VARIABLE
COPY content.txt /
FROM main AS other
ENV OTHER=1
`;

/** What Docker leaves root in a container that isn't privileged. Source: Docker's reference of docker run. */
const capabilities =
  "-all,+chown,+dac_override,+fsetid,+fowner,+mknod,+net_raw,+setgid,+setuid,+setfcap,+setpcap,+net_bind_service,+sys_chroot,+kill,+audit_write";

describeWith(
  ["buildah", "docker-registry", "git", "rsync", "setpriv"],
  "the push component with buildah, without privileges",
  () => {
    let cloud: Cloud;
    let registry: TlsRegistry;
    let project: Project;
    let home: string;
    let first: PipelineRun;
    let second: PipelineRun;
    let elsewhere: PipelineRun;
    const pushed: string[][] = [];
    const image = () => `${registry.host}/aws-network-cdk`;

    async function run(job: string): Promise<PipelineRun> {
      const token = idToken(cloud.world);
      const before = cloud.front.calls.length;
      const variables = {
        ...cloud.fake.environment,
        CI_COMMIT_TIMESTAMP: "2026-11-24T06:00:00+00:00",
        SOURCE_DATE_EPOCH: "1790000000",
        CONTAINERS_STORAGE_CONF: join(home, "storage.conf"),
        SSL_CERT_FILE: registry.caFile,
        ECR_ROLE: cloud.role.arn,
        FROM_VARIABLE: "$(touch pwned) `touch pwned` '\"",
        GITLAB_OIDC_TOKEN: token,
      };
      const ended = await project.run({ jobs: [job], variables, path: [join(home, "bin")] });
      expect(secretsIn(ended.output, secretsOf(cloud.world, token))).toEqual([]);
      expect(existsSync(`${project.jobFolder(job)}.tmp`), `${job}'s folder is left`).toBe(false);
      const puts = cloud.front.calls
        .slice(before)
        .filter(({ method, path, status }) => method === "PUT" && path.includes("/manifests/") && status === 201);
      pushed.push(puts.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)));
      return ended;
    }

    beforeAll(async () => {
      cloud = await startCloud({ registry: true });
      registry = await startTlsRegistry(cloud.front);
      cloud.world.proxyEndpoint = registry.url;
      project = await createProject(gitlabCi);
      home = join(project.folder, "..", "runner");
      await mkdir(join(home, "bin"), { recursive: true });
      const { stdout: buildah } = await execa("sh", ["-c", "command -v buildah"]);
      const programs = {
        buildah: `exec setpriv --bounding-set ${capabilities} --inh-caps -all ${buildah} "$@"`,
        docker: `touch '${home}/docker-was-called'; exit 1`,
      };
      for (const [name, line] of Object.entries(programs)) {
        await writeFile(join(home, "bin", name), `#!/bin/sh\n${line}\n`);
        await chmod(join(home, "bin", name), 0o755);
      }
      // Where images lie; the driver is the job's.
      await writeFile(
        join(home, "storage.conf"),
        `[storage]\ndriver = "overlay"\ngraphroot = "${home}/images"\nrunroot = "${home}/run"\n`,
      );
      await project.write("app/Dockerfile", dockerfile);
      await project.write("app/content.txt", "content that is in the image\n");
      await project.write("templates/push.yml", await readFile(join(root, "templates", "push.yml"), "utf8"));
      first = await run("show");
      second = await run("ecr-push");
      elsewhere = await run("push-elsewhere");
    });
    afterAll(async () => {
      await registry?.close();
      await project?.remove();
      await cloud?.close();
    });

    async function manifestOf(tag: string) {
      const [password] = cloud.world.passwords.slice(-1);
      const authorization = `Basic ${Buffer.from(`AWS:${password?.password}`).toString("base64")}`;
      const get = async (path: string) => {
        const headers = { authorization, accept: "application/vnd.oci.image.manifest.v1+json" };
        const answer = await fetch(`${cloud.front.url}/v2/aws-network-cdk/${path}`, { headers });
        return { digest: answer.headers.get("docker-content-digest"), body: JSON.parse(await answer.text()) };
      };
      const { digest, body } = await get(`manifests/${tag}`);
      return { digest, config: (await get(`blobs/${body.config.digest}`)).body.config };
    }

    test("builds and pushes each tag, without docker, and logs out", () => {
      expect(first.exitCode, first.output).toBe(0);
      expect(first.output).toContain(`show > logged in to ${registry.host} (buildah)`);
      const sha = /and [^ ]+:([0-9a-f]{40})$/m.exec(first.output)?.[1];
      expect(pushed[0]).toEqual([sha, "latest", "e2e"]);
      expect(first.output).toContain(`show > logged out of ${registry.host}`);
      expect(existsSync(join(home, "docker-was-called"))).toBe(false);
      expect(existsSync(join(home, "images", "vfs-images"))).toBe(true);
    });

    test("hands the image by the registry's digest on to later jobs", async () => {
      const { digest } = await manifestOf("e2e");
      expect(first.output).toContain(`show > ECR_IMAGE=${image()}@${digest}\n`);
      expect(first.output).toContain(`show > ECR_DIGEST=${digest}\n`);
      expect(first.output).toContain(`show > ECR_TAGS=${pushed[0]?.[0]} latest e2e\n`);
    });

    test("gives the build its target, its arguments and its labels, as text", async () => {
      const { config } = await manifestOf("e2e");
      expect(config.Env).toContain('GREETING=hello, "you" and main');
      expect(config.Env).toContain("FROM_VARIABLE=$(touch pwned) `touch pwned` '\"");
      expect(config.Env).not.toContain("OTHER=1");
      expect(config.Labels).toMatchObject({
        "org.opencontainers.image.created": "2026-11-24T06:00:00+00:00",
        "org.opencontainers.image.revision": pushed[0]?.[0],
        "org.opencontainers.image.source": "https://gitlab.example.com/org/team/cdk/aws-network-cdk",
      });
    });

    test("gives the same image for the same commit and SOURCE_DATE_EPOCH", () => {
      expect(second.exitCode, second.output).toBe(0);
      const told = ({ output }: PipelineRun) => /The image is (\S+@sha256:[0-9a-f]{64})$/m.exec(output)?.[1];
      expect(told(second)).toBe(told(first));
      expect(told(second)).toBeDefined();
    });

    test("says how to create a repository that isn't there, and tells later jobs nothing", () => {
      expect(elsewhere.exitCode).not.toBe(0);
      expect(elsewhere.output).toContain("aws ecr create-repository --repository-name not-there");
      expect(elsewhere.output).not.toContain("The image is");
    });

    test("has a session for that repository alone where scope_repositories says so", () => {
      const [narrowed, , whole] = cloud.world.sessions.map(({ sessionPolicies }) => sessionPolicies);
      expect(JSON.stringify(narrowed)).toContain("repository/aws-network-cdk");
      expect(whole).toBeUndefined();
    });
  },
);
