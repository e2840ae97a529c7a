import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { makeAssets } from "../../scripts/release/assets.ts";
import { exampleWorld, idToken, startFake } from "../fake/index.ts";
import { startCloud } from "./cloud.ts";
import { createProject, type Project } from "./pipeline.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn, secretsOf } from "./secrets.ts";

const root = new URL("../..", import.meta.url).pathname;
const bin = join(root, "node_modules", ".bin");
let home: string;

// A release builds, and writes the docs, several times.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "gitlab-ecr-release-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A clone of the commit that is checked out, with the files of the work tree, as somebody who releases has it. */
async function cloneProject(folder: string) {
  const git = (...args: string[]) => execa("git", args, { cwd: folder });
  const { stdout } = await execa("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
  });
  await mkdir(folder, { recursive: true });
  for (const name of stdout.split("\0").filter((path) => path !== "" && !path.startsWith("test/"))) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await cp(join(root, name), join(folder, name)).catch((error: NodeJS.ErrnoException) => {
      // Removed, and not committed yet.
      if (error.code !== "ENOENT") throw error;
    });
  }
  await cp(join(root, "test", "fake"), join(folder, "test", "fake"), { recursive: true });
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "Sample User");
  await git("config", "user.email", "sample-user@example.com");
  for (const packages of ["node_modules", "tools/api-docs/node_modules"]) {
    await symlink(join(root, packages), join(folder, packages));
  }
  await git("add", "--all", "--", ".", ":(exclude,glob)**/node_modules");
  await git("commit", "--quiet", "--message", "All");
  await execa("sh", ["-c", "echo node_modules >> .git/info/exclude"], { cwd: folder });
  const release = (...args: string[]) =>
    execa(process.execPath, ["scripts/release.ts", ...args], { cwd: folder, reject: false, all: true });
  return { git: async (...args: string[]) => (await git(...args)).stdout, release };
}

/** A repository that takes push options, as GitLab's do. */
async function initMirror(path: string): Promise<void> {
  await execa("git", ["init", "--quiet", "--bare", path]);
  await execa("git", ["config", "receive.advertisePushOptions", "true"], { cwd: path });
}

async function readJson(path: string) {
  return JSON.parse(await readFile(path, "utf8"));
}

/** CycloneDX's own schema. */
async function cycloneDx(): Promise<ValidateFunction> {
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
  for (const format of ["idn-email", "iri-reference"]) ajv.addFormat(format, true);
  const schema = (name: string) => readJson(join(root, "test", "schemas", `cyclonedx-${name}.json`));
  for (const name of ["spdx", "jsf-0.82"]) ajv.addSchema(await schema(name));
  return ajv.compile(await schema("1.5"));
}

const project = ["--project", "https://gitlab.example.com/org/gitlab-ecr"];

