import { describe, expect, test } from "vitest";
import { Secret } from "../../../../src/core/secret/index.ts";
import { callsOf, exampleGitlab, exampleWorld, gitlabToken, gitlabVariable, inject } from "../../../fake/index.ts";
import { errorOf, gitlabScene, interceptGitlab } from "./scene.ts";

interceptGitlab();

const project = { kind: "project", path: "org/team/cdk/aws-network-cdk" } as const;
const owners = [project, { kind: "group", path: "org/team" } as const, { kind: "instance" } as const];
const administrator = gitlabToken("glpat-administrator", {}, { administrator: true });

function worldOf() {
  const { world } = exampleWorld({ gitlabs: [exampleGitlab()] });
  world.gitlabs[0]?.tokens.push(administrator);
  return world;
}

describe.each(owners)("variables of a $kind", (owner) => {
  test("are made, read, listed, changed and deleted", async () => {
    const { api, signal } = await gitlabScene(worldOf(), { token: administrator.token });
    const made = await api.createVariable(
      owner,
      { key: "AWS_REGION", value: new Secret("eu-west-1"), raw: true, description: "where" },
      signal,
    );
    expect(made).toMatchObject({ key: "AWS_REGION", type: "env_var", raw: true, masked: false, environmentScope: "*" });
    const name = { key: "AWS_REGION", environmentScope: "*" };
    expect((await api.readVariable(owner, name, signal))?.value?.reveal()).toBe("eu-west-1");
    await api.updateVariable(owner, name, { value: new Secret("eu-central-1"), protected: true }, signal);
    const [listed, ...others] = await api.listVariables(owner, signal);
    expect(others).toEqual([]);
    expect([listed?.value?.reveal(), listed?.protected, listed?.description]).toEqual(["eu-central-1", true, "where"]);
    expect(await api.deleteVariable(owner, name, signal)).toBe(true);
    expect(await api.deleteVariable(owner, name, signal)).toBe(false);
    expect(await api.readVariable(owner, name, signal)).toBeNull();
  });
});

describe("one key in several environments", () => {
  test("the scope tells which one is meant", async () => {
    const world = worldOf();
    const gitlab = world.gitlabs[0]?.projects[0];
    gitlab?.variables.push(
      gitlabVariable("ROLE", "a-for-all"),
      gitlabVariable("ROLE", "b-for-production", { environmentScope: "production" }),
    );
    const { api, signal } = await gitlabScene(world);
    const inProduction = { key: "ROLE", environmentScope: "production" };
    expect((await api.readVariable(project, inProduction, signal))?.value?.reveal()).toBe("b-for-production");
    await api.updateVariable(project, inProduction, { value: new Secret("c-for-production") }, signal);
    await api.deleteVariable(project, { key: "ROLE", environmentScope: "*" }, signal);
    expect(gitlab?.variables.map(({ value }) => value)).toEqual(["c-for-production"]);
  });
});

describe("hidden variables", () => {
  test("give no value back, and stay masked", async () => {
    const { api, signal } = await gitlabScene(worldOf());
    const made = await api.createVariable(
      project,
      { key: "KEY", value: new Secret("0123456789"), hidden: true },
      signal,
    );
    expect([made.value, made.hidden, made.masked]).toEqual([null, true, true]);
    const error = await errorOf(
      api.updateVariable(project, { key: "KEY", environmentScope: "*" }, { masked: false }, signal),
    );
    expect(error).toMatchObject({ code: "gitlab-refused", context: { httpStatus: 400 } });
    expect(error.message).toContain("The visibility setting cannot be changed for masked and hidden variables");
  });
});

test.each([
  ["a short masked value", { key: "KEY", value: "short", masked: true }, "value is invalid"],
  [
    "a masked value with a dollar that is expanded",
    { key: "KEY", value: "pa$$word1234", masked: true },
    "value is invalid",
  ],
  ["a key with a dash", { key: "MY-KEY", value: "x" }, "key can contain only letters, digits and '_'"],
  ["a key that is taken", { key: "TAKEN", value: "x" }, "key (TAKEN) has already been taken"],
])("%s is refused in GitLab's words", async (_, { value, ...variable }, words) => {
  const world = worldOf();
  world.gitlabs[0]?.projects[0]?.variables.push(gitlabVariable("TAKEN", "y"));
  const { api, signal } = await gitlabScene(world);
  const error = await errorOf(api.createVariable(project, { ...variable, value: new Secret(value) }, signal));
  expect(error).toMatchObject({ code: "gitlab-refused", exitCode: 3, context: { httpStatus: 400, reason: words } });
});

test("a raw masked value may hold any character but blanks", async () => {
  const { api, signal } = await gitlabScene(worldOf());
  const value = new Secret("pa$$wörd/+=!");
  await expect(
    api.createVariable(project, { key: "KEY", value, masked: true, raw: true }, signal),
  ).resolves.toMatchObject({ masked: true });
});

test("long lists are read to their end, page by page", async () => {
  const world = worldOf();
  const keys = Array.from({ length: 230 }, (_, index) => `KEY_${index}`);
  world.gitlabs[0]?.projects[0]?.variables.push(...keys.map((key) => gitlabVariable(key, "x")));
  const { api, signal } = await gitlabScene(world);
  const listed = await api.listVariables(project, signal);
  expect(listed.map(({ key }) => key)).toEqual(keys);
  expect(callsOf(world, "gitlab:ListProjectVariables").length).toBe(3);
});

test("what makes something isn't sent twice where the first may have arrived", async () => {
  for (const fault of [{ kind: "server-error", status: 502 }, { kind: "reset" }] as const) {
    const world = worldOf();
    inject(world, "gitlab:CreateProjectVariable", fault, 1);
    const { api, signal } = await gitlabScene(world);
    const error = await errorOf(api.createVariable(project, { key: "KEY", value: new Secret("x") }, signal));
    expect(error.code).toBe("network");
    expect(callsOf(world, "gitlab:CreateProjectVariable").length).toBe(1);
  }
});
