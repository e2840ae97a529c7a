import { describe, expect, it } from "vitest";
import { authFilePlace, dockerPlace } from "../../../src/adapters/containers/config-place.ts";

const homeDir = "/home/me";

describe("dockerPlace", () => {
  it.each([
    ["", "/home/me/.docker/config.json", "/home/me/.docker/gitlab-ecr.state.json"],
    ["/a/b/", "/a/b/config.json", "/a/b/gitlab-ecr.state.json"],
  ])("of the folder %j", (configDir, configFile, stateFile) => {
    expect(dockerPlace({ configDir, homeDir })).toMatchObject({ configFile, stateFile, heedsCredsStore: true });
  });
});

describe("authFilePlace", () => {
  const runtime = { XDG_RUNTIME_DIR: "/run/user/7" };
  it.each([
    ["REGISTRY_AUTH_FILE first", { ...runtime, REGISTRY_AUTH_FILE: "/x/y.json" }, "/docker", false, "/x/y.json"],
    ["then DOCKER_CONFIG", runtime, "/docker", false, "/docker/config.json"],
    ["then the runtime folder", runtime, "", false, "/run/user/7/containers/auth.json"],
    ["for root as well", runtime, "", true, "/run/user/7/containers/auth.json"],
    ["or root's own", {}, "", true, "/run/containers/0/auth.json"],
    ["or the user's configuration", {}, "", false, "/home/me/.config/containers/auth.json"],
    ["wherever that is", { XDG_CONFIG_HOME: "/c" }, "", false, "/c/containers/auth.json"],
  ])("%s", (_, environment, configDir, isRoot, configFile) => {
    expect(authFilePlace({ configDir, homeDir, environment }, isRoot).configFile).toBe(configFile);
  });

  it("notes what it stored in another file than docker's, unless it is docker's own", () => {
    const of = (environment: Record<string, string>, configDir = "") =>
      authFilePlace({ configDir, homeDir, environment }, false).stateFile;
    expect(of({ REGISTRY_AUTH_FILE: "/x/auth.json" })).toBe("/x/gitlab-ecr.auth.json.state.json");
    expect(of({}, "/x")).toBe("/x/gitlab-ecr.state.json");
  });

  it("leaves the mode of a folder alone that isn't one for logins", () => {
    const isForLogins = (environment: Record<string, string>) =>
      authFilePlace({ configDir: "", homeDir, environment }, false).isForLogins;
    expect([isForLogins({ REGISTRY_AUTH_FILE: "/builds/project/auth.json" }), isForLogins(runtime)]).toEqual([
      false,
      true,
    ]);
  });
});
