import { describe, expect, test } from "vitest";
import { lintTrustPolicy, trustFindings } from "../../../src/core/policy/index.ts";
import { idToken, trustPolicy } from "./gitlab-token.ts";

const sub = String(idToken().sub);
const safe = trustPolicy({
  StringEquals: { "gitlab.com:sub": sub, "gitlab.com:aud": "x", "gitlab.com:project_id": "1" },
});

describe("lintTrustPolicy", () => {
  test("names the place, with the index where there are several values", () => {
    const { findings } = lintTrustPolicy(
      trustPolicy({ StringLike: { "gitlab.com:sub": [sub, "project_path:org/*"] } }),
    );
    expect(findings.find(({ id }) => id === "wildcard-group")?.at).toBe(
      "Statement[0].Condition.StringLike.gitlab.com:sub[1]",
    );
  });

  test("puts the worst first and leaves no placeholder in any text", () => {
    const policies = [
      trustPolicy({}),
      trustPolicy({
        StringLike: { "gitlab.com:sub": ["*", "project_path:g/p:ref_type:mr:ref:x*"], "gitlab.com:aud": "*" },
      }),
      trustPolicy({
        StringEquals: { "gitlab.com:sub": "project_path:g/*:ref_type:branch:ref:main", "gitlab.com:ref": "x" },
      }),
      trustPolicy({ "ForAllValues:StringEquals": { "gitlab.com:sub": "x" }, Nonsense: { a: "b" } }),
      trustPolicy({ StringNotEquals: { "gitlab.com:sub": "x" } }, { Principal: { Federated: "https://gitlab.com" } }),
      trustPolicy({ StringEqualsIfExists: { "gitlab.com:sub": sub } }, { Principal: "*", Action: "sts:*" }),
    ];
    for (const policy of policies) {
      const options = { issuer: "https://other.example.com", accountId: "999999999999", providerAudiences: ["a", "b"] };
      const { findings } = lintTrustPolicy(policy, options);
      const order = findings.map(({ severity }) => ["dangerous", "caution", "info"].indexOf(severity));
      expect(order).toEqual([...order].sort());
      for (const { message, remedy } of findings) expect(`${message} ${remedy}`).not.toMatch(/\{[a-zA-Z]+\}|undefined/);
    }
  });

  test("an issuer that is given must be trusted", () => {
    expect(lintTrustPolicy(safe, { issuer: "https://gitlab.example.com" }).findings).toContainEqual(
      expect.objectContaining({ id: "foreign-provider", message: expect.stringContaining("only gitlab.com") }),
    );
    expect(lintTrustPolicy(safe, { issuer: "https://gitlab.com" }).findings.map(({ id }) => id)).toEqual([
      "unprotected-ref",
    ]);
  });

  test.each([
    [2100, "info"],
    [9000, "caution"],
  ])("a policy of more than %i characters is too long: %s", (length, severity) => {
    const long = { ...safe, Id: "x".repeat(length) };
    expect(lintTrustPolicy(long).findings).toContainEqual(expect.objectContaining({ id: "too-long", severity }));
  });

  test("reads JSON text, URL-encoded or not", () => {
    expect(lintTrustPolicy(encodeURIComponent(JSON.stringify(safe)))).toEqual(lintTrustPolicy(safe));
  });

  test("says of every finding when it is how bad", () => {
    for (const entry of Object.values(trustFindings)) expect(entry.severity).toMatch(/dangerous|caution|info|loosest/);
  });
});
