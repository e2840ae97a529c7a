import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPrograms } from "../../scripts/build/programs.ts";
import { idToken } from "../fake/index.ts";
import { type Cloud, startCloud } from "./cloud.ts";

const root = new URL("../..", import.meta.url).pathname;
const page = await readFile(join(root, "docs", "programs.md"), "utf8");
const examples = [
  ...page.matchAll(/^## (.+)\n(?:(?!^## )[\s\S])*?```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/gm),
].map(([, title = "", code = "", output = ""]) => ({ title, code, output }));

describe("the examples for programs", () => {
  let consumer: string;
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud();
    consumer = await mkdtemp(join(tmpdir(), "gitlab-ecr-examples-"));
    const installed = join(consumer, "node_modules/gitlab-ecr");
    await mkdir(join(installed, "dist"), { recursive: true });
    await symlink(join(root, "package.json"), join(installed, "package.json"));
    await symlink(join(root, "node_modules"), join(installed, "node_modules"));
    await buildPrograms(root, join(installed, "dist"));
  });
  afterAll(async () => {
    await cloud?.close();
    await rm(consumer, { recursive: true, force: true });
  });

  const run = async (name: string, code: string) => {
    await writeFile(join(consumer, name), code);
    const environment = {
      ...cloud.fake.environment,
      PATH: dirname(process.execPath),
      HOME: consumer,
      CI: "true",
      CI_PROJECT_PATH: "org/team/cdk/aws-network-cdk",
      AWS_REGION: cloud.world.region,
      GITLAB_ECR_ROLE_ARN: cloud.role.arn,
      GITLAB_OIDC_TOKEN: idToken(cloud.world),
    };
    const options = { cwd: consumer, env: environment, extendEnv: false, reject: false } as const;
    return execa(process.execPath, ["--preserve-symlinks", "--preserve-symlinks-main", name], options);
  };

  test("are all of the page's", () => {
    expect(examples.map(({ title }) => title)).toEqual([
      "Registries",
      "Trust policies",
      "Setup",
      "Audit",
      "Pipelines",
      "Login",
    ]);
    expect(page.match(/```js/g)).toHaveLength(examples.length);
  });

  test.each(examples)("$title prints what the page shows, as an ES module", async ({ title, code, output }) => {
    const { stdout, stderr, exitCode } = await run(`${title.replace(" ", "-")}.mjs`, code);
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: output.trimEnd(), stderr: "", exitCode: 0 });
  });

  test.each(examples.filter(({ title }) => title !== "Login"))(
    "$title does so in CommonJS, too",
    async ({ title, code, output }) => {
      const required = code.replace(/import (\{.*\}) from "gitlab-ecr";/, 'const $1 = require("gitlab-ecr");');
      expect(required).not.toBe(code);
      expect((await run(`${title.replace(" ", "-")}.cjs`, required)).stdout).toBe(output.trimEnd());
    },
  );

  test.each(examples)("$title is right by its types", async ({ title, code }) => {
    const name = `${title.replace(" ", "-")}.mts`;
    // A reader may leave out the check for undefined that an index asks for.
    await writeFile(join(consumer, name), code);
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const options = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2024",
      "--lib",
      "es2024,dom",
      "--types",
      "",
      "--preserveSymlinks",
    ];
    const { stdout, exitCode } = await execa(process.execPath, [compiler, ...options, name], {
      cwd: consumer,
      reject: false,
    });
    expect([exitCode, stdout]).toEqual([0, ""]);
  });
});
