import { describe, expect, test } from "vitest";
import {
  type AccountData,
  auditAccount,
  judgeAccounts,
  principalReport,
  readAccounts,
} from "../../../src/core/audit/index.ts";
import {
  allow,
  arnOf,
  credentialReport,
  details,
  type Json,
  now,
  pinned,
  policy,
  providerArn,
  pull,
  push,
  pushTo,
  repositoryArn,
  role,
  subOfMain,
  trusts,
  user,
} from "./account-json.ts";

const app = repositoryArn("app");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

/** What is known of an account without findings: a user and a role, and what the test adds. */
function data(
  over: Partial<AccountData> = {},
  roles: readonly Json[] = [],
  users: readonly Json[] = [user("gitlab-ci")],
): AccountData {
  const [read] = readAccounts([{ name: "details", content: details({ users, roles }) }]);
  if (read === undefined) throw new Error("There is one account.");
  return { ...read, providers: [], repositories: [], ...over };
}

function idsOf(one: AccountData): string[] {
  return judgeAccounts([one], { now }).report.findings.map(({ id, severity }) => `${id} ${severity}`);
}

describe("keys of a candidate", () => {
  const key = (over: Partial<NonNullable<ReturnType<AccountData["keys"]["get"]>>[number]> = {}) => ({
    id: "AKIAIOSFODNN7EXAMPLE",
    active: true,
    createdAt: daysAgo(10),
    lastUse: { at: daysAgo(1), service: "s3", region: "eu-west-1" },
    ...over,
  });
  const never = { at: null, service: null, region: null };

  test.each([
    ["a young one", [key()], []],
    ["one a day before its rotation", [key({ createdAt: daysAgo(89) })], []],
    ["one of 90 days", [key({ createdAt: daysAgo(90) })], ["key-rotation-due caution"]],
    ["one a day before the limit", [key({ createdAt: daysAgo(179) })], ["key-rotation-due caution"]],
    ["one of 180 days", [key({ createdAt: daysAgo(180) })], ["key-too-old dangerous"]],
    ["one unused for 44 days", [key({ createdAt: daysAgo(60), lastUse: { ...never, at: daysAgo(44) } })], []],
    [
      "one unused for 45 days",
      [key({ createdAt: daysAgo(60), lastUse: { ...never, at: daysAgo(45) } })],
      ["key-unused caution"],
    ],
    ["one never used, and young", [key({ createdAt: daysAgo(44), lastUse: never })], []],
    ["one never used for 45 days", [key({ createdAt: daysAgo(45), lastUse: never })], ["key-unused caution"]],
    ["one whose use wasn't read", [key({ createdAt: daysAgo(60), lastUse: null })], []],
    ["one whose age isn't known", [key({ createdAt: null })], []],
    ["an inactive one, however old", [key({ active: false, createdAt: daysAgo(900) })], ["inactive-key info"]],
    ["two active ones", [key(), key({ id: "AKIAI44QH8DHBEXAMPLE" })], ["two-active-keys caution"]],
  ])("%s", (_, keys, expected) => {
    expect(idsOf(data({ keys: new Map([["gitlab-ci", keys]]) }))).toEqual(expected);
  });

  test("beside a password are mixed, and without MFA dangerous", () => {
    const keys = new Map([["gitlab-ci", [key()]]]);
    const console = new Map([["gitlab-ci", true]]);
    expect(idsOf(data({ keys, console, mfa: new Map([["gitlab-ci", true]]) }))).toEqual(["key-with-console caution"]);
    expect(idsOf(data({ keys, console, mfa: new Map([["gitlab-ci", false]]) }))).toEqual([
      "console-without-mfa dangerous",
      "key-with-console caution",
    ]);
    expect(idsOf(data({ keys, console }))).toEqual(["key-with-console caution"]);
  });

  test("of other users are none of the audit's business", () => {
    expect(
      idsOf(data({ keys: new Map([["alice", [key({ createdAt: daysAgo(900) })]]]) }, [], [user("alice")])),
    ).toEqual([]);
  });

  test("take their limit from the options", () => {
    const one = data({ keys: new Map([["gitlab-ci", [key({ createdAt: daysAgo(31) })]]]) });
    const { report } = judgeAccounts([one], { now, maxKeyAgeDays: 30 });
    expect(report.findings.map(({ id }) => id)).toEqual(["key-rotation-due"]);
    expect(report.users[0]?.keys).toMatchObject([{ ageDays: 31, rotationDue: true, rotationDueAt: daysAgo(1) }]);
  });
});

