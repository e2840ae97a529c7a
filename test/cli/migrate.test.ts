import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exampleWorld } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const { world } = exampleWorld();
const host = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
const role = "arn:aws:iam::455931011959:role/gitlab-ecr-role";
const component = "gitlab.example.com/tools/gitlab-ecr/login@1";

const pipeline = `# builds and pushes
include:
  - local: /ci/deploy.yml
  - template: Security/SAST.gitlab-ci.yml

push:
  image: docker:27
  script:
    - aws ecr get-login-password | docker login -u AWS --password-stdin ${host}
    - docker push ${host}/aws-network-cdk:$CI_COMMIT_SHA
`;

const included = `variables:
  AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
deploy:
  image: tools:1
  script:
    - docker login -u AWS -p hunter2-hunter2 ${host}
    - kubectl apply -f .
`;

async function repository(
  files: Readonly<Record<string, string>> = { ".gitlab-ci.yml": pipeline, "ci/deploy.yml": included },
) {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "ci"));
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  const file = join(folder, ".gitlab-ci.yml");
  const run = (command: string, ...argv: string[]) => runCli(world, ["migrate", command, file, ...argv]);
  const read = (path: string) => readFile(join(folder, path), "utf8");
  return { folder, file, run, read };
}

describe("migrate plan", () => {
  test("shows what it found, the change, the role, the risks, and what it can't see", async () => {
    const { run, read } = await repository();
    const { status, stdout, stderr } = await run("plan");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`.gitlab-ci.yml:9  push  get-login-password, ${host}`);
    expect(stdout).toContain("ci/deploy.yml:2  (all jobs)  literal-keys");
    expect(stdout).toContain("+  extends: .ecr-login");
    expect(stdout).toContain("-    - aws ecr get-login-password");
    expect(stdout).toContain(
      "gitlab-ecr setup --gitlab-url https://gitlab.com --project org/team/cdk/aws-network-cdk --account 455931011959 --region ap-northeast-1 --repository aws-network-cdk",
    );
    expect(stdout).toContain(".gitlab-ci.yml:6  push: Its image docker:27 must have gitlab-ecr on PATH");
    expect(stdout).toContain("includes Security/SAST.gitlab-ci.yml, which can't be seen from here");
    expect(stdout).toMatch(/\nWhat is next: make the role .*, then gitlab-ecr migrate prepare\n$/);
    expect(await read(".gitlab-ci.yml")).toBe(pipeline);
  });

  test("--json is the plan", async () => {
    const { run } = await repository();
    expect((await run("plan", "--json", "--role-arn", role, "--phase", "oidc")).json()).toMatchObject({
      ok: true,
      phase: "oidc",
      inputs: { role_arn: role, region: "ap-northeast-1", registries: host },
      files: [
        { path: ".gitlab-ci.yml", changed: true, findings: [{ job: "push", line: 9 }], left: [] },
        {
          path: "ci/deploy.yml",
          changed: true,
          findings: [{ kind: "literal-keys" }, { kind: "docker-login-static" }],
          left: [{ kind: "literal-keys", line: 2 }],
        },
      ],
      role: { arn: role, repositories: [{ account: "455931011959", name: "aws-network-cdk" }] },
    });
  });

  test("shows no secret that a file holds, neither in the diff's lines nor elsewhere", async () => {
    const { run } = await repository();
    for (const mode of [[], ["--json"], ["--verbose"]]) {
      const { stdout, stderr } = await run("plan", ...mode);
      expect(stdout + stderr).not.toMatch(/wJalr|hunter2/);
      expect(stdout).toContain("[redacted]");
    }
  });

  test("says so where nothing logs in", async () => {
    const { run } = await repository({ ".gitlab-ci.yml": "job:\n  script: [make]\n" });
    expect((await run("plan")).stdout).toBe("Nothing found: no file here logs in to Amazon ECR.\n");
  });

  test.each([
    ["isn't there", {}, /There is no \.gitlab-ci\.yml\./],
    ["isn't YAML", { ".gitlab-ci.yml": "a: b\nc: 'd\n" }, /\.gitlab-ci\.yml: Line \d of the pipeline isn't YAML/],
    ["includes what isn't YAML", { ".gitlab-ci.yml": "include: ci/x.yml\n", "ci/x.yml": "a: [\n" }, /ci\/x\.yml: Line/],
    ["includes what lies outside", { ".gitlab-ci.yml": "include: ../../etc/passwd\n" }, /isn't in the repository/],
  ])("refuses a file that %s", async (_, files, reason) => {
    const { run } = await repository(files);
    const { status, stderr } = await run("plan");
    expect([status, stderr]).toEqual([2, expect.stringMatching(reason)]);
  });

  test("notes an included file that is missing", async () => {
    const { run } = await repository({ ".gitlab-ci.yml": pipeline });
    expect((await run("plan", "--json")).json().notes).toContain("ci/deploy.yml is included, and isn't there.");
  });

  test("leaves alone what another file of the pipeline takes or sets", async () => {
    const main =
      "include: ci/deploy.yml\ndefault:\n  before_script: [docker info]\nx:\n  script:\n    - !reference [.y, script]\n";
    const other = `.y:\n  image: a\n  script:\n    - docker login -u AWS -p $P ${host}\n    - make\nz:\n  image: a\n  script:\n    - docker login -u AWS -p $P ${host}\n    - make\n`;
    const { run } = await repository({ ".gitlab-ci.yml": main, "ci/deploy.yml": other });
    expect((await run("plan", "--json")).json()).toMatchObject({
      files: [
        { changed: false },
        {
          changed: false,
          left: [
            { reason: expect.stringContaining("by a reference") },
            { reason: expect.stringContaining("for all jobs") },
          ],
        },
      ],
    });
  });
});

describe("migrate apply", () => {
  test("writes nothing without --write, and says so", async () => {
    const { run, read } = await repository();
    const { status, stdout } = await run("apply");
    expect([status, await read(".gitlab-ci.yml")]).toEqual([0, pipeline]);
    expect(stdout).toMatch(/Nothing was written: give --write to write it\.\n$/);
    expect((await run("apply", "--json")).json()).toMatchObject({ ok: true, written: [] });
  });

  test("writes each file whole, leaves nothing beside it, and has nothing to do the second time", async () => {
    const { run, read, folder } = await repository();
    const argv = ["--write", "--component", component, "--role-arn", role];
    const first = await run("apply", ...argv, "--json");
    expect(first.json()).toMatchObject({ written: [".gitlab-ci.yml", "ci/deploy.yml"] });
    expect(await read(".gitlab-ci.yml")).toBe(`# builds and pushes
include:
  - local: /ci/deploy.yml
  - template: Security/SAST.gitlab-ci.yml
  - component: ${component}
    inputs:
      role_arn: ${role}
      region: ap-northeast-1
      registries: "${host}"
      fallback: on-error

push:
  extends: .ecr-login
  stage: test
  image: docker:27
  script:
    - docker push ${host}/aws-network-cdk:$CI_COMMIT_SHA
`);
    expect(await read("ci/deploy.yml")).toContain("AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    const second = await run("apply", ...argv);
    const end = /\nThere is nothing to change\.\nWhat is next: gitlab-ecr migrate status\n$/;
    expect([second.status, second.stdout]).toEqual([0, expect.stringMatching(end)]);
    const oidc = await run("apply", ...argv, "--phase", "oidc");
    expect(oidc.stdout.match(/What is next/g)).toHaveLength(1);
  });

  test("leads a pipeline that does without keys back to them only where that is asked for", async () => {
    const { run, read } = await repository();
    await run("apply", "--write", "--component", component, "--role-arn", role, "--phase", "oidc");
    const text = await read(".gitlab-ci.yml");
    expect((await run("plan", "--json")).json()).toMatchObject({ phase: "oidc" });
    expect((await run("apply", "--write")).stdout).toContain("There is nothing to change.");
    expect(await read(".gitlab-ci.yml")).toBe(text);
    await run("apply", "--write", "--fallback-until", "2026-12-31");
    expect(await read(".gitlab-ci.yml")).toMatch(/fallback: on-error\n.*fallback_until: "?2026-12-31/);
  });

  test("goes on to the ID token alone", async () => {
    const { run, read } = await repository();
    await run("apply", "--write", "--component", component, "--role-arn", role);
    await run("apply", "--write", "--component", component, "--phase", "oidc");
    const text = await read(".gitlab-ci.yml");
    expect(text).toContain("      auth: oidc\n");
    expect(text).not.toContain("fallback");
  });

  test("takes the component that the pipeline includes already where none is given", async () => {
    const { run, read } = await repository();
    await run("apply", "--write", "--component", component, "--role-arn", role);
    expect((await run("apply", "--write", "--phase", "oidc")).status).toBe(0);
    const text = await read(".gitlab-ci.yml");
    expect(text).toContain(`  - component: ${component}\n`);
    expect(text).toContain("      auth: oidc\n");
    expect(text).toContain(`      role_arn: ${role}\n`);
    expect(text).not.toContain("fallback");
  });

  test("knows the component of a project with another name by its phase, and by the jobs that extend its own", async () => {
    const { run, read } = await repository();
    const copy = "gitlab.example.com/platform/ecr/login@2";
    await run("apply", "--write", "--component", copy);
    const planned = (await run("plan", "--json")).json();
    expect(planned).toMatchObject({
      component: copy,
      phase: "dual",
      included: [{ component: copy }, { component: copy }],
    });
    expect(planned.notes).toEqual([expect.stringContaining("Security/SAST.gitlab-ci.yml")]);
    expect((await run("status", "--json")).json()).toMatchObject({ pipeline: "dual" });
    await run("apply", "--write", "--phase", "oidc");
    expect(await read(".gitlab-ci.yml")).toContain(`  - component: ${copy}\n    inputs:\n      auth: oidc\n`);
    expect((await run("status", "--json")).json()).toMatchObject({ pipeline: "oidc" });
  });

  test.each([
    ["without a phase", "region: eu-west-1", ".ecr-login", ""],
    ["whose job nobody extends", "fallback: on-error", ".other", ""],
    ["beside a job of that name", "fallback: on-error", ".ecr-login", ".ecr-login: { script: [make] }\n"],
  ])("takes no other login component for ours: one %s", async (_, input, base, more) => {
    const text = `include: { component: x/sso/tool/login@1, inputs: { ${input} } }\n${more}push: { extends: ${base}, script: [make] }\n`;
    const { run, read } = await repository({ ".gitlab-ci.yml": text });
    const planned = (await run("plan", "--json")).json();
    expect(planned).toMatchObject({ included: [], notes: [expect.stringContaining("x/sso/tool/login@1")] });
    await run("apply", "--write", "--phase", "oidc");
    expect(await read(".gitlab-ci.yml")).toBe(text);
  });

  test.each(["x", "gitlab.example.com/tools/gitlab-ecr/login", "gitlab.example.com/login@1", "a/b/c d@1"])(
    "refuses %j, which is no component's address",
    async (address) => {
      const { run, read } = await repository();
      const { status, stderr } = await run("apply", "--write", "--component", address);
      expect([status, await read(".gitlab-ci.yml")]).toEqual([2, pipeline]);
      expect(stderr).toContain(`--component is ${JSON.stringify(address)}; it must be an address with a version`);
    },
  );

  test("changes the jobs that are named alone", async () => {
    const { run, read } = await repository();
    await run("apply", "--write", "--component", component, "--job", "deploy");
    expect(await read(".gitlab-ci.yml")).toBe(pipeline);
    expect(await read("ci/deploy.yml")).toContain("extends: .ecr-login");
  });

  test("refuses to write a pipeline that names no component", async () => {
    const { run, read } = await repository();
    const { status, stderr } = await run("apply", "--write");
    expect([status, await read(".gitlab-ci.yml")]).toEqual([2, pipeline]);
    expect(stderr).toContain("--component HOST/GROUP/gitlab-ecr/login@VERSION");
  });

  test("refuses what isn't UTF-8, and a symbolic link", async () => {
    const { run, file, folder } = await repository();
    const bytes = Buffer.concat([Buffer.from("# \u00e9", "latin1"), Buffer.from(`\n${pipeline}`)]);
    await writeFile(file, bytes);
    expect((await run("apply", "--write", "--component", component)).stderr).toContain("isn't UTF-8 text");
    expect(await readFile(file)).toEqual(bytes);
    await writeFile(join(folder, "real.yml"), pipeline);
    await symlink("real.yml", join(folder, "link.yml"));
    const linked = await runCli(world, [
      "migrate",
      "apply",
      join(folder, "link.yml"),
      "--write",
      "--component",
      component,
    ]);
    expect([linked.status, linked.stderr]).toEqual([2, expect.stringContaining("symbolic link")]);
  });
});
