import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callsOf, idToken } from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn } from "./secrets.ts";
import { startToolScene, type ToolScene } from "./tool-scene.ts";

const program = "docker-credential-gitlab-ecr";

describeWith(["docker", "dockerd", "docker-registry"], "docker-credential-gitlab-ecr with docker itself", () => {
  let scene: ToolScene;
  let image: string;
  let changes: { DOCKER_CONFIG: string };
  const exchanges = () => callsOf(scene.cloud.world, "sts:AssumeRoleWithWebIdentity").length;
  const push = (more = {}) => scene.run("docker", ["push", image], { ...changes, ...more });

  beforeAll(async () => {
    scene = await startToolScene({ dockerd: true });
    image = `${scene.image}:helper`;
    changes = { DOCKER_CONFIG: join(scene.home, "project.tmp/gitlab-ecr-4711") };
    await mkdir(join(scene.home, "context"));
    await writeFile(join(scene.home, "context/Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
    const built = await scene.run("docker", ["build", "--tag", image, "context"], changes);
    expect(built.exitCode, built.output).toBe(0);
  });
  afterAll(() => scene?.close());

  test("docker is refused before", async () => {
    expect((await push()).output).toContain("no basic auth credentials");
  });

  test("docker pushes and pulls with what the helper gets, once for all that follows", async () => {
    const login = await scene.run("gitlab-ecr", ["login", "--engine", "helper"], changes);
    expect(login.exitCode, login.output).toBe(0);
    const before = exchanges();
    const pushed = await push();
    expect(pushed.exitCode, pushed.output).toBe(0);
    await scene.run("docker", ["rmi", image], changes);
    const pulled = await scene.run("docker", ["pull", image], changes);
    expect(pulled.output).toContain("Downloaded newer image");
    expect((await push()).exitCode).toBe(0);
    expect(exchanges()).toBe(before + 1);
    expect(secretsIn(login.output + pushed.output + pulled.output, scene.secrets())).toEqual([]);
  });

  test("docker login and docker logout leave the helper in place", async () => {
    const args = ["login", "--username", "AWS", "--password-stdin", scene.registry.host];
    const { password = "" } = scene.cloud.world.passwords.at(-1) ?? {};
    const login = await execa("docker", args, {
      env: { PATH: `${join(scene.home, "bin")}:${dirname(process.execPath)}:${process.env.PATH}`, ...changes },
      extendEnv: false,
      reject: false,
      input: password,
    });
    expect(login.exitCode, login.stderr).toBe(0);
    expect(login.stderr).toContain("the login isn't stored");
    await scene.run("docker", ["logout", scene.registry.host], changes);
    const { credHelpers } = JSON.parse(await readFile(join(changes.DOCKER_CONFIG, "config.json"), "utf8"));
    expect(credHelpers).toEqual({ [scene.registry.host]: "gitlab-ecr" });
    expect((await push()).exitCode).toBe(0);
  });

  test("docker shows why there is no password, and what to do", async () => {
    await rm(join(changes.DOCKER_CONFIG, "gitlab-ecr.cache"), { recursive: true });
    const token = idToken(scene.cloud.world, { expiresIn: -600 });
    const { output, exitCode } = await push({ GITLAB_OIDC_TOKEN: token });
    expect(exitCode).not.toBe(0);
    expect(output).toContain("error[id-token-expired]: The ID token has expired: it was valid until ");
    for (const advice of ["Raise the job's timeout", "a fresh job gets a fresh token", "--duration"]) {
      expect(output).toContain(advice);
    }
    expect(secretsIn(output, [...scene.secrets(), token])).toEqual([]);
  });

  test("docker is refused again after the logout", async () => {
    expect((await push()).exitCode).toBe(0);
    const logout = await scene.run("gitlab-ecr", ["logout"], changes);
    expect(logout.output).toContain("removed this job's own Docker configuration");
    expect(existsSync(changes.DOCKER_CONFIG)).toBe(false);
    expect((await push()).output).toContain("no basic auth credentials");
  });

  test("as credsStore, it leaves other registries' images alone", async () => {
    const folder = join(scene.home, "store");
    await mkdir(folder);
    await writeFile(join(folder, "config.json"), '{"credsStore":"gitlab-ecr"}');
    const store = { DOCKER_CONFIG: folder };
    const other = await scene.run("docker", ["pull", "localhost:1/some/image"], store);
    expect(other.output).toContain('"localhost:1" isn\'t a registry of Amazon ECR');
    expect(other.output).not.toContain("error getting credentials");
    expect((await push(store)).exitCode).toBe(0);
  });
});

describe("docker-credential-gitlab-ecr as it is built", () => {
  test("needs none of the bundle for a cached password, nor anything that Node hasn't loaded", async () => {
    const source = await readFile(join(dirname(await bundlePath()), `${program}.cjs`), "utf8");
    const required = [...source.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
    expect([...new Set(required)].sort()).toEqual(["./gitlab-ecr-launch.cjs", "node:fs", "node:os", "node:path"]);
    expect(source.length).toBeLessThan(10_000);
  });

  test("passes on to the bundle what the cache can't answer, and says where that is missing", async () => {
    const built = join(dirname(await bundlePath()), `${program}.cjs`);
    const version = await execa(process.execPath, [built, "version"]);
    expect(version.stdout).toMatch(/^docker-credential-gitlab-ecr \(gitlab-ecr\) v\d/);
    const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-alone-"));
    try {
      await copyFile(built, join(folder, `${program}.cjs`));
      const alone = await execa(process.execPath, [join(folder, `${program}.cjs`), "version"], { reject: false });
      expect([alone.exitCode, alone.stderr]).toEqual([1, ""]);
      expect(alone.stdout).toContain("the files that it needs aren't beside");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
