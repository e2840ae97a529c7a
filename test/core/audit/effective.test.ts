import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auditAccount, judgeAccounts, readAccounts } from "../../../src/core/audit/index.ts";
import { decide, type PolicyDocument, type Statement } from "../../fake/index.ts";
import {
  account,
  allow,
  arnOf,
  details,
  group,
  type Json,
  managed,
  now,
  policy,
  pull,
  push,
  pushTo,
  repositoryArn,
  user,
} from "./account-json.ts";

const app = repositoryArn("app");
const other = repositoryArn("team/other");
const power = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser";

const needed = {
  push: [
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
    "ecr:BatchGetImage",
  ],
  pull: ["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
} as const;

/** What the audit says of the one user of an account. */
function accessOf(one: Json, over: Parameters<typeof details>[0] = {}, repositories: readonly string[] = []) {
  const report = auditAccount([details({ users: [one], ...over })], { now, repositories });
  return report.users[0]?.ecr;
}

describe("what a user may do with ECR", () => {
  test.each([
    ["nothing without a policy", user("a"), {}, "deny", "deny"],
    ["push and pull by an inline policy", user("a", { inline: { p: pushTo(app) } }), {}, "allow", "allow"],
    [
      "by JSON text in URL encoding",
      user("a", { inline: { p: encodeURIComponent(JSON.stringify(pushTo(app))) } }),
      {},
      "allow",
      "allow",
    ],
    [
      "by an attached policy's default version",
      user("a", { attached: [power] }),
      { policies: [managed(power, pushTo("*"))] },
      "allow",
      "allow",
    ],
    ["unknown where an attached policy isn't there", user("a", { attached: [power] }), {}, "unknown", "unknown"],
    [
      "unknown where a policy can't be read, whatever others allow",
      user("a", { inline: { p: pushTo("*"), q: "{" } }),
      {},
      "unknown",
      "unknown",
    ],
    [
      "by a group",
      user("a", { groups: ["ci"] }),
      { groups: [group("ci", { inline: { p: pushTo(app) } })] },
      "allow",
      "allow",
    ],
    ["unknown where a group isn't there", user("a", { groups: ["ci"] }), {}, "unknown", "unknown"],
    [
      "pull alone",
      user("a", { inline: { p: policy(allow("ecr:GetAuthorizationToken"), allow(pull, app)) } }),
      {},
      "deny",
      "allow",
    ],
    [
      "no login with the token on a repository",
      user("a", { inline: { p: policy(allow(["ecr:GetAuthorizationToken", ...push], app)) } }),
      {},
      "deny",
      "deny",
    ],
    [
      "nothing beyond a boundary",
      user("a", { inline: { p: pushTo("*") }, boundary: arnOf("policy/b") }),
      { policies: [managed(arnOf("policy/b"), policy(allow("s3:*")))] },
      "deny",
      "deny",
    ],
    [
      "unknown with a boundary that isn't there",
      user("a", { inline: { p: pushTo("*") }, boundary: arnOf("policy/b") }),
      {},
      "unknown",
      "unknown",
    ],
    [
      "nothing against a Deny",
      user("a", { inline: { p: pushTo("*"), q: policy({ Effect: "Deny", Action: "ecr:*", Resource: "*" }) } }),
      {},
      "deny",
      "deny",
    ],
    [
      "unknown under a condition on the caller's address",
      user("a", {
        inline: { p: policy(allow("ecr:*", "*", { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } })) },
      }),
      {},
      "unknown",
      "unknown",
    ],
    [
      "by a condition that the account's listing decides",
      user("a", {
        tags: { ci: "yes" },
        inline: { p: policy(allow("ecr:*", "*", { Condition: { StringEquals: { "aws:PrincipalTag/ci": "yes" } } })) },
      }),
      {},
      "allow",
      "allow",
    ],
    [
      "nothing by a tag that the user doesn't have",
      user("a", {
        inline: { p: policy(allow("ecr:*", "*", { Condition: { StringEquals: { "aws:PrincipalTag/ci": "yes" } } })) },
      }),
      {},
      "deny",
      "deny",
    ],
    [
      "unknown on repositories of a pattern, where none is known",
      user("a", { inline: { p: pushTo(repositoryArn("team/*")) } }),
      {},
      "unknown",
      "unknown",
    ],
    [
      "on the one repository that a boundary names",
      user("a", { inline: { p: pushTo("*") }, boundary: arnOf("policy/b") }),
      { policies: [managed(arnOf("policy/b"), pushTo(app))] },
      "allow",
      "allow",
    ],
    [
      "unknown on repositories that a boundary has a pattern for",
      user("a", { inline: { p: pushTo("*") }, boundary: arnOf("policy/b") }),
      { policies: [managed(arnOf("policy/b"), pushTo(repositoryArn("team/*")))] },
      "unknown",
      "unknown",
    ],
    [
      "nothing where the boundary's pattern isn't about the repository that is allowed",
      user("a", { inline: { p: pushTo(app) }, boundary: arnOf("policy/b") }),
      { policies: [managed(arnOf("policy/b"), pushTo(repositoryArn("team/*")))] },
      "deny",
      "deny",
    ],
    [
      "on the one repository that a Deny spares",
      user("a", {
        inline: { p: pushTo("*"), q: policy({ Effect: "Deny", Action: "ecr:PutImage", NotResource: app }) },
      }),
      {},
      "allow",
      "allow",
    ],
    [
      "unknown on repositories that a Deny spares by a pattern",
      user("a", {
        inline: {
          p: pushTo("*"),
          q: policy({ Effect: "Deny", Action: "ecr:PutImage", NotResource: repositoryArn("team/*") }),
        },
      }),
      {},
      "unknown",
      "allow",
    ],
    [
      "nothing against a Deny that begins as ECR's ARNs do",
      user("a", {
        inline: { p: pushTo("*"), q: policy({ Effect: "Deny", Action: "ecr:*", Resource: "arn:aws:ecr:*" }) },
      }),
      {},
      "deny",
      "deny",
    ],
    ["by the beginning of ECR's ARNs", user("a", { inline: { p: pushTo("arn:aws:ecr:*") } }), {}, "allow", "allow"],
  ])("%s", (_, one, over, pushes, pulls) => {
    expect(accessOf(one, over)).toMatchObject({ push: pushes, pull: pulls });
  });

  test("are judged one by one where a repository's policy has a condition on who asks", () => {
    const [data] = readAccounts([{ name: "details", content: details({ users: [user("a"), user("b")] }) }]);
    if (data === undefined) throw new Error("There is one account.");
    const document = policy({
      Effect: "Allow",
      Principal: "*",
      Action: push,
      Condition: { ArnEquals: { "aws:PrincipalArn": arnOf("user/a") } },
    });
    const repository = { arn: app, name: "app", immutableTags: null, scanOnPush: null };
    const repositories = [{ ...repository, policy: { kind: "document", document } as const }];
    const { report } = judgeAccounts([{ ...data, repositories }], { now, repositories: [app] });
    const lacking = report.users.map(({ name, ecr }) => [name, ecr.repositories[0]?.missing.includes("ecr:PutImage")]);
    expect(lacking).toEqual([
      ["a", false],
      ["b", true],
    ]);
  });

  test("counts for all repositories that are asked for, together", () => {
    const one = user("a", { inline: { p: pushTo(app) } });
    expect(accessOf(one, {}, [app])).toMatchObject({ push: "allow" });
    expect(accessOf(one, {}, [app, other])).toMatchObject({
      push: "deny",
      repositories: [
        { repository: app, push: "allow", missing: [] },
        { repository: other, push: "deny" },
      ],
    });
    expect(accessOf(user("a", { inline: { p: pushTo(repositoryArn("team/*")) } }), {}, [other])).toMatchObject({
      push: "allow",
    });
  });

  test("is unknown on another account's repository, whose policy nobody read", () => {
    const foreign = repositoryArn("app", "111111111111");
    expect(accessOf(user("a", { inline: { p: pushTo(foreign) } }))).toMatchObject({ push: "unknown" });
  });
});

