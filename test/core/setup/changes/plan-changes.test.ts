import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePolicy } from "../../../../src/core/policy/index.ts";
import {
  type AccountState,
  neededPermissions,
  planChanges,
  planRemoval,
  planSetup,
  type SetupCall,
  type SetupChange,
  type SetupRequest,
} from "../../../../src/core/setup/index.ts";
import { setupRequest } from "../setup-request.ts";
import { afterCall, emptyAccount } from "./account-model.ts";

const boundary = "arn:aws:iam::455931011959:policy/bounds";

/** Wishes that differ in all that setup can change later. */
const wish: fc.Arbitrary<SetupRequest> = fc
  .record({
    user: fc.boolean(),
    branches: fc.subarray(["main", "release/*", "v?"], { minLength: 1 }),
    tags: fc.subarray(["v*"]),
    audience: fc.constantFrom("sts.amazonaws.com", "ecr"),
    repositories: fc.subarray(["aws-network-cdk", "team/app"], { minLength: 1 }),
    create: fc.boolean(),
    immutableTags: fc.boolean(),
    scanOnPush: fc.boolean(),
    keepImages: fc.constantFrom(undefined, 5, 50),
    access: fc.constantFrom("push" as const, "pull" as const),
    bounds: fc.boolean(),
    maxSessionDuration: fc.constantFrom(3600, 7200),
    team: fc.constantFrom("net", "ops"),
  })
  .map(({ user, create, immutableTags, scanOnPush, keepImages, bounds, team, ...one }) => {
    const creation = { immutableTags, scanOnPush, ...(keepImages === undefined ? {} : { keepImages }) };
    const common = {
      repositories: one.repositories,
      access: one.access,
      resourceTags: { team },
      name: "gitlab",
      ...(bounds ? { permissionsBoundary: boundary } : {}),
      ...(create ? { createRepositories: creation } : {}),
    };
    if (user) {
      const { accountId, region } = setupRequest();
      return { accountId, region, identity: "user" as const, ...common };
    }
    const { branches, tags, audience, maxSessionDuration } = one;
    return setupRequest({ ...common, branches, tags, audience, maxSessionDuration });
  });

const callsOf = (changes: readonly SetupChange[]) => changes.flatMap(({ calls }) => calls);
const run = (state: AccountState, calls: readonly SetupCall[]) => calls.reduce(afterCall, state);

describe("for any two wishes", () => {
  test("what the first left, whole or broken off, becomes the second; then nothing is to do", () => {
    fc.assert(
      fc.property(wish, wish, fc.nat(10), (first, second, done) => {
        const [before, plan] = [planSetup(first), planSetup(second)];
        const state = run(emptyAccount, callsOf(planChanges(before, emptyAccount)).slice(0, done));
        const changes = planChanges(plan, state);
        const settled = run(state, callsOf(changes));
        expect(changes.filter(({ action }) => action === "conflict")).toEqual([]);
        expect(callsOf(planChanges(plan, settled))).toEqual([]);
        expect(settled).toMatchObject(wantedOf(plan));
        for (const { name, create } of plan.repositories) {
          const { immutableTags, scanOnPush } = create ?? {};
          const wanted = create === null ? [] : [expect.objectContaining({ name, immutableTags, scanOnPush })];
          expect(settled.repositories).toEqual(expect.arrayContaining(wanted));
        }
      }),
    );
  });

  test("broken off anywhere, the rest is what a whole run leaves", () => {
    fc.assert(
      fc.property(wish, fc.nat(10), (request, done) => {
        const plan = planSetup(request);
        const calls = callsOf(planChanges(plan, emptyAccount));
        const broken = run(emptyAccount, calls.slice(0, done));
        const rest = callsOf(planChanges(plan, broken));
        // Nothing is called that wasn't shown before the first run.
        expect(calls.map((call) => JSON.stringify(call))).toEqual(
          expect.arrayContaining(rest.map((call) => JSON.stringify(call))),
        );
        expect(callsOf(planChanges(plan, run(broken, rest)))).toEqual([]);
      }),
    );
  });

  test("removal, broken off anywhere, leaves nothing", () => {
    fc.assert(
      fc.property(wish, fc.nat(10), (request, done) => {
        const plan = planSetup(request);
        const state = run(emptyAccount, callsOf(planChanges(plan, emptyAccount)));
        const broken = run(state, callsOf(planRemoval(plan, state)).slice(0, done));
        const gone = run(broken, callsOf(planRemoval(plan, broken)));
        expect(gone).toMatchObject({ provider: null, role: null, user: null, repositories: [] });
        expect(planRemoval(plan, gone)).toEqual([]);
      }),
    );
  });

  test("the policy for an administrator allows every call", () => {
    fc.assert(
      fc.property(wish, wish, (first, second) => {
        const [before, plan] = [planSetup(first), planSetup(second)];
        const state = run(emptyAccount, callsOf(planChanges(before, emptyAccount)));
        for (const call of callsOf(planChanges(plan, state))) expect(allows(plan, "apply", call)).toBe(true);
        const made = run(emptyAccount, callsOf(planChanges(plan, emptyAccount)));
        for (const call of callsOf(planRemoval(plan, made))) expect(allows(plan, "destroy", call)).toBe(true);
      }),
    );
  });
});