describe("candidates", () => {
  const reasonsOf = (one: AccountData, kind: "users" | "roles") => {
    const { report } = judgeAccounts([one], { now });
    return report[kind].map(({ name, reasons }) => [name, reasons.map(({ id }) => id)]);
  };
  const used = (service: string) => [
    {
      id: "AKIAIOSFODNN7EXAMPLE",
      active: true,
      createdAt: daysAgo(1),
      lastUse: { at: daysAgo(1), service, region: "eu-west-1" },
    },
  ];

  test.each(["GitLab-bot", "MyCICD", "my-CI-CD", "ecr-push", "Automation", "pipeline", "deployer", "RUNNER1"])(
    "a user named %s",
    (name) => {
      expect(reasonsOf(data({}, [], [user(name)]), "users")).toEqual([[name, ["name"]]]);
    },
  );

  test("users by their access and keys", () => {
    const one = user("alice", { inline: { p: pushTo(app) } });
    const withKeys = (keys: ReturnType<typeof used> | []) => data({ keys: new Map([["alice", keys]]) }, [], [one]);
    expect(reasonsOf(withKeys(used("s3")), "users")).toEqual([["alice", ["ecr-and-keys"]]]);
    expect(reasonsOf(withKeys([]), "users")).toEqual([["alice", []]]);
    expect(reasonsOf(data({}, [], [one]), "users")).toEqual([["alice", ["ecr-and-keys"]]]);
    expect(reasonsOf(data({ keys: new Map([["bob", used("ecr")]]) }, [], [user("bob")]), "users")).toEqual([
      ["bob", ["key-used-for-ecr"]],
    ]);
  });

  test.each([
    ["trusts gitlab.com", role("plain", pinned()), ["trusts-gitlab"]],
    ["trusts a host with the label gitlab", role("plain", pinned("gitlab.corp.example.com")), ["trusts-gitlab"]],
    [
      "trusts a host that only looks alike",
      role("plain", trusts("mygitlab.example.com", { StringEquals: { "mygitlab.example.com:sub": "x" } })),
      [],
    ],
    [
      "asks for a GitLab project of an unknown host",
      role("plain", trusts("git.example.com", { StringEquals: { "git.example.com:sub": subOfMain } })),
      ["trusts-gitlab"],
    ],
    [
      "trusts GitHub",
      role(
        "plain",
        trusts("token.actions.githubusercontent.com", {
          StringEquals: { "token.actions.githubusercontent.com:sub": "repo:a/b:ref:refs/heads/main" },
        }),
      ),
      [],
    ],
    ["is called AWS and gitlab", role("MyAWSGitLabRole", policy()), ["name"]],
    ["is AWS's own", role("AWSServiceRoleForECR", policy(), { path: "/aws-service-role/ecr.amazonaws.com/" }), []],
    ["is called oidc", role("ECR-OIDC", policy()), ["name"]],
  ])("a role that %s", (_, one, expected) => {
    expect(reasonsOf(data({}, [one]), "roles").map(([, ids]) => ids)).toEqual([expected]);
  });
});

