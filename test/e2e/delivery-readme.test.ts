import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idToken } from "../fake/index.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { createProject, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const host = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";

const digest = `sha256:${"ab".repeat(32)}`;

/**
 * A docker that notes its command lines, and answers a push as the registry would. gitlab-ci-local starts the service of
 * the Docker daemon with it, too, and asks for its ports.
 */
const dockerProgram = (folder: string) => `#!/bin/sh
echo "$*" >>'${folder}/calls'
case "$1 $2" in
  'login '*) cat >/dev/null ;;
  'image inspect') test "$3" = --format || { echo '[{}]' && exit; }; echo 'sha256:${"1d".repeat(32)}' ;;
  'manifest inspect') exit 1 ;;
  'push '*) echo 'x: digest: ${digest} size: 524' ;;
esac
`;

describeWith(["git", "rsync"], "the README's pipeline", () => {
  let cloud: Cloud;
  let blocks: string[];
  let bin: string;
  const projects: Project[] = [];

  beforeAll(async () => {
    cloud = await startCloud();
    cloud.role.arn = "arn:aws:iam::455931011959:role/gitlab-ecr-role";
    cloud.world.proxyEndpoint = undefined;
    const readme = await readFile(join(root, "README.md"), "utf8");
    const [, use = ""] = /^## Use it\n([\s\S]*?)^## /m.exec(readme) ?? [];
    blocks = [...use.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  });
  afterAll(async () => {
    for (const project of projects) await project.remove();
    await cloud?.close();
  });

  /** Runs a pipeline with the components of this commit and a docker that notes its command lines. */
  async function run(text: string, job = "push") {
    const gitlabCi = text
      .replaceAll("$CI_SERVER_FQDN/GROUP/gitlab-ecr/", "$CI_SERVER_FQDN/$CI_PROJECT_PATH/")
      .replaceAll("@VERSION", "@$CI_COMMIT_SHA");
    expect(gitlabCi).not.toBe(text);
    const project = await createProject(gitlabCi);
    projects.push(project);
    await project.write("templates/push.yml", await readFile(join(root, "templates", "push.yml"), "utf8"));
    await project.write("Dockerfile", "FROM scratch\n");
    bin = join(project.folder, "..", "bin");
    await mkdir(bin);
    await writeFile(join(bin, "docker"), dockerProgram(bin));
    await chmod(join(bin, "docker"), 0o755);
    const variables = { ...cloud.fake.environment, GITLAB_OIDC_TOKEN: idToken(cloud.world) };
    const ended = await project.run({ jobs: [job], path: [bin], variables });
    return { ...ended, calls: (await readFile(join(bin, "calls"), "utf8")).split("\n").filter(Boolean) };
  }

  test("is there", () => {
    expect(blocks[0]).toMatch(/^include:\n {2}- component: \$CI_SERVER_FQDN\/GROUP\/gitlab-ecr\/login@VERSION\n/);
  });

  test("logs in, builds and pushes as it stands", async () => {
    const { output, exitCode, calls } = await run(blocks[0] ?? "");
    expect(exitCode, output).toBe(0);
    expect(output).toContain("push > auth: oidc");
    expect(calls).toEqual([
      expect.stringContaining(`login --username AWS --password-stdin ${host}`),
      `build --tag ${host}/aws-network-cdk .`,
      `push ${host}/aws-network-cdk`,
    ]);
  });

  test("lets five lines build and push the project's image, tagged with the commit, as they stand", async () => {
    const { output, exitCode, calls } = await run(blocks[1] ?? "", "ecr-push");
    expect(exitCode, output).toBe(0);
    expect((blocks[1] ?? "").trim().split("\n")).toHaveLength(5);
    const [, tagged = ""] = /^build (.*)$/m.exec(calls.join("\n")) ?? [];
    const [, image = ""] = / --tag (\S+) -- \.$/.exec(tagged) ?? [];
    expect(image).toMatch(new RegExp(`^${host}/aws-network-cdk:[0-9a-f]{40}$`));
    expect(calls).toContain(`push ${image}`);
    expect(output).toContain(`The image is ${host}/aws-network-cdk@${digest}`);
  });

  test("logs in with a before_script of its own beside it", async () => {
    const [include = ""] = (blocks[0] ?? "").split(/^push:$/m);
    const own = blocks.find((block) => block.includes("!reference [.ecr-login, before_script]"));
    const { output, exitCode } = await run(`${include}${own}  script:\n    - echo "the script runs"\n`);
    expect(exitCode, output).toBe(0);
    expect(output).toMatch(/push > auth: oidc[\s\S]*push > my own preparation[\s\S]*push > the script runs/);
  });
});