describeWith(["git", "rsync"], "a release", () => {
  let folder: string;
  let git: Awaited<ReturnType<typeof cloneProject>>["git"];
  let before: string;
  let dry: string;

  beforeAll(async () => {
    folder = join(home, "clone");
    const clone = await cloneProject(folder);
    git = clone.git;
    before = await git("rev-parse", "HEAD");
    dry = (await clone.release("1.2.3", ...project, "--dry-run")).all;
    expect(await git("rev-parse", "HEAD"), dry).toBe(before);
    expect(await git("status", "--porcelain")).toBe("");
    const made = await clone.release("1.2.3", ...project);
    expect(made.all).toContain("git push --atomic origin main 1.2.3");
  });

  test("is shown first, if that is asked for", () => {
    expect(dry).toContain('+  "version": "1.2.3"');
  });

  test("is a commit with a tag, and one that takes the stamps out again", async () => {
    expect(await git("worktree", "list")).not.toContain("\n");
    expect((await git("log", "--format=%s", `${before}..main`)).split("\n")).toEqual([
      "Take the stamps of 1.2.3 out of the templates",
      "Release 1.2.3",
    ]);
    expect(await git("rev-parse", "1.2.3^{commit}")).toBe(await git("rev-parse", "main~1"));
    expect(await git("diff", before, "main", "--", "templates", "docs")).toBe("");
    const template = await git("show", "1.2.3:templates/login.yml");
    const { spec } = parse(template.split("\n---\n")[0] ?? "");
    expect(spec.inputs.image.default).toBe("registry.gitlab.example.com/org/gitlab-ecr:1.2.3");
    expect(template).toMatch(/^ *version=1\.2\.3$/m);
  });

  test("runs from a mirror, with the mirror's address as the one input, and the bytes that the tag itself builds", async () => {
    const mirror = join(home, "mirror.git");
    await initMirror(mirror);
    await git("push", "--quiet", "--push-option=ci.skip", mirror, "1.2.3");
    await git("checkout", "--quiet", "1.2.3");
    await execa(process.execPath, ["scripts/release/assets.ts"], { cwd: folder });
    expect(await readFile(join(folder, "release", "notes.md"), "utf8")).toContain("gitlab-ecr login");

    const requests: string[] = [];
    const server = createServer(async ({ url = "" }, answer) => {
      requests.push(url);
      answer.end(await readFile(join(folder, "release", basename(url))));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mirrored`;
    const cloud = await startCloud();
    const mirrored = await createProject(`
include:
  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/login@$CI_COMMIT_SHA
    inputs:
      role_arn: ${cloud.role.arn}
      region: ap-northeast-1
      engine: config
      bundle_url: ${base}/gitlab-ecr.cjs

push:
  extends: .ecr-login
  script:
    - grep -c '"auth"' "$DOCKER_CONFIG/config.json"
`);
    try {
      const { stdout } = await execa("git", ["show", "1.2.3:templates/login.yml"], { cwd: mirror });
      await mirrored.write("templates/login.yml", `${stdout}\n`);
      const token = idToken(cloud.world);
      const variables = { ...cloud.fake.environment, GITLAB_OIDC_TOKEN: token, GITLAB_ECR_BUNDLE: "" };
      const { output, exitCode } = await mirrored.run({ jobs: ["push"], variables });
      expect(exitCode, output).toBe(0);
      expect(requests).toEqual(["/mirrored/gitlab-ecr.cjs"]);
      expect(output).toContain(`push > logged out of ${cloud.front.host}`);
      expect(secretsIn(output, secretsOf(cloud.world, token))).toEqual([]);
    } finally {
      await mirrored.remove();
      await cloud.close();
      server.close();
    }
  });

  test("gets a mirror's addresses as docs/mirror.md says, and keeps its checksums", async () => {
    const mirror = join(home, "stamped.git");
    await initMirror(mirror);
    const page = await readFile(join(root, "docs", "mirror.md"), "utf8");
    const block =
      [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].find(([, code = ""]) => code.includes("sed -i"))?.[1] ?? "";
    const commands = block
      .replaceAll("gitlab.example.com", "mirror.example.com")
      .replaceAll("gitlab.com/", "gitlab.example.com/")
      .replaceAll("GROUP", "org")
      .replace("https://gitlab.example.com/org/gitlab-ecr.git", folder)
      .replace("https://mirror.example.com/platform/gitlab-ecr.git", mirror);
    const env = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "A" };
    await mkdir(join(home, "mirroring"));
    await execa("sh", ["-euc", commands], {
      cwd: join(home, "mirroring"),
      env: { ...env, GIT_COMMITTER_EMAIL: "a@example.com" },
    });
    const sums = (text: string) => text.match(/sha256=.*/g);
    for (const name of ["login", "push", "doctor", "audit", "rotate"]) {
      const released = await git("show", `1.2.3:templates/${name}.yml`);
      const { stdout: mirrored } = await execa("git", ["show", `1.2.3:templates/${name}.yml`], { cwd: mirror });
      expect(mirrored).toContain("default: registry.mirror.example.com/platform/gitlab-ecr:1.2.3");
      expect(mirrored).toContain("default: https://mirror.example.com/api/v4/projects/platform%2Fgitlab-ecr/packages/");
      expect(mirrored).not.toContain("gitlab.example.com/api");
      expect(sums(mirrored)).toEqual(sums(released));
    }
  });

  test("is refused without a version, with changes about, and twice", async () => {
    const { git, release } = await cloneProject(join(home, "refused"));
    await git("checkout", "--quiet", "-b", "feature");
    expect((await release("1.2.3", ...project)).all).toContain(
      "Releases are made on main, and feature is checked out.",
    );
    await git("checkout", "--quiet", "--detach");
    expect((await release("1.2.3", ...project)).all).toContain("no branch is checked out");
    await git("checkout", "--quiet", "main");
    expect((await release()).all).toMatch(/^Usage: npm run release/);
    expect((await release("1.2", ...project)).all).toContain("isn't a semantic version");
    await git("tag", "1.2.3");
    expect((await release("1.2.3", ...project)).all).toContain("There is a tag 1.2.3 already.");
    await git("rm", "--quiet", "README.md");
    const changed = await release("1.2.4", ...project);
    expect([changed.exitCode, changed.all]).toEqual([1, expect.stringContaining("README.md")]);
  });
});

describeWith(["git"], "a release that is interrupted", () => {
  test.each(["INT", "TERM"])("by SIG%s leaves nothing behind", async (signal) => {
    const folder = join(home, `interrupted-${signal}`);
    const { git, release } = await cloneProject(folder);
    // git runs this when it has made the work tree; the process that started git is the release.
    const hook = `#!/bin/sh\nread -r _ _ _ parent _ < "/proc/$PPID/stat"\nkill -${signal} "$parent"\n`;
    await writeFile(join(folder, ".git", "hooks", "post-checkout"), hook, { mode: 0o755 });
    const before = await git("rev-parse", "HEAD");
    const { exitCode, all } = await release("1.2.3", ...project);
    expect([exitCode, all]).toEqual([130, "Interrupted: there is neither a commit nor a tag."]);
    expect(await git("rev-parse", "HEAD")).toBe(before);
    expect(await git("status", "--porcelain")).toBe("");
    expect(await git("tag")).toBe("");
    expect(await git("worktree", "list")).not.toContain("\n");
  });
});

describe("the files of a release", () => {
  let assets: string;
  let tarball: string;

  beforeAll(async () => {
    assets = join(home, "assets");
    const names = await makeAssets(assets, {});
    tarball = join(assets, names.find((name) => name.endsWith(".tgz")) ?? "");
  });

  test("have checksums that sha256sum verifies", async () => {
    const { exitCode } = await execa("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: assets });
    expect(exitCode).toBe(0);
  });

  test("are the same bytes each time, the bill of materials included", async () => {
    const again = join(home, "again");
    await makeAssets(again, {});
    expect(await readFile(join(again, "SHA256SUMS"), "utf8")).toBe(await readFile(join(assets, "SHA256SUMS"), "utf8"));
  });

  test("list whatever the package needs or holds, and no tool besides, as CycloneDX's own schema wants it", async () => {
    const bill = await readJson(join(assets, "gitlab-ecr.cdx.json"));
    const valid = await cycloneDx();
    expect([valid(bill), valid.errors]).toEqual([true, null]);
    const locked: [string, { version: string; dev?: boolean; optional?: boolean }][] = Object.entries(
      (await readJson(join(root, "package-lock.json"))).packages,
    );
    // npm marks what only tools need; jose is in the stand-in, which is built into the package.
    const wanted = locked.filter(([path, { dev, optional }]) => path.includes("node_modules/") && !dev && !optional);
    const names = wanted
      .filter(([path]) => !path.startsWith("node_modules/@gitlab-ecr/"))
      .map(([path, { version }]) => `${path.slice(path.lastIndexOf("node_modules/") + 13)}@${version}`);
    const listed: string[] = bill.components.map((component: { "bom-ref": string }) => component["bom-ref"]);
    expect(listed.filter((name) => !name.startsWith("jose@")).sort()).toEqual([...new Set(names)].sort());
    expect(listed.find((name) => name.startsWith("jose@"))).toBeDefined();
    const notices = await readFile(join(assets, "THIRD-PARTY-LICENSES.txt"), "utf8");
    for (const name of ["@aws-sdk/client-sts", "execa", "jose"])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, "m"));
    expect(notices).toContain("Copyright (c) Sindre Sorhus");
  });

  test("hold a package that publint and are-the-types-wrong find nothing wrong with", async () => {
    const publint = await execa(process.execPath, [join(bin, "publint"), tarball, "--strict"], {
      reject: false,
      all: true,
    });
    expect([publint.exitCode, publint.all]).toEqual([0, expect.stringContaining("All good")]);
    // Node 22 and newer can require an ES module.
    const types = await execa(process.execPath, [join(bin, "attw"), tarball, "--profile", "esm-only"], {
      reject: false,
      all: true,
    });
    expect(types.exitCode, types.all).toBe(0);
  });

  test("hold a package whose programs log in, in a folder with nothing else", async () => {
    const installed = join(home, "empty", "node_modules", "gitlab-ecr");
    await mkdir(installed, { recursive: true });
    await execa("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed]);
    const { bin: programs } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    const program = join(installed, programs["gitlab-ecr"]);
    // As npm does for programs.
    await chmod(program, 0o755);
    const { world, role } = exampleWorld();
    const fake = await startFake(world);
    try {
      const token = idToken(world);
      const environment = {
        ...fake.environment,
        PATH: dirname(process.execPath),
        HOME: join(home, "empty"),
        CI: "true",
        GITLAB_OIDC_TOKEN: token,
        GITLAB_ECR_ROLE_ARN: role.arn,
        AWS_REGION: "ap-northeast-1",
        GITLAB_ECR_ENGINE: "config",
      };
      const options = {
        env: environment,
        extendEnv: false,
        cwd: join(home, "empty"),
        reject: false,
        all: true,
      } as const;
      const { exitCode, all } = await execa(program, ["login"], options);
      expect(exitCode, all).toBe(0);
      expect(secretsIn(all, secretsOf(world, token))).toEqual([]);
      const config = await readFile(join(home, "empty", ".docker", "config.json"), "utf8");
      expect(Object.keys(JSON.parse(config).auths)).toHaveLength(1);
    } finally {
      await fake.close();
    }
  });
});

describeWith(["git", "rsync"], "the jobs of a release", () => {
  let pipeline: Project;

  beforeAll(async () => {
    const folder = join(home, "tagged");
    const { git, release } = await cloneProject(folder);
    const made = await release("1.2.3", ...project);
    expect(made.exitCode, made.all).toBe(0);
    await git("checkout", "--quiet", "1.2.3");
    // gitlab-ci-local would run a service in a container, and nothing is built here.
    const gitlabCi = (await readFile(join(folder, ".gitlab-ci.yml"), "utf8")).replace(/^ +services: .*\n/m, "");
    pipeline = await createProject(gitlabCi);
    const { stdout } = await execa("git", ["ls-files", "-z"], { cwd: folder });
    for (const name of stdout.split("\0").filter((path) => path !== "" && path !== ".gitlab-ci.yml")) {
      await mkdir(dirname(join(pipeline.folder, name)), { recursive: true });
      await cp(join(folder, name), join(pipeline.folder, name));
    }
    await symlink(join(root, "node_modules"), join(pipeline.folder, "node_modules"));
    await execa("git", ["add", "--all"], { cwd: pipeline.folder });
    await execa("git", ["commit", "--quiet", "--message", "All"], { cwd: pipeline.folder });
  });
  afterAll(() => pipeline?.remove());

  test("make the files, find the templates' stamps right, and tell what they would publish", async () => {
    const { output, exitCode } = await pipeline.run({
      jobs: ["assets", "stamped", "publish-image", "image-bill", "sign", "publish-package", "publish-npm"],
      variables: {
        CI_COMMIT_TAG: "1.2.3",
        CI_PROJECT_URL: "https://gitlab.example.com/org/gitlab-ecr",
        RELEASE_DRY_RUN: "true",
        CI_API_V4_URL: "https://gitlab.example.com/api/v4",
        CI_PROJECT_ID: "7",
        CI_REGISTRY_IMAGE: "registry.gitlab.example.com/org/gitlab-ecr",
      },
    });
    expect(exitCode, output).toBe(0);
    const told = (job: string) =>
      output
        .split("\n")
        .filter((line) => new RegExp(`^${job} +>`).test(line))
        .join("\n");
    const packages = "https://gitlab.example.com/api/v4/projects/7/packages/generic/gitlab-ecr/1.2.3";
    for (const name of [
      "gitlab-ecr.cjs",
      "gitlab-ecr.tar",
      "gitlab-ecr-1.2.3.tgz",
      "gitlab-ecr.cdx.json",
      "THIRD-PARTY-LICENSES.txt",
      "SHA256SUMS",
      "provenance.json",
    ]) {
      expect(told("publish-package")).toContain(`would upload ${name} to ${packages}/${name}`);
    }
    expect(told("publish-image")).toContain("would build and push registry.gitlab.example.com/org/gitlab-ecr:1.2.3");
    expect(told("sign")).toContain("would sign release/SHA256SUMS");
    expect(told("image-bill")).toContain("would list what is in the image");
    expect(told("publish-npm")).toMatch(/gitlab-ecr-1\.2\.3\.tgz/);
    expect(told("publish-npm")).toContain("would publish with the tag latest");
  });
});
