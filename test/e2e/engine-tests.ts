import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callsOf } from "../fake/index.ts";
import { describeWith } from "./require-tool.ts";
import { secretsIn } from "./secrets.ts";
import { type Ended, startToolScene, type ToolScene, type Variables } from "./tool-scene.ts";

/** How a tool handles images. Each function's promise is of how the tool ended. */
export interface ToolImages {
  /** Programs besides the tool that are needed. */
  readonly needs?: readonly string[];
  /** Makes an image for the tag, where that takes more than pushing. */
  build?(scene: ToolScene, image: string): Promise<Ended>;
  push(scene: ToolScene, image: string, changes: Variables): Promise<Ended>;
  /** Takes the image from the registry, and only from there. */
  pull(scene: ToolScene, image: string, changes: Variables): Promise<Ended>;
}

/** The tests of an engine with the tool itself, which pushes and pulls at a real registry. */
export function testEngine(tool: "podman" | "buildah" | "skopeo", images: ToolImages): void {
  describeWith([tool, "docker-registry", ...(images.needs ?? [])], `the engine ${tool}`, () => {
    let scene: ToolScene;
    let image: string;
    beforeAll(async () => {
      scene = await startToolScene();
      image = `${scene.image}:${tool}`;
      const built = await images.build?.(scene, image);
      expect(built?.exitCode ?? 0, built?.output).toBe(0);
    });
    afterAll(() => scene?.close());
    beforeEach(() => {
      scene.cloud.front.calls.length = 0;
    });

    const manifests = () =>
      scene.cloud.front.calls
        .filter(({ path, status }) => path.includes("/manifests/") && status < 300)
        .map(({ method }) => method);

    async function pushesAndPulls(changes: Variables): Promise<void> {
      const pushed = await images.push(scene, image, changes);
      expect(pushed.exitCode, pushed.output).toBe(0);
      const pulled = await images.pull(scene, image, changes);
      expect(pulled.exitCode, pulled.output).toBe(0);
      expect(manifests()).toEqual(expect.arrayContaining(["PUT", "GET"]));
    }

    async function isRefused(changes: Variables): Promise<void> {
      expect((await images.push(scene, image, changes)).exitCode).not.toBe(0);
      expect(manifests()).toEqual([]);
    }

    describe.each([
      { where: "in the user's runtime folder", file: "run/containers/auth.json", changes: {} },
      {
        where: "in the job's own DOCKER_CONFIG",
        file: "project.tmp/gitlab-ecr-4711/config.json",
        changes: { DOCKER_CONFIG: "project.tmp/gitlab-ecr-4711" },
      },
      {
        where: "in the file that REGISTRY_AUTH_FILE names",
        file: "of-the-job/auth.json",
        changes: { REGISTRY_AUTH_FILE: "of-the-job/auth.json" },
      },
    ])("$where", ({ file, changes: relative }) => {
      let changes: Variables;
      beforeEach(() => {
        changes = Object.fromEntries(Object.entries(relative).map(([name, path]) => [name, join(scene.home, path)]));
      });

      test("lets the tool in from the login to the logout", async () => {
        await isRefused(changes);

        const login = await scene.run("gitlab-ecr", ["login", "--engine", tool], changes);
        expect(login.output).toContain(`logged in to ${scene.registry.host} (${tool})`);
        expect((await stat(join(scene.home, file))).mode & 0o777).toBe(0o600);
        await pushesAndPulls(changes);

        const logout = await scene.run("gitlab-ecr", ["logout"], changes);
        expect(logout.output).toContain(`logged out of ${scene.registry.host}`);
        scene.cloud.front.calls.length = 0;
        await isRefused(changes);
        expect(existsSync(join(scene.home, dirname(file)))).toBe(false);
        expect(secretsIn(login.output + logout.output, scene.secrets())).toEqual([]);
      });
    });

    test("keeps what docker has in the file that both read", async () => {
      const folder = join(scene.home, "shared");
      await mkdir(folder);
      const text = '{\n  "currentContext": "far",\n  "auths": {\n    "other": {\n      "auth": "eDp5"\n    }\n  }\n}\n';
      await writeFile(join(folder, "config.json"), text);
      const changes = { DOCKER_CONFIG: folder };
      await scene.run("gitlab-ecr", ["login", "--engine", tool], changes);
      const { currentContext, auths } = JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
      expect([currentContext, Object.keys(auths)]).toEqual(["far", ["other", scene.registry.host]]);
      await scene.run("gitlab-ecr", ["logout", "--engine", tool], changes);
      expect(await readFile(join(folder, "config.json"), "utf8")).toBe(text);
    });

    test("tells what the tool said of a login that the registry refuses, and stores nothing", async () => {
      // A password of another region.
      const { output, exitCode } = await scene.run("gitlab-ecr", ["login", "--engine", tool, "--region", "eu-west-1"]);
      expect(output).toContain(`error[engine-failed]: ${tool} couldn't log in to ${scene.registry.host}: `);
      expect(exitCode).toBe(5);
      expect(readdirSync(join(scene.home, "run/containers"))).not.toContain("auth.json");
      await scene.run("gitlab-ecr", ["logout"]);
      expect(readdirSync(join(scene.home, "run"))).not.toContain("containers");
    });

    test("lets the credential helper log in when the tool asks, once for all that follows", async () => {
      const changes = { DOCKER_CONFIG: join(scene.home, "helped") };
      const login = await scene.run("gitlab-ecr", ["login", "--engine", "helper"], changes);
      expect(login.exitCode, login.output).toBe(0);
      const before = callsOf(scene.cloud.world, "ecr:GetAuthorizationToken").length;
      const { auths, credHelpers } = JSON.parse(await readFile(join(scene.home, "helped/config.json"), "utf8"));
      expect([auths, credHelpers]).toEqual([undefined, { [scene.registry.host]: "gitlab-ecr" }]);
      await pushesAndPulls(changes);
      expect(callsOf(scene.cloud.world, "ecr:GetAuthorizationToken")).toHaveLength(before + 1);
      await scene.run("gitlab-ecr", ["logout"], changes);
      expect(readdirSync(scene.home)).not.toContain("helped");
    });
  });
}