describe("roles", () => {
  const other = "210987654321";
  const external = { StringEquals: { "sts:ExternalId": "x" } };
  test.each([
    ["another account's root", { AWS: `arn:aws:iam::${other}:root` }, {}, ["role-foreign-account caution"]],
    ["another account's number", { AWS: other }, {}, ["role-foreign-account caution"]],
    ["another account with an external id", { AWS: other }, { Condition: external }, ["role-foreign-account info"]],
    ["a role of another account", { AWS: `arn:aws:iam::${other}:role/ci` }, {}, ["role-foreign-account info"]],
    [
      "two others",
      { AWS: [other, "arn:aws:iam::333333333333:root"] },
      {},
      ["role-foreign-account caution", "role-foreign-account caution"],
    ],
    ["its own account", { AWS: arnOf("root") }, {}, []],
    ["a service", { Service: "ecs-tasks.amazonaws.com" }, {}, []],
    ["another account, which is denied", { AWS: other }, { Effect: "Deny" }, []],
    ["another account, for tags alone", { AWS: other }, { Action: "sts:TagSession" }, []],
    ["another account, for any action of STS", { AWS: other }, { Action: "sts:*" }, ["role-foreign-account caution"]],
  ])("that let in %s", (_, Principal, over, expected) => {
    const trust = policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...over });
    const own = idsOf(data({}, [role("gitlab-x", trust)])).filter((id) => id.startsWith("role-foreign-account"));
    expect(own).toEqual(expected);
  });

  test("that aren't for GitLab or ECR may let in who they like", () => {
    const trust = policy({ Effect: "Allow", Principal: { AWS: other }, Action: "sts:AssumeRole" });
    expect(idsOf(data({}, [role("backup", trust)]))).toEqual([]);
  });

  test("are unused after 90 days, and only where somebody asked", () => {
    const one = role("gitlab-x", pinned(), { createdAt: daysAgo(200) });
    const at = (lastUsedAt: string | null) =>
      idsOf(
        data({ providers: null, roleUse: new Map([["gitlab-x", { lastUsedAt, maxSessionDuration: 3600 }]]) }, [one]),
      ).filter((id) => id.startsWith("role-"));
    expect([at(daysAgo(89)), at(daysAgo(90)), at(null)]).toEqual([
      [],
      ["role-unused caution"],
      ["role-unused caution"],
    ]);
    expect(idsOf(data({ providers: null }, [one])).filter((id) => id.startsWith("role-"))).toEqual([]);
  });

  test("of another account's provider, or of one that is gone, admit nobody and aren't recommended", () => {
    const gone = judgeAccounts([data({}, [role("gitlab-x", pinned(), { inline: { p: pushTo(app) } })])], {
      now,
    }).report;
    expect(gone.findings.map(({ id }) => id)).toContain("provider-missing");
    expect(gone.recommendation.option).toBe("create-role");
    const foreign = trusts(
      "gitlab.com",
      { StringEquals: { "gitlab.com:sub": subOfMain } },
      { Principal: { Federated: "arn:aws:iam::111111111111:oidc-provider/gitlab.com" } },
    );
    const other = judgeAccounts([data({ providers: null }, [role("gitlab-x", foreign)])], { now }).report;
    expect(other.roles[0]?.trust).toMatchObject({ sentences: [], issuers: ["gitlab.com"] });
    expect(other.findings.map(({ id }) => id)).toContain("foreign-provider");
  });

  test("that let every AWS account in are dangerous, though no token of GitLab's gets in", () => {
    const open = policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
    const one = data({}, [role("gitlab-x", open)]);
    expect(judgeAccounts([one], { now }).report.roles[0]?.trust.grade).toBe("dangerous");
    expect(idsOf(one)).toContain("wildcard-principal dangerous");
  });

  test("that are dangerous aren't recommended without a word", () => {
    const open = trusts("gitlab.com", { StringEquals: { "gitlab.com:aud": "sts.amazonaws.com" } });
    const { recommendation } = auditAccount(
      [details({ roles: [role("open", open, { inline: { p: pushTo(app) } })] })],
      { now },
    );
    expect(recommendation).toMatchObject({ option: "use-role", resource: arnOf("role/open") });
    expect(recommendation.because).toContain("Its trust policy is dangerous: tighten it before you use it.");
    const closed = trusts("gitlab.com", {
      StringEquals: { "gitlab.com:sub": "project_path:org/app:ref_type:branch:ref:main" },
    });
    const everything = policy({ Effect: "Allow", Action: "*", Resource: "*" });
    const mighty = auditAccount([details({ roles: [role("mighty", closed, { inline: { p: everything } })] })], { now });
    expect(mighty.recommendation).toMatchObject({ option: "use-role", resource: arnOf("role/mighty") });
    expect(mighty.recommendation.because).toMatch(
      / Its permissions are dangerous \(admin-star\): tighten them before /,
    );
    const one = judgeAccounts([data({}, [role("mighty", closed, { inline: { p: everything } })])], { now });
    const { verdict } = principalReport(one, "role", "mighty", { documents: false });
    expect(verdict).toMatchObject({ option: "use", because: expect.stringContaining("dangerous (admin-star)") });
    const both = auditAccount(
      [
        details({
          roles: [
            role("a-open", open, { inline: { p: pushTo(app) } }),
            role("z-safe", pinned(), { inline: { p: pushTo(app) } }),
          ],
        }),
      ],
      { now },
    );
    expect(both.recommendation.resource).toBe(arnOf("role/z-safe"));
  });
});

