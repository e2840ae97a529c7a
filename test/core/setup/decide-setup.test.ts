import { describe, expect, test } from "vitest";
import { decideSetup, type SetupSituation } from "../../../src/core/setup/index.ts";

const nothing: SetupSituation = { roles: [], users: [], issuerReachable: true };
const optionsOf = (situation: Partial<SetupSituation>) => {
  const { option, resource, alternatives } = decideSetup({ ...nothing, ...situation });
  return [option, resource?.name ?? null, ...alternatives.map((one) => one.option)];
};
const role = { name: "gitlab-ecr-role", admits: "allow", ecr: "allow" } as const;
const user = { name: "gitlab-ci", ecr: "allow" } as const;

describe("the decision guide", () => {
  test.each<[string, Partial<SetupSituation>, unknown[]]>([
    ["a role with permissions is used", { roles: [role], users: [user] }, ["use-role", role.name]],
    ["one without gets the policy", { roles: [{ ...role, ecr: "deny" }] }, ["add-ecr-policy", role.name]],
    ["of two roles the ready one", { roles: [{ ...role, name: "a", ecr: "deny" }, role] }, ["use-role", role.name]],
    [
      "a role that admits others doesn't count",
      { roles: [{ ...role, admits: "deny" }] },
      ["create-role", null, "create-user"],
    ],
    ["beside a user both are offered, the role first", { users: [user] }, ["create-role", null, "use-user"]],
    ["a user without permissions", { users: [{ ...user, ecr: "deny" }] }, ["create-role", null, "add-ecr-policy"]],
    ["nothing there", {}, ["create-role", null, "create-user"]],
    ["an issuer that AWS can't reach", { issuerReachable: false }, ["create-user", null, "create-role"]],
    ["the same beside a user", { users: [user], issuerReachable: false }, ["use-user", user.name, "create-role"]],
    ["whether AWS reaches it isn't known", { issuerReachable: null }, ["create-role", null, "create-user"]],
  ])("%s", (_, situation, expected) => {
    expect(optionsOf(situation)).toEqual(expected);
  });

  test("gives a reason for every choice", () => {
    const { because, alternatives } = decideSetup({ ...nothing, users: [user] });
    expect([because, ...alternatives.map((one) => one.because)].join(" ")).toContain("leaks");
  });
});
