import { describe, expect, test } from "vitest";
import { GitlabEcrError } from "../../../src/core/errors/index.ts";
import { evaluateTrustPolicy, lintTrustPolicy, suggestCondition } from "../../../src/core/policy/index.ts";
import { idToken, trustPolicy } from "./gitlab-token.ts";

const sub = String(idToken().sub);
const exact = { StringEquals: { "gitlab.com:sub": sub, "gitlab.com:aud": "sts.amazonaws.com" } };

/** GitLab Docs, "OpenID Connect (OIDC) Authentication Using ID Tokens", token payload. */
describe("values of sub that no token has", () => {
  const impossible = (value: string, operator = "StringEquals") =>
    lintTrustPolicy(trustPolicy({ [operator]: { "gitlab.com:sub": value } }))
      .findings.filter(({ id }) => id === "impossible-value")
      .map(({ message, remedy }) => `${message} ${remedy}`);
  const rest = "ref_type:branch:ref:main";

  test.each([
    [`project_path:org:${rest}`, 'project_path is never "org": GitLab writes GROUP/PROJECT. Write GROUP/PROJECT.'],
    [`project_path:/app:${rest}`, 'project_path is never "/app": GitLab writes GROUP/PROJECT.'],
    [`project_path:org/app/:${rest}`, 'project_path is never "org/app/": GitLab writes GROUP/PROJECT.'],
    [`project_path:/org/app:${rest}`, 'project_path is never "/org/app": GitLab writes GROUP/PROJECT.'],
    [`project_id:x1:${rest}`, 'project_id is never "x1": GitLab writes digits.'],
    [`project_id:1x:${rest}`, 'project_id is never "1x": GitLab writes digits.'],
    ["project_path:g/p:ref_type:mr:ref:main", 'ref_type is never "mr": GitLab writes branch or tag.'],
    [`project_path:g/p:${rest}:ref_protected:yes`, 'ref_protected is never "yes": GitLab writes true or false.'],
    [`project_path:g/p:${rest}:environment_protected:no`, 'environment_protected is never "no": GitLab writes true or'],
    [
      "project_path:g/p:ref_type:branch:ref:refs/heads/a/b",
      "GitLab writes the bare name, a/b. Write the bare name, a/b.",
    ],
    ["repo:org/app:ref:main", 'sub is never "repo:org/app:ref:main": GitLab writes project_path:… or project_id:….'],
    ["repo:org/app", 'sub is never "repo:org/app"'],
  ])("%s", (value, message) => {
    expect(impossible(value)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    "project_path:g/p:ref_type:branch:ref:x/refs/heads/main",
    "project_path:g/s/p:ref_type:tag:ref:v1:ref_protected:false:environment_protected:false",
    "project_id:1:ref_type:tag:ref:v1:ref_protected:true:environment_protected:true",
    "namespace_path:g:project_id:1:ref_type:branch:ref:main",
    "namespace_id:1:project_id:1:ref_type:branch:ref:main",
    "ref_path:refs/heads/main:project_id:1",
    "environment:production:project_id:1",
    "deployment_tier:production:project_id:1",
    "environment_action:start:project_id:1",
    "pipeline_source:push:project_id:1",
    "user_login:me:project_id:1",
    "user_id:1:project_id:1",
  ])("but %s may be", (value) => {
    expect(impossible(value)).toEqual([]);
  });

  test("wildcards may stand for what can be", () => {
    for (const value of ["project_path:*", "project_path:?:*", "project_id:?:*", "re?o:x", "*:ref:main"]) {
      expect(impossible(value, "StringLike")).toEqual([]);
    }
    expect(impossible("project_path:g/p:ref_type:m*:ref:main", "StringLike")).toHaveLength(1);
    expect(impossible("repo:*", "StringLike")).toHaveLength(1);
  });
});

describe("what holds a claim", () => {
  const ids = (Statement: unknown[], Version = "2012-10-17") =>
    Object.fromEntries(lintTrustPolicy({ Version, Statement }).findings.map(({ id, severity }) => [id, severity]));
  const [allow] = trustPolicy(exact).Statement;
  const [open] = trustPolicy({ StringEquals: { "gitlab.com:aud": "x" } }).Statement;
  const deny = (condition: unknown, changes = {}) =>
    trustPolicy(condition, { Effect: "Deny", ...changes }).Statement[0];

  test.each([
    ["StringNotEquals", "gitlab.com:project_id", "4242"],
    ["StringNotEqualsIgnoreCase", "gitlab.com:project_id", "4242"],
    ["StringNotLike", "gitlab.com:project_id", "4242"],
    ["NumericNotEquals", "gitlab.com:project_id", "4242"],
  ])("denied %s on %s pins the project", (operator, key, value) => {
    expect(ids([allow, deny({ [operator]: { [key]: value } })])).toEqual({ "unprotected-ref": "info" });
    expect(ids([allow, deny({ [operator]: { [key]: [value, "*"] } })])).not.toEqual({});
  });

  test("a project by alternatives is pinned only where each of them is exact", () => {
    const like = (values: string[]) =>
      trustPolicy({ ...exact, StringLike: { "gitlab.com:project_id": values } }).Statement;
    expect(ids(like(["1", "2"]))).toEqual({ "unprotected-ref": "info" });
    expect(ids(like(["1", "2*"]))).toMatchObject({ "no-id-pin": "caution" });
    expect(ids(like([]))).toMatchObject({ "no-id-pin": "caution" });
  });

  test.each(["ArnLike", "ArnEquals"])("%s on sub takes wildcards", (operator) => {
    const [statement] = trustPolicy({ [operator]: { "gitlab.com:sub": `${sub}*` } }).Statement;
    expect(ids([statement])).toMatchObject({ "branch-prefix": "dangerous" });
  });

  test.each(["ArnNotLike", "ArnNotEquals"])("denied %s on sub asks for what it names", (operator) => {
    expect(ids([open, deny({ [operator]: { "gitlab.com:sub": sub } })])).toEqual({
      "no-id-pin": "caution",
      "unprotected-ref": "caution",
    });
  });

  test("a Deny statement that names everyone counts, one that names another provider doesn't", () => {
    const condition = { StringNotEquals: { "gitlab.com:project_id": "4242" } };
    expect(ids([allow, deny(condition, { Principal: "*" })])).toEqual({ "unprotected-ref": "info" });
    const others = { Federated: ["arn:aws:iam::1:oidc-provider/x", "arn:aws:iam::123456789012:oidc-provider/x.com"] };
    expect(ids([allow, deny(condition, { Principal: others })])).toMatchObject({ "no-id-pin": "caution" });
    const among = { Federated: [...others.Federated, "arn:aws:iam::123456789012:oidc-provider/gitlab.com"] };
    expect(ids([allow, deny(condition, { Principal: among })])).toEqual({ "unprotected-ref": "info" });
  });

  test("a variable is open in Version 2012-10-17, text in 2008-10-17, a special one a character", () => {
    const [statement] = trustPolicy({
      StringEquals: { "gitlab.com:sub": "project_id:1:ref_type:branch:ref:x${aws:username}", "gitlab.com:aud": "x" },
    }).Statement;
    expect(ids([statement])).toMatchObject({ "branch-prefix": "dangerous" });
    expect(ids([statement], "2008-10-17")).toEqual({ "unprotected-ref": "info" });
    const [special] = trustPolicy({
      StringEquals: { "gitlab.com:sub": "project_id:1:ref_type:branch:ref:x${$}y", "gitlab.com:aud": "x" },
    }).Statement;
    expect(ids([special])).toEqual({ "unprotected-ref": "info" });
  });

  test("a sub that is only minted for protected refs or environments", () => {
    for (const name of ["ref_protected", "environment_protected"]) {
      const value = `project_id:1:ref_type:branch:ref:main:${name}:true`;
      expect(ids(trustPolicy({ StringEquals: { "gitlab.com:sub": value, "gitlab.com:aud": "x" } }).Statement)).toEqual(
        {},
      );
    }
  });

  test("a kind of ref by wildcard is held only where the wildcard leaves one", () => {
    const kinds = (kind: string) =>
      ids(trustPolicy({ StringLike: { "gitlab.com:sub": `project_id:1:ref_type:${kind}:ref:main` } }).Statement);
    for (const kind of ["?*", "*a*"]) expect(kinds(kind)).toMatchObject({ "wildcard-ref-type": "dangerous" });
    for (const kind of ["t*", "*ch", "??g"]) expect(kinds(kind)).not.toHaveProperty("wildcard-ref-type");
  });

  test("what one condition on sub leaves open another may hold", () => {
    const both = (like: string, equals: string) =>
      ids(
        trustPolicy({ StringLike: { "gitlab.com:sub": like }, StringEquals: { "gitlab.com:sub": equals } }).Statement,
      );
    expect(both("project_path:org/*:ref_type:branch:ref:main", sub)).toMatchObject({ "wildcard-group": "info" });
    expect(both("project_path:*", "project_id:1:ref_type:branch:ref:main:ref_protected:true")).toEqual({
      "wildcard-group": "info",
      "wildcard-ref": "info",
      "wildcard-ref-type": "info",
      "missing-aud": "info",
    });
  });

  test("only ref_protected asks for a protected ref", () => {
    const [statement] = trustPolicy({
      StringEquals: { "gitlab.com:sub": "project_id:1:ref_type:branch:ref:main", "gitlab.com:aud": "true" },
    }).Statement;
    expect(ids([statement])).toEqual({ "unprotected-ref": "info" });
  });

  test("whether a condition fails without its key decides what an unknown key does", () => {
    const effect = (operator: string) =>
      lintTrustPolicy(trustPolicy({ ...exact, [operator]: { "gitlab.com:ref": "main" } })).findings.find(
        ({ id }) => id === "unknown-key",
      )?.message;
    for (const operator of ["StringLike", "ForAnyValue:StringEquals", "ForAnyValue:StringNotEquals"]) {
      expect(effect(operator)).toContain("never holds");
    }
    for (const operator of ["StringNotEquals", "StringLikeIfExists", "ForAllValues:StringEquals"]) {
      expect(effect(operator)).toContain("always holds");
    }
  });

  test("a provider's ARN as AWS principal trusts no provider", () => {
    const [statement] = trustPolicy(
      {},
      { Principal: { AWS: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" } },
    ).Statement;
    expect(ids([statement])).toEqual({});
  });

  test("of everyone, the provider that keys or options speak of", () => {
    const everyone = (condition: unknown) => trustPolicy(condition, { Principal: "*" });
    const said = (policy: unknown, options = {}) =>
      lintTrustPolicy(policy, options)
        .findings.map(({ message }) => message)
        .join("\n");
    const byKey = said(everyone({ StringEquals: { "git.example.com/a:sub": sub } }));
    expect(byKey).toContain("No condition on git.example.com/a:aud");
    expect(byKey).not.toContain("gitlab.com:");
    const byOption = said(everyone({}), { issuer: "https://git.example.com" });
    expect(byOption).toContain("every project on git.example.com can");
    expect(byOption).not.toContain("gitlab.com");
    expect(said(everyone({}))).toContain("every project on gitlab.com can");
  });
});

describe("the token", () => {
  test.each([
    [null, "The claims aren't a JSON object", ""],
    ["text", "The claims aren't a JSON object", ""],
    [[], "The claims aren't a JSON object", ""],
    [{}, "The claims have no iss, the token's issuer", "iss"],
    [{ iss: "" }, "The claims have no iss, the token's issuer", "iss"],
    [{ iss: 1 }, "The claims have no iss, the token's issuer", "iss"],
  ])("%j is refused", (claims, reason, path) => {
    expect(() => evaluateTrustPolicy(trustPolicy({}), claims)).toThrow(GitlabEcrError);
    expect(() => evaluateTrustPolicy(trustPolicy({}), claims)).toThrow(
      expect.objectContaining({ code: "input-invalid", context: { reason, path } }),
    );
  });

  /** IAM User Guide, "Pass session tags in AWS STS", and "Monitor and control actions taken with assumed roles". */
  test("session tags and source identity are keys only where the token has them", () => {
    const admits = (condition: unknown, claims = {}) =>
      evaluateTrustPolicy(trustPolicy(condition), idToken(claims)).verdict;
    const tagged = {
      "https://aws.amazon.com/tags": {
        principal_tags: { Team: ["blue", 1], "x/y": "z" },
        transitive_tag_keys: ["Team"],
      },
      "https://aws.amazon.com/source_identity": "sample",
    };
    const asked = {
      StringEquals: { "aws:RequestTag/team": "blue", "aws:requesttag/X/Y": "z", "sts:SourceIdentity": "sample" },
      "ForAnyValue:StringEquals": { "aws:TagKeys": "x/y", "sts:TransitiveTagKeys": "Team" },
      "ForAllValues:StringEquals": { "aws:RequestTag/team": "blue", "aws:TagKeys": ["Team", "x/y"] },
    };
    expect(admits(asked, tagged)).toBe("allow");
    expect(admits(asked)).toBe("deny");
    const keys = [
      "aws:RequestTag/team",
      "aws:TagKeys",
      "sts:TransitiveTagKeys",
      "sts:SourceIdentity",
      "sts:ExternalId",
    ];
    for (const key of keys) expect(admits({ Null: { [key]: "true" } })).toBe("allow");
  });

  test("an audience that the provider doesn't have keeps it out; one of several is enough", () => {
    const options = { providerAudiences: ["a", "b"] };
    const without = evaluateTrustPolicy(trustPolicy({}), idToken({ aud: ["x", "y"] }), options);
    expect(without.verdict).toBe("deny");
    expect(without.findings.find(({ id }) => id === "audience-mismatch")).toMatchObject({
      severity: "info",
      at: "claims.aud",
      message: expect.stringContaining(`"x, y" isn't among the provider's audiences (a, b)`),
    });
    const withOne = evaluateTrustPolicy(trustPolicy({}), idToken({ aud: ["x", "b"] }), options);
    expect(withOne.verdict).toBe("allow");
    expect(withOne.findings.map(({ id }) => id)).not.toContain("audience-mismatch");
  });

  test("an issuer that nobody trusts is told, with those that are", () => {
    const provider = (host: string) => `arn:aws:iam::123456789012:oidc-provider/${host}`;
    const found = (changes: Readonly<Record<string, unknown>>) =>
      evaluateTrustPolicy(trustPolicy({}, changes), idToken({ iss: "https://git.example.com" })).findings.find(
        ({ id }) => id === "foreign-provider",
      );
    expect(found({ Principal: { Federated: ["a.com", "b.com", "a.com"].map(provider) } })).toMatchObject({
      severity: "info",
      at: "Statement",
      message: "No Allow statement trusts git.example.com, only a.com, b.com: the statement never matches.",
      remedy: `Trust the provider of git.example.com: {"Federated": "arn:aws:iam::ACCOUNT:oidc-provider/git.example.com"}.`,
    });
    expect(found({ Principal: { AWS: "123456789012" } })?.message).toBe(
      "No Allow statement trusts git.example.com: the statement never matches.",
    );
    expect(found({ Effect: "Deny", Principal: { Federated: provider("git.example.com") } })).toBeDefined();
    expect(found({ Principal: { Federated: provider("git.example.com") } })).toBeUndefined();
  });

  test("a key that isn't there is told apart from one that never is", () => {
    const note = (key: string) => {
      const condition = { StringEquals: { [key]: "x" } };
      return evaluateTrustPolicy(trustPolicy(condition), idToken()).statements[0]?.conditions[0]?.note;
    };
    expect(note("gitlab.com:REF")).toContain("doesn't turn this claim into a condition key");
    expect(note("gitlab.com:amr")).toContain("The request has no such key");
    expect(note("GitLab.com:AMR")).toContain("The request has no such key");
    expect(note("other.com:sub")).toContain("The request has no such key");
    expect(note("gitlab.com:project_id")).toBe(null);
  });

  test("what it lacks isn't suggested", () => {
    expect(suggestCondition({ iss: "https://gitlab.com", sub: "" })).toEqual({});
    expect(suggestCondition({ iss: "https://gitlab.com", sub: "project_path:g/p" })).toEqual({
      StringEquals: { "gitlab.com:sub": "project_path:g/p" },
    });
    const unprotected = { iss: "https://gitlab.com", sub: "project_path:g/p", ref_protected: "false" };
    expect(suggestCondition(unprotected)).toEqual({ StringEquals: { "gitlab.com:sub": "project_path:g/p" } });
    const elsewhere = { iss: "https://git.example.com", sub: "project_path:g/p", ref_protected: "true" };
    expect(suggestCondition(elsewhere)).toEqual({ StringEquals: { "git.example.com:sub": "project_path:g/p" } });
  });
});
