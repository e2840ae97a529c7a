import { describe, expect, it, vi } from "vitest";
import { authFilePlace, dockerPlace } from "../../../src/adapters/containers/config-place.ts";
import { readPlace } from "../../../src/cli/migrate-world.ts";

// What these modules do with paths on Windows, as far as that can be seen elsewhere.
vi.mock("node:path", async () => await vi.importActual("node:path/win32"));

const homeDir = "C:\\Users\\me";

describe("on Windows", () => {
  it.each([
    ["", "C:\\Users\\me\\.docker\\config.json"],
    ["D:\\builds\\app.tmp\\gitlab-ecr-7", "D:\\builds\\app.tmp\\gitlab-ecr-7\\config.json"],
    // As a runner with PowerShell fills in ${CI_PROJECT_DIR}.tmp/gitlab-ecr-7.
    ["D:/builds/app.tmp/gitlab-ecr-7", "D:\\builds\\app.tmp\\gitlab-ecr-7\\config.json"],
    ["\\\\server\\share\\docker", "\\\\server\\share\\docker\\config.json"],
  ])("config.json of DOCKER_CONFIG %j", (configDir, configFile) => {
    const place = dockerPlace({ configDir, homeDir });
    expect(place.configFile).toBe(configFile);
    expect(place.stateFile).toBe(configFile.replace("config.json", "gitlab-ecr.state.json"));
  });

  it("the file of podman and its like", () => {
    const place = authFilePlace(
      { configDir: "", homeDir, environment: { REGISTRY_AUTH_FILE: "C:\\a\\auth.json" } },
      false,
    );
    expect([place.configFile, place.stateFile]).toEqual(["C:\\a\\auth.json", "C:\\a\\gitlab-ecr.auth.json.state.json"]);
  });

  it.each([
    ["C:\\work\\app\\.gitlab-ci.yml", "C:\\work\\app"],
    ["C:/src/app/.gitlab-ci.yml", "C:/src/app"],
    ["sub\\.gitlab-ci.yml", "sub"],
  ])("the pipeline %j lies in its folder", (path, folder) => {
    expect(readPlace(path)).toEqual({ folder, file: ".gitlab-ci.yml" });
  });
});
