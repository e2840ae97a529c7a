import { describe, expect, test } from "vitest";
import {
  callsOf,
  exampleGitlab,
  exampleGitlabToken,
  exampleWorld,
  type Fault,
  gitlabProject,
  gitlabToken,
  inject,
} from "../../../fake/index.ts";
import { errorOf, gitlabScene, interceptGitlab } from "./scene.ts";

interceptGitlab();

const path = "org/team/cdk/aws-network-cdk";
const variables = { kind: "project", path } as const;

const tokens = [
  gitlabToken(exampleGitlabToken, { "org/team/cdk": 40 }),
  gitlabToken("glpat-revoked", { org: 50 }, { state: "revoked" }),
  gitlabToken("glpat-expired", { org: 50 }, { state: "expired" }),
  gitlabToken("glpat-reads-code", { org: 50 }, { scopes: ["read_repository"] }),
  gitlabToken("glpat-developer", { org: 30 }),
  gitlabToken("glpat-stranger", { others: 50 }),
  gitlabToken("oauth-maintainer", { org: 40 }, { oauth: true }),
];

function worldOf() {
  return exampleWorld({ gitlabs: [exampleGitlab({ tokens })] }).world;
}

describe("a token that isn't good enough", () => {
  test.each([
    ["none at all", null, "gitlab-unauthorized", "401 Unauthorized"],
    ["an unknown one", "glpat-unknown", "gitlab-unauthorized", "401 Unauthorized"],
    ["a revoked one", "glpat-revoked", "gitlab-unauthorized", "Token was revoked"],
    ["an expired one", "glpat-expired", "gitlab-unauthorized", "Token is expired"],
    ["one without the scope", "glpat-reads-code", "gitlab-forbidden", "higher privileges"],
    ["a Developer's", "glpat-developer", "gitlab-forbidden", "403 Forbidden"],
    ["a stranger's", "glpat-stranger", "gitlab-not-found", "404 Project Not Found"],
  ] as const)("%s", async (_, token, code, words) => {
    const { api, signal } = await gitlabScene(worldOf(), { token });
    const error = await errorOf(api.listVariables(variables, signal));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(error.message).toContain(`list the CI/CD variables of the project ${path}`);
    expect(error.remedy.join(" ")).toContain("the role Maintainer in the project");
    if (token !== null)
      expect(JSON.stringify([error, error.message, error.context, error.remedy])).not.toContain(token);
  });

  test("a project that nobody may see isn't taken for a variable that isn't there", async () => {
    const { api, signal } = await gitlabScene(worldOf(), { token: "glpat-stranger" });
    const error = await errorOf(api.readVariable(variables, { key: "KEY", environmentScope: "*" }, signal));
    expect(error.code).toBe("gitlab-not-found");
  });
});

test("an OAuth token goes as a bearer's", async () => {
  const { api, signal } = await gitlabScene(worldOf(), { token: "oauth-maintainer", kind: "bearer" });
  await expect(api.readVersion(signal)).resolves.toBe("19.1.0-ee");
});

test("what is public needs no token", async () => {
  const world = exampleWorld({
    gitlabs: [exampleGitlab({ projects: [gitlabProject({ visibility: "public" })] })],
  }).world;
  const { api, signal } = await gitlabScene(world, { token: null });
  await expect(api.readProject(path, signal)).resolves.toMatchObject({ id: 4242, subClaimComponents: null });
});

test("a project that was renamed is found by its former path", async () => {
  const world = worldOf();
  world.gitlabs[0]?.projects[0]?.formerPaths.push("org/old-name");
  const { api, signal } = await gitlabScene(world);
  await expect(api.readProject("org/old-name", signal)).resolves.toMatchObject({ id: 4242, path });
});

describe("what can pass", () => {
  test("is tried again: server errors, broken connections", async () => {
    for (const fault of [{ kind: "server-error", status: 502 }, { kind: "server-error" }, { kind: "reset" }] as const) {
      const world = worldOf();
      inject(world, "gitlab:ReadVersion", fault, 2);
      const { api, signal, waits } = await gitlabScene(world);
      await expect(api.readVersion(signal)).resolves.toBe("19.1.0-ee");
      expect(waits).toEqual([200, 400]);
    }
  });

  test("ends after five attempts, with where it went wrong", async () => {
    const world = worldOf();
    inject(world, "gitlab:ReadVersion", { kind: "server-error", status: 503 });
    const { api, signal } = await gitlabScene(world);
    const error = await errorOf(api.readVersion(signal));
    expect(error).toMatchObject({ code: "network", exitCode: 4, context: { host: "gitlab.example.com", attempts: 5 } });
    expect(error.remedy.join(" ")).toContain("--gitlab-url");
  });

  test("a rate limit is waited for as long as GitLab says", async () => {
    const world = worldOf();
    world.now = () => new Date("2026-11-24T09:00:00Z");
    const [gitlab] = world.gitlabs;
    if (gitlab === undefined) throw new Error("no GitLab");
    gitlab.rateLimit = { limit: 10, remaining: 0, resetAt: new Date("2026-11-24T09:00:17Z") };
    const deadline = new AbortController();
    const late = Object.assign(new Error("late"), { code: "timeout" });
    const onWait = () => (waits.length === 7 ? deadline.abort(late) : undefined);
    const { api, waits } = await gitlabScene(world, { onWait });
    const error = await errorOf(api.readVersion(deadline.signal));
    expect(error).toMatchObject({ code: "gitlab-rate-limited", exitCode: 4, context: { attempts: 7 } });
    expect(new Set(waits)).toEqual(new Set([17_000]));
  });

  test("the wait that is asked for is waited, however short", async () => {
    const world = worldOf();
    inject(world, "gitlab:ReadVersion", { kind: "throttling" }, 1);
    const { api, signal, waits } = await gitlabScene(world);
    await api.readVersion(signal);
    expect(waits).toEqual([1000]);
  });
});

describe("what isn't GitLab's answer", () => {
  test.each<[string, Fault, string]>([
    ["a login page", { kind: "html" }, "answer-invalid"],
    ["an answer that breaks off", { kind: "truncated" }, "network"],
    ["an answer without what it must hold", { kind: "without", fields: ["version"] }, "answer-invalid"],
  ])("%s", async (_, fault, code) => {
    const world = worldOf();
    inject(world, "gitlab:ReadVersion", fault);
    const { api, signal } = await gitlabScene(world);
    expect((await errorOf(api.readVersion(signal))).code).toBe(code);
  });
});

test("an abort ends it with the signal's reason", async () => {
  const world = worldOf();
  const { api } = await gitlabScene(world);
  await expect(api.readVersion(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  expect(callsOf(world, "gitlab:ReadVersion")).toEqual([]);
});
