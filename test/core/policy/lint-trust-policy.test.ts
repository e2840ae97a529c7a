import { describe, expect, test } from "vitest";
import { evaluateTrustPolicy, lintTrustPolicy, trustFindings } from "../../../src/core/policy/index.ts";
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

  test("judges what a Deny statement asks for by the loosest statement beside it, whatever their order", () => {
    const [open] = trustPolicy({}).Statement;
    const [denied] = trustPolicy(
      { StringNotLike: { "gitlab.com:sub": "project_path:org/*" } },
      { Effect: "Deny" },
    ).Statement;
    const [exact] = safe.Statement;
    for (const Statement of [
      [open, exact, denied],
      [exact, open, denied],
      [denied, open, exact],
    ]) {
      const { grade, findings } = lintTrustPolicy({ Version: "2012-10-17", Statement });
      expect(grade).toBe("dangerous");
      expect(findings.filter(({ id }) => id === "wildcard-group").map(({ severity }) => severity)).toEqual([
        "dangerous",
      ]);
    }
    expect(lintTrustPolicy({ Version: "2012-10-17", Statement: [exact, denied] }).grade).toBe("safe");
  });

  test("an issuer that is given must be trusted", () => {
    expect(lintTrustPolicy(safe, { issuer: "https://gitlab.example.com" }).findings).toContainEqual(
      expect.objectContaining({ id: "foreign-provider", message: expect.stringContaining("only gitlab.com") }),
    );
    expect(lintTrustPolicy(safe, { issuer: "https://gitlab.com" }).findings.map(({ id }) => id)).toEqual([
      "unprotected-ref",
    ]);
  });

  test("another account's provider, told by the provider's ARN", () => {
    const options = { providerArn: "arn:aws:iam::999999999999:oidc-provider/gitlab.com" };
    expect(lintTrustPolicy(safe, options).findings.map(({ id }) => id)).toEqual([
      "foreign-provider",
      "unprotected-ref",
    ]);
    const same = { providerArn: "arn:aws:iam::123456789012:oidc-provider/gitlab.com", accountId: "123456789012" };
    expect(lintTrustPolicy(safe, same).findings.map(({ id }) => id)).toEqual(["unprotected-ref"]);
    const another = { providerArn: "arn:aws:iam::123456789012:oidc-provider/other.example.com" };
    expect(lintTrustPolicy(safe, another).findings.map(({ id }) => id)).toEqual(["unprotected-ref"]);
  });

  test("shows how a star is written, and judges no action of a statement that trusts nobody", () => {
    const starred = (Principal: unknown) =>
      lintTrustPolicy(trustPolicy({}, { Principal })).findings.find(({ id }) => id === "wildcard-principal")?.message;
    expect(starred("*")).toContain("* as principal");
    expect(starred({ AWS: "*" })).toContain('{"AWS":"*"} as principal');
    const nobody = lintTrustPolicy({ Statement: { Effect: "Allow", Action: "sts:*" } });
    expect(nobody.findings.map(({ id }) => id)).toEqual(["missing-principal"]);
  });

  test("gives the API's address without the issuer's path", () => {
    const policy = trustPolicy(
      { StringEquals: { "example.com/gitlab:sub": sub } },
      { Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/example.com/gitlab" } },
    );
    const remedy = lintTrustPolicy(policy).findings.find(({ id }) => id === "no-id-pin")?.remedy;
    expect(remedy).toContain("https://example.com/api/v4/projects/");
  });

  test("a provider's host is compared without regard to case", () => {
    const policy = trustPolicy({}, { Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/GitLab.com" } });
    expect(evaluateTrustPolicy(policy, idToken()).verdict).toBe("allow");
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
