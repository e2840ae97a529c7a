import { describe, expect, test } from "vitest";
import { checkPermissions, evaluatePermissions, parsePolicy } from "../../../src/core/policy/index.ts";
import { authToken, full, policy, pullActions, pushPull, repository } from "./ecr-policy.ts";

/** IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic". */
describe("boundary, session and repository policies", () => {
  const roleArn = "arn:aws:iam::455931011959:role/gitlab-ecr-role";
  const sessionArn = "arn:aws:sts::455931011959:assumed-role/gitlab-ecr-role/job-1";
  const onlyPull = policy(authToken, { Effect: "Allow", Action: pullActions, Resource: "*" });
  const grant = (Principal: unknown, Action: unknown = "ecr:*") => policy({ Effect: "Allow", Principal, Action });
  const identity = [policy(authToken)];
  const named = { roleArn, sessionName: "job-1" };

  test.each([
    ["a boundary limits", { identity: [full], boundary: onlyPull }, "deny", "allow"],
    ["a boundary alone grants nothing", { identity: [], boundary: full }, "deny", "deny"],
    ["a session policy limits", { identity: [full], session: [onlyPull] }, "deny", "allow"],
    ["session policies add up", { identity: [full], session: [policy(authToken), policy(pushPull)] }, "allow", "allow"],
    ["a session without a policy isn't limited", { identity: [full] }, "allow", "allow"],
    [
      "a deny in the boundary strikes",
      {
        identity: [full],
        boundary: policy(
          { Effect: "Allow", Action: "*", Resource: "*" },
          { Effect: "Deny", Action: "ecr:PutImage", Resource: "*" },
        ),
      },
      "deny",
      "allow",
    ],
    [
      "the repository names the role",
      { identity, ...named, repositoryPolicy: grant({ AWS: roleArn }) },
      "allow",
      "allow",
    ],
    [
      "the repository names the session, past the boundary",
      { identity, ...named, boundary: policy(authToken), repositoryPolicy: grant({ AWS: sessionArn }) },
      "allow",
      "allow",
    ],
    [
      "the repository names the role, within the boundary",
      { identity, ...named, boundary: policy(authToken), repositoryPolicy: grant({ AWS: roleArn }) },
      "deny",
      "deny",
    ],
    [
      "the repository names the account only: identity decides",
      { identity, ...named, repositoryPolicy: grant({ AWS: "455931011959" }) },
      "deny",
      "deny",
    ],
    ["the repository names everyone", { identity, ...named, repositoryPolicy: grant("*") }, "allow", "allow"],
    [
      "the repository names the role among others",
      { identity, ...named, repositoryPolicy: grant({ AWS: ["arn:aws:iam::111122223333:root", roleArn] }) },
      "allow",
      "allow",
    ],
    [
      "the repository allows all but another account",
      {
        identity,
        ...named,
        repositoryPolicy: policy({
          Effect: "Allow",
          NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: "ecr:*",
        }),
      },
      "allow",
      "allow",
    ],
    [
      "the repository names nobody",
      { identity, ...named, repositoryPolicy: policy({ Effect: "Allow", Action: "ecr:*" }) },
      "deny",
      "deny",
    ],
    [
      "the repository perhaps denies what nobody allows",
      {
        identity,
        ...named,
        repositoryPolicy: policy({
          Effect: "Deny",
          Principal: { AWS: [roleArn, sessionArn] },
          Action: "ecr:*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      },
      "deny",
      "deny",
    ],
    [
      "the session of a role with a path",
      {
        identity,
        roleArn: roleArn.replace("role/", "role/ci/eu/"),
        sessionName: "job-1",
        boundary: policy(authToken),
        repositoryPolicy: grant({ AWS: sessionArn }),
      },
      "allow",
      "allow",
    ],
    ["a session's name without its role", { identity: [full], sessionName: "job-1" }, "allow", "allow"],
    [
      "the repository names another role",
      { identity, ...named, repositoryPolicy: grant({ AWS: `${roleArn}-2` }) },
      "deny",
      "deny",
    ],
    [
      "the repository denies the role",
      {
        identity: [full],
        ...named,
        repositoryPolicy: policy({ Effect: "Deny", Principal: { AWS: roleArn }, Action: "ecr:PutImage" }),
      },
      "deny",
      "allow",
    ],
    [
      "the repository denies all but the role",
      {
        identity: [full],
        ...named,
        repositoryPolicy: policy({
          Effect: "Deny",
          NotPrincipal: { AWS: [roleArn, "arn:aws:iam::455931011959:root"] },
          Action: "ecr:*",
        }),
      },
      "allow",
      "allow",
    ],
    [
      "the repository denies all but the role, and perhaps its account",
      {
        identity: [full],
        ...named,
        repositoryPolicy: policy({ Effect: "Deny", NotPrincipal: { AWS: roleArn }, Action: "ecr:PutImage" }),
      },
      "unknown",
      "allow",
    ],
    [
      "the repository denies all but the role, which has a boundary",
      {
        identity: [full],
        boundary: full,
        ...named,
        repositoryPolicy: policy({
          Effect: "Deny",
          NotPrincipal: { AWS: [roleArn, "arn:aws:iam::455931011959:root"] },
          Action: "ecr:PutImage",
        }),
      },
      "deny",
      "allow",
    ],
    [
      "the repository denies all but another",
      {
        identity: [full],
        ...named,
        repositoryPolicy: policy({
          Effect: "Deny",
          NotPrincipal: { AWS: "arn:aws:iam::455931011959:role/other" },
          Action: "ecr:*",
        }),
      },
      "deny",
      "deny",
    ],
  ])("%s", (_name, documents, push, pull) => {
    expect(checkPermissions(documents, { repository })).toMatchObject({ push, pull });
  });

  test("whether a repository policy names a role that wasn't given is unknown", () => {
    const byRole = { identity, repositoryPolicy: grant({ AWS: roleArn }) };
    expect(checkPermissions(byRole, { repository })).toMatchObject({ push: "unknown", pull: "unknown" });
    const bySession = { identity, roleArn, repositoryPolicy: grant({ AWS: sessionArn }) };
    expect(checkPermissions(bySession, { repository }).push).toBe("unknown");
    const denied = {
      identity: [full],
      repositoryPolicy: policy({ Effect: "Deny", Principal: { AWS: roleArn }, Action: "ecr:*" }),
    };
    expect(checkPermissions(denied, { repository }).push).toBe("unknown");
    const elsewhere = { identity, repositoryPolicy: grant({ AWS: "arn:aws:iam::111122223333:role/x" }) };
    expect(checkPermissions(elsewhere, { repository }).push).toBe("deny");
  });

  test.each([
    ["neither side", [policy(authToken)], undefined, "deny"],
    ["identity side only", [full], undefined, "deny"],
    ["repository side only", [policy(authToken)], { AWS: "111122223333" }, "deny"],
    ["both sides, by account", [full], { AWS: "arn:aws:iam::111122223333:root" }, "allow"],
    ["both sides, by role", [full], { AWS: "arn:aws:iam::111122223333:role/ci" }, "allow"],
  ])("across accounts: %s", (_name, policies, principal, push) => {
    const documents = {
      identity: policies,
      roleArn: "arn:aws:iam::111122223333:role/ci",
      ...(principal === undefined ? {} : { repositoryPolicy: grant(principal) }),
    };
    expect(checkPermissions(documents, { repository }).push).toBe(push);
  });
});

describe("evaluatePermissions", () => {
  const all = parsePolicy(policy({ Effect: "Allow", Action: "*", Resource: "*" }));
  const none = parsePolicy(policy());
  const denied = parsePolicy(policy({ Effect: "Deny", Action: "*", Resource: "*" }));
  const byUser = parsePolicy(
    policy({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::455931011959:user/ci" }, Action: "*" }),
  );
  const request = {
    action: "ecr:PutImage",
    resource: { kind: "arn", arn: repository },
    principal: { kind: "aws", account: "455931011959", arn: "arn:aws:iam::455931011959:user/ci", sessionArn: "none" },
    context: { values: new Map(), absentPrefixes: [], unknownPrefixes: [] },
  } as const;
  const foreign = { ...request, principal: { ...request.principal, account: "111122223333" } };
  const base = { identity: [all], boundary: null, session: null, resource: null };

  test.each([
    ["allowed-by-identity", base, request],
    ["allowed-by-resource", { ...base, identity: [], resource: byUser }, request],
    ["allowed-by-resource", { ...base, identity: [], boundary: none, resource: byUser }, request],
    ["explicit-deny", { ...base, boundary: denied }, request],
    ["explicit-deny", { ...base, session: [denied] }, request],
    ["explicit-deny", { ...base, resource: denied }, request],
    ["identity", { ...base, identity: [none] }, request],
    ["boundary", { ...base, boundary: none }, request],
    ["session", { ...base, session: [none] }, request],
    ["session", { ...base, session: [] }, request],
    ["identity", { ...base, identity: [none] }, foreign],
    ["identity", { ...base, identity: [none], boundary: none }, foreign],
    ["allowed-by-identity", base, { ...foreign, principal: { ...foreign.principal, account: null } }],
    ["allowed-by-identity", base, { ...foreign, resource: { kind: "arn", arn: "arn:aws:s3:::bucket/key" } }],
    ["resource", base, foreign],
    ["resource", { ...base, resource: none }, foreign],
  ] as const)("%s decides", (because, policies, asked) => {
    const verdict = because.startsWith("allowed") ? "allow" : "deny";
    expect(evaluatePermissions(policies, asked)).toEqual({ verdict, because });
  });

  test("what depends on a key that wasn't given is unknown", () => {
    const perhaps = parsePolicy(
      policy({ Effect: "Allow", Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } }),
    );
    const asked = { ...request, context: { ...request.context, unknownPrefixes: ["aws:"] } };
    expect(evaluatePermissions({ ...base, identity: [perhaps] }, asked)).toEqual({
      verdict: "unknown",
      because: "unknown",
    });
  });

  test("a user that the resource policy names isn't held by the boundary; a role's session is", () => {
    const policies = { ...base, identity: [], boundary: none, resource: byUser };
    const session = {
      ...request,
      principal: { ...request.principal, sessionArn: "arn:aws:sts::455931011959:assumed-role/ci/1" },
    };
    expect(evaluatePermissions(policies, session).verdict).toBe("deny");
  });
});