/** What of the plan has to be in the account, whatever else is; a boundary that isn't wished for may stay. */
function wantedOf({ provider, role, user }: ReturnType<typeof planSetup>): object {
  const bounds = (arn: string | null) => (arn === null ? {} : { permissionsBoundary: arn });
  const identity = ({ arn, tags, permissionsBoundary }: NonNullable<typeof user>) => ({
    arn,
    tags,
    ...bounds(permissionsBoundary),
  });
  return {
    ...(provider && { provider: { audiences: expect.arrayContaining([...provider.audiences]) as unknown } }),
    ...(role && { role: { ...identity(role), maxSessionDuration: role.maxSessionDuration } }),
    ...(user && { user: identity(user) }),
  };
}

function allows(plan: ReturnType<typeof planSetup>, mode: "apply" | "destroy", { call, arn }: SetupCall): boolean {
  return parsePolicy(neededPermissions(plan, mode)).statements.some(
    ({ action, resource }) =>
      action.values.some((value) => value === call) && (resource?.values ?? []).some((value) => value === arn),
  );
}

describe("an existing role", () => {
  const plan = planSetup(setupRequest());
  const made = run(emptyAccount, callsOf(planChanges(plan, emptyAccount)));
  const withTrust = (...statements: readonly object[]): AccountState => ({
    ...made,
    role: made.role && { ...made.role, trustPolicy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) },
  });
  const own = plan.role?.trustPolicy.Statement[0] ?? {};
  const nodes = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const roleChange = (state: AccountState) => planChanges(plan, state).find(({ kind }) => kind === "role");
  const newTrust = (state: AccountState) => {
    const call = callsOf(planChanges(plan, state)).find((one) => one.call === "iam:UpdateAssumeRolePolicy");
    return call?.call === "iam:UpdateAssumeRolePolicy" ? call.trustPolicy.Statement : null;
  };

  test("keeps the statements of others, word for word", () => {
    const theirs = { Sid: "GitLabProject", ...nodes };
    const old = {
      ...own,
      Sid: "Mine",
      Condition: { StringLike: { "gitlab.com:sub": "project_path:org/team/cdk/aws-network-cdk:*" } },
    };
    expect(newTrust(withTrust(old, theirs))).toEqual([{ ...own, Sid: "GitLabProjectn2" }, theirs]);
  });

  test("that others have left open is told", () => {
    const { Condition: _none, ...open } = own as { Condition?: object };
    const change = roleChange(withTrust(own, { ...open, Sid: "Open" }));
    expect(change).toMatchObject({ action: "keep", calls: [] });
    expect(change?.reason).toBe(
      "by statements that aren't this plan's, its trust policy is dangerous: gitlab-ecr audit role gitlab-ecr-role says why",
    );
  });

  test("has the statement for the same project replaced in its place", () => {
    const old = JSON.parse(JSON.stringify(own).replace("ref:main", "ref:old")) as object;
    expect(newTrust(withTrust(old, nodes))).toEqual([own, nodes]);
    expect(roleChange(withTrust(old, nodes))?.details).toEqual([
      "trust policy: statement GitLabProject",
      expect.stringMatching(/^- trust policy: StringEquals gitlab\.com:sub: .*:ref:old$/),
      expect.stringMatching(/^\+ trust policy: StringEquals gitlab\.com:sub: .*:ref:main$/),
      "trust policy: statement Statement[1] is kept",
    ]);
  });

  test.each([
    ["2008-10-17", { Version: "2008-10-17", Id: "old" }],
    ["none, which is 2008-10-17", { Id: "old" }],
    ["2012-10-17", { Version: "2012-10-17", Id: "old" }],
  ])("keeps its Version and Id, since a variable is text in the old one: %s", (_, frame) => {
    const theirs = {
      ...nodes,
      Condition: { StringEquals: { "aws:PrincipalTag/team": "${aws:username}" } },
    };
    const before = withTrust(theirs);
    const role = before.role && { ...before.role, trustPolicy: JSON.stringify({ ...frame, Statement: theirs }) };
    const call = callsOf(planChanges(plan, { ...before, role })).find(
      (one) => one.call === "iam:UpdateAssumeRolePolicy",
    );
    expect(call).toHaveProperty("trustPolicy", { ...frame, Statement: [theirs, own] });
  });

  test("takes a name that looks like a variable literally, in each Version, and then is as it should be", () => {
    const odd = planSetup(setupRequest({ branches: ["feature/${x}"] }));
    const base = run(emptyAccount, callsOf(planChanges(odd, emptyAccount)));
    for (const [Version, written] of [
      ["2008-10-17", "ref:feature/${x}"],
      ["2012-10-17", "ref:feature/${$}{x}"],
    ] as const) {
      const trustPolicy = JSON.stringify({ Version, Statement: [nodes] });
      const settled = run(
        { ...base, role: base.role && { ...base.role, trustPolicy } },
        callsOf(planChanges(odd, { ...base, role: base.role && { ...base.role, trustPolicy } })),
      );
      expect(decodeURIComponent(settled.role?.trustPolicy ?? "")).toContain(written);
      expect(callsOf(planChanges(odd, settled))).toEqual([]);
    }
  });

  test("isn't changed where it means the same", () => {
    const same = JSON.parse(JSON.stringify(own).replace('"Sid":"GitLabProject"', '"Sid":"Mine"')) as object;
    expect(roleChange(withTrust(same))).toMatchObject({ action: "keep", calls: [] });
  });

  test("gets a statement of a name of its own where that is taken", () => {
    const theirs = { ...nodes, Sid: "GitLabProject" };
    expect(newTrust(withTrust(theirs))).toEqual([theirs, { ...own, Sid: "GitLabProjectn2" }]);
  });

  test("that setup didn't make gets the permissions where it admits the project already", () => {
    const theirs = made.role && { ...made.role, tags: {}, permissionsPolicy: null };
    const state: AccountState = { ...made, role: theirs };
    expect(callsOf(planChanges(plan, state)).map(({ call }) => call)).toEqual(["iam:PutRolePolicy"]);
    expect(roleChange(state)?.reason).toContain("setup didn't make it");
  });

  test("at another path is a conflict", () => {
    const elsewhere = made.role && { ...made.role, arn: "arn:aws:iam::455931011959:role/ci/gitlab-ecr-role" };
    expect(roleChange({ ...made, role: elsewhere })).toMatchObject({ action: "conflict" });
  });

  test("is never unbound", () => {
    const bound = made.role && { ...made.role, permissionsBoundary: boundary };
    expect(roleChange({ ...made, role: bound })).toMatchObject({ action: "keep" });
  });
});

test("a repository's encryption can't be changed", () => {
  const kmsKey = "arn:aws:kms:ap-northeast-1:455931011959:key/1";
  const plan = planSetup(setupRequest({ createRepositories: { kmsKey } }));
  const made = planSetup(setupRequest({ createRepositories: {} }));
  const state = run(emptyAccount, callsOf(planChanges(made, emptyAccount)));
  expect(planChanges(plan, state)).toContainEqual(expect.objectContaining({ kind: "repository", action: "conflict" }));
});

test("a repository that isn't setup's to make and isn't there is told", () => {
  const changes = planChanges(planSetup(setupRequest()), emptyAccount);
  expect(changes[0]).toMatchObject({ kind: "repository", action: "missing", calls: [] });
});