describe("repositories", () => {
  const kept = (statement: Json, over: Json = {}) => ({
    arn: app,
    name: "app",
    immutableTags: true,
    scanOnPush: true,
    policy: { kind: "document", document: policy(statement) } as const,
    ...over,
  });
  test.each([
    ["open to the world", { Effect: "Allow", Principal: "*", Action: pull }, ["repository-public dangerous"]],
    [
      "open to the world, by AWS",
      { Effect: "Allow", Principal: { AWS: "*" }, Action: push },
      ["repository-public dangerous"],
    ],
    [
      "open under a condition",
      { Effect: "Allow", Principal: "*", Action: pull, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } },
      ["repository-foreign-account caution"],
    ],
    [
      "pull for another account",
      { Effect: "Allow", Principal: { AWS: "111111111111" }, Action: pull },
      ["repository-foreign-account info"],
    ],
    [
      "push for another account",
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:role/x" }, Action: push },
      ["repository-foreign-account caution"],
    ],
    ["for its own account", { Effect: "Allow", Principal: { AWS: arnOf("root") }, Action: push }, []],
    ["a Deny for everyone", { Effect: "Deny", Principal: "*", Action: push }, []],
  ])("%s", (_, statement, expected) => {
    expect(idsOf(data({ repositories: [kept(statement)] }))).toEqual(expected);
  });

  test("with movable tags and without scanning are told as info", () => {
    const over = { immutableTags: false, scanOnPush: false };
    const statement = { Effect: "Allow", Principal: { AWS: arnOf("root") }, Action: pull };
    expect(idsOf(data({ repositories: [kept(statement, over)] }))).toEqual([
      "mutable-tags info",
      "no-scan-on-push info",
    ]);
  });
});

test("a pull policy isn't told to lack a push", () => {
  const one = user("gitlab-ci", { inline: { p: policy(allow("ecr:GetAuthorizationToken"), allow(pull, app)) } });
  expect(idsOf(data({}, [], [one]))).toEqual([]);
});

test("a credential report tells of the root user's keys, and of users whose names hold commas", () => {
  const report = credentialReport(
    { user: "<root_account>", arn: arnOf("root"), access_key_1_active: "false" },
    {
      user: '"gitlab,ci"',
      arn: `"${arnOf("user/gitlab,ci")}"`,
      access_key_1_active: "true",
      access_key_1_last_rotated: daysAgo(1),
    },
  );
  const read = auditAccount([details({ users: [user("gitlab,ci")] }), report], { now });
  expect(read.findings).toEqual([]);
  expect(read.users[0]?.keys).toMatchObject([{ id: null, status: "active", ageDays: 1 }]);
});

test("several pages and several accounts are told apart by their ARNs", () => {
  const other = JSON.parse(
    JSON.stringify(details({ users: [user("cicd-user")] })).replaceAll("455931011959", "111111111111"),
  ) as object;
  const report = auditAccount(
    [{ ...details({ users: [user("a")] }), IsTruncated: true, Marker: "x" }, details({ users: [user("b")] }), other],
    { now },
  );
  expect(report.accounts.map(({ id }) => id)).toEqual(["455931011959", "111111111111"]);
  expect(report.users.map(({ name }) => name).sort()).toEqual(["a", "b", "cicd-user"]);
  const torn = auditAccount([{ ...details({ users: [user("a")] }), IsTruncated: true, Marker: "x" }], { now });
  expect(torn.unread.map(({ what }) => what)).toContain("further pages of users, roles and policies");
});

test("providers that only trust policies name are told as such", () => {
  const report = auditAccount([details({ roles: [role("a", pinned())] })], { now });
  expect(report.providers).toMatchObject([
    { arn: providerArn("gitlab.com"), source: "trust-policy", audiences: null, gitlab: true },
  ]);
});
