import { describe, expect, test } from "vitest";
import { conditionKeysOf, issuerView } from "../../../src/core/identity/condition-keys.ts";
import { idToken } from "./gitlab-token.ts";

/** IAM User Guide, "IAM and AWS STS condition context keys", available keys for AWS OIDC federation. */
describe("conditionKeysOf", () => {
  test("gitlab.com exposes twelve claims", () => {
    const keys = conditionKeysOf({ ...idToken({ amr: ["x", "y"] }), iss: "https://gitlab.com" });
    expect([...keys.keys()].sort()).toEqual(
      [
        "amr",
        "aud",
        "namespace_id",
        "pipeline_source",
        "project_id",
        "ref_protected",
        "runner_environment",
        "sub",
        "user_access_level",
        "user_email",
        "user_id",
        "user_login",
      ].map((claim) => `gitlab.com:${claim}`),
    );
    expect(keys.get("gitlab.com:amr")).toEqual(["x", "y"]);
  });

  test("every other GitLab exposes sub, aud and amr", () => {
    const keys = conditionKeysOf({ ...idToken(), iss: "https://GitLab.example.com/sub/path" });
    expect([...keys.keys()].sort()).toEqual(["gitlab.example.com/sub/path:aud", "gitlab.example.com/sub/path:sub"]);
  });

  test.each([
    ["https://token.actions.githubusercontent.com", "repository_id"],
    ["https://token.actions.githubusercontent.com/enterprise", "job_workflow_ref"],
    ["https://token.actions.acme.ghe.com", "environment"],
    ["https://accounts.google.com", "email"],
    ["https://oidc.circleci.com/org/1-2", "oidc.circleci.com/project-id"],
    ["https://agent.buildkite.com", "pipeline_slug"],
  ])("%s exposes %s", (issuer, claim) => {
    expect(issuerView(issuer)).toMatchObject({ profile: { kind: "other" } });
    expect(issuerView(issuer).claims).toContain(claim);
  });

  test("a host's capitals don't matter", () => {
    expect(issuerView("https://GitLab.com")).toMatchObject({ prefix: "GitLab.com", profile: { kind: "gitlab.com" } });
  });

  test("look-alikes of gitlab.com aren't gitlab.com", () => {
    for (const issuer of ["https://gitlab.com.example.com", "https://my-gitlab.com", "https://gitlab.com/x"]) {
      expect(issuerView(issuer).profile.kind).toBe("unlisted");
    }
  });

  test("numbers and booleans become text; null and objects are absent", () => {
    const keys = conditionKeysOf({
      iss: "https://gitlab.com",
      project_id: 7,
      ref_protected: true,
      user_id: null,
      sub: {},
    });
    expect(Object.fromEntries(keys)).toEqual({ "gitlab.com:project_id": ["7"], "gitlab.com:ref_protected": ["true"] });
  });
});
