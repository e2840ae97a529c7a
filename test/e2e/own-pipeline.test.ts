import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { idToken } from "../fake/index.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { exportLines } from "./component-stand-in.ts";
import { createProject, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const bundleAlone = 'import { buildBundle } from "./scripts/build.ts"; await buildBundle();';

/** What the jobs of the pipeline need of the repository, besides node_modules, which stands in for npm ci. */
const parts = [
  "package.json",
  "tsconfig.json",
  "tsconfig.types.json",
  "src",
  "scripts",
  "templates",
  "test/fake",
  "test/e2e",
];

describeWith(["docker", "dockerd", "docker-registry", "git", "rsync"], "the project's own pipeline", () => {
  let cloud: Cloud;
  let project: Project;

  beforeAll(async () => {
    cloud = await startCloud({ registry: true, dockerd: true });
    const gitlabCi = await readFile(join(root, ".gitlab-ci.yml"), "utf8");
    // gitlab-ci-local runs services in containers, and there is a daemon already. Types can't be written through a link
    // to packages elsewhere.
    const asHere = gitlabCi
      .replace("docker: dind", "docker: socket")
      .replace("- node scripts/build.ts", `- node --input-type=module --eval '${bundleAlone}'`);
    project = await createProject(asHere);
    for (const part of parts) {
      await mkdir(dirname(join(project.folder, part)), { recursive: true });
      await cp(join(root, part), join(project.folder, part), { recursive: true });
    }
    await symlink(join(root, "node_modules"), join(project.folder, "node_modules"));
    await execa("git", ["add", "--all"], { cwd: project.folder });
    await execa("git", ["commit", "--quiet", "--message", "All"], { cwd: project.folder });
  });
  afterAll(async () => {
    await project?.remove();
    await cloud?.close();
  });

  test("is a pipeline of checks, tests, the build and the components", async () => {
    const [document] = parseAllDocuments(await readFile(join(root, ".gitlab-ci.yml"), "utf8"), {
      customTags: [{ tag: "!reference", collection: "seq", resolve: () => false }],
    });
    expect(document?.errors).toEqual([]);
    const jobs = Object.keys(document?.toJS() ?? {});
    expect(jobs).toEqual(
      expect.arrayContaining(["check", "test", "build", "login-component", "push-component", "stamped"]),
    );
    const script = await readFile(join(root, ".ci", "run"), "utf8");
    expect(script).toMatch(/^#!/);
  });

  test("builds the bundle, and logs in with the component at its own commit", async () => {
    const { output, exitCode } = await project.run({ jobs: ["build", "login-component"] });
    expect(exitCode, output).toBe(0);
    expect(output).toContain("login-component > auth: oidc (role from GITLAB_ECR_ROLE_ARN");
    expect(output).toContain("login-component > the component logged in");
    expect(output).toContain("login-component > logged out of 127.0.0.1:");
    expect(output).toMatch(/build +exported artifacts/);
  });

  test("pushes with the component at its own commit", async () => {
    const token = idToken(cloud.world);
    const { output, exitCode } = await project.run({
      jobs: ["build", "push-component"],
      variables: {
        ...cloud.fake.environment,
        DOCKER_HOST: cloud.dockerd?.host ?? "",
        DOCKER_BUILDKIT: "0",
        ECR_TEST_ROLE: cloud.role.arn,
        ECR_TEST_REGION: "ap-northeast-1",
        ECR_TEST_REPOSITORY: "aws-network-cdk",
        GITLAB_OIDC_TOKEN: token,
      },
    });
    expect(secretsIn(output, secretsOf(cloud.world, token))).toEqual([]);
    expect(exitCode, output).toBe(0);
    expect(output).toContain(`The image is ${cloud.front.host}/aws-network-cdk@sha256:`);
  });

  test("leaves the real push out where nobody configured it", async () => {
    const { output } = await project.run({ jobs: ["push-component"] });
    expect(output).not.toContain("gitlab-ecr: build and push");
  });
});

test("the stand-in's variables reach the job's shell as they are", async () => {
  const value = `it's "a" $(touch pwned) \`x\` \\ value\nin two lines`;
  const { stdout } = await execa("sh", ["-c", `${exportLines({ VALUE: value })}printf '%s' "$VALUE"`]);
  expect(stdout).toBe(value);
});