describe("effective permissions", () => {
  const actions = fc.constantFrom(
    "*",
    "ecr:*",
    "ecr:Get*",
    "ecr:*Layer*",
    "s3:*",
    "ecr:putimage",
    ...push,
    "ecr:GetAuthorizationToken",
  );
  const resources = fc.constantFrom(
    "*",
    app,
    other,
    repositoryArn("team/*"),
    repositoryArn("*"),
    "arn:aws:s3:::bucket",
  );
  const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 4 });
  const effect = fc.constantFrom("Allow" as const, "Allow" as const, "Allow" as const, "Deny" as const);
  const statement: fc.Arbitrary<Statement> = fc
    .record({
      Effect: effect,
      action: some(actions),
      resource: some(resources),
      notAction: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ Effect, action, resource, notAction }) => ({
      Effect,
      ...(notAction === 0 ? { NotAction: action } : { Action: action }),
      ...(notAction === 1 ? { NotResource: resource } : { Resource: resource }),
    }));
  const document = fc
    .array(statement, { minLength: 1, maxLength: 3 })
    .map((list): PolicyDocument => ({ Version: "2012-10-17", Statement: list }));
  const own = arnOf("user/a");
  const repositoryStatement: fc.Arbitrary<Statement> = fc.record({
    Effect: effect,
    Action: some(actions),
    Principal: fc.constantFrom({ AWS: own }, { AWS: arnOf("root") }, { AWS: arnOf("user/b") }),
  });
  const repositoryPolicy = fc
    .array(repositoryStatement, { minLength: 1, maxLength: 2 })
    .map((list): PolicyDocument => ({ Version: "2012-10-17", Statement: list }));

  test("are what a naive evaluator makes of each policy", () => {
    fc.assert(
      fc.property(
        fc.array(document, { maxLength: 3 }),
        fc.array(document, { maxLength: 2 }),
        fc.option(document),
        fc.option(repositoryPolicy),
        (inline, ofGroup, bound, ofRepository) => {
          const [data] = readAccounts([
            {
              name: "details",
              content: details({
                users: [
                  user("a", {
                    inline: Object.fromEntries(inline.map((one, index) => [`i${index}`, one])),
                    groups: ["g"],
                    ...(bound === null ? {} : { boundary: arnOf("policy/b") }),
                  }),
                ],
                groups: [group("g", { inline: Object.fromEntries(ofGroup.map((one, index) => [`g${index}`, one])) })],
                policies: bound === null ? [] : [managed(arnOf("policy/b"), bound)],
              }),
            },
          ]);
          if (data === undefined) throw new Error("There is one account.");
          const kept =
            ofRepository === null
              ? ({ kind: "none" } as const)
              : ({ kind: "document", document: ofRepository } as const);
          const repositories = [app, other].map((arn) => ({
            arn,
            name: arn.replace(/^.*?repository\//, ""),
            immutableTags: null,
            scanOnPush: null,
            policy: arn === app ? kept : ({ kind: "none" } as const),
          }));
          const { report } = judgeAccounts([{ ...data, repositories }], { now, repositories: [app, other] });
          const said = report.users[0]?.ecr.repositories.map(({ repository, push, pull }) => ({
            repository,
            push,
            pull,
          }));
          const naive = [app, other].map((repository) => {
            const may = (action: string) =>
              mayDo(action, repository, [...inline, ...ofGroup], bound, repository === app ? ofRepository : null);
            const all = (access: "push" | "pull") => (needed[access].every(may) ? "allow" : "deny");
            return { repository, push: all("push"), pull: all("pull") };
          });
          expect(said).toEqual(naive);
        },
      ),
      { numRuns: 400 },
    );
  });

  /** IAM's rules for a user's long-lived key within one account, spelt out. */
  function mayDo(
    action: string,
    repository: string,
    identity: readonly PolicyDocument[],
    bound: PolicyDocument | null,
    ofRepository: PolicyDocument | null,
  ): boolean {
    const onRegistry = action === "ecr:GetAuthorizationToken";
    const question = { action, resource: onRegistry ? "*" : repository, context: {} };
    const mine = decide(identity, question);
    const bounded = bound === null ? "allow" : decide([bound], question);
    const names = (aws: string[]) =>
      ofRepository === null || onRegistry
        ? "implicit"
        : decide([ofRepository], { action, context: {}, principal: { aws } });
    if ([mine, bounded, names([own, account, arnOf("root")])].includes("deny")) return false;
    return (mine === "allow" && bounded === "allow") || names([own]) === "allow";
  }
});
