import { describe, expect, test } from "vitest";
import { evaluateTrustPolicy } from "../../../../src/core/policy/index.ts";
import { claimsOfPlan, planSetup, type SetupRequest } from "../../../../src/core/setup/index.ts";

const common: SetupRequest = {
  gitlabUrl: "https://gitlab.example.com",
  projects: [{ path: "org/team/app", id: "4242" }],
  accountId: "455931011959",
  region: "eu-west-1",
  repositories: ["app"],
};

describe("claims that a plan admits", () => {
  test.each<[string, Partial<SetupRequest>]>([
    ["a self-managed instance", {}],
    ["gitlab.com", { gitlabUrl: "https://gitlab.com" }],
    ["protected refs of gitlab.com", { gitlabUrl: "https://gitlab.com", protectedOnly: true }],
    ["tags", { tags: ["v*", "latest"] }],
    ["a composed sub", { subComponents: ["project_id", "ref_type", "ref", "ref_protected"], protectedOnly: true }],
    ["another issuer", { issuer: "https://oidc.example.com" }],
  ])("%s", (_, over) => {
    const plan = planSetup({ ...common, ...over });
    const claims = claimsOfPlan(plan);
    expect(evaluateTrustPolicy(plan.role?.trustPolicy, claims).verdict).toBe("allow");
    expect(evaluateTrustPolicy(plan.role?.trustPolicy, { ...claims, sub: "x" }).verdict).toBe("deny");
  });

  test("none where every name is a pattern, and for a user", () => {
    expect(claimsOfPlan(planSetup({ ...common, branches: ["release/*"] }))).toBeNull();
    expect(claimsOfPlan(planSetup({ ...common, identity: "user" }))).toBeNull();
  });
});
