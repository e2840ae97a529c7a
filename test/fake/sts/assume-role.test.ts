import { AssumeRoleCommand, type AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { account, type Example, exampleWorld, handlers, role } from "../index.ts";
import type { PolicyDocument } from "../policy/evaluate.ts";
import { refusalOf, stsClient } from "../sdk-clients.ts";
import type { Role } from "../world/world.ts";
import { issueSession } from "./session.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const otherAccount = "111122223333";

/** A second account with the role `target`, which trusts `principal`. */
function targetRole(
  { world, account: { providers } }: Example,
  principal: string,
  over: Partial<Role> = {},
  condition = {},
): Role {
  const [provider] = providers;
  if (provider === undefined) throw new Error("The example has a provider.");
  const accountId = over.arn?.split(":")[4] ?? otherAccount;
  const target = role({
    provider,
    arn: `arn:aws:iam::${accountId}:role/target`,
    trustPolicy: {
      Statement: { Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole", Condition: condition },
    },
    maxSessionDuration: 43_200,
    ...over,
  });
  const owner = world.accounts.find(({ id }) => id === accountId);
  if (owner === undefined) world.accounts.push(account({ id: accountId, roles: [target] }));
  else owner.roles.push(target);
  return target;
}

const mayAssume: PolicyDocument = { Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" } };

function assume(
  example: Example,
  target: Role,
  over: Partial<AssumeRoleCommandInput> = {},
  sessionPolicies: PolicyDocument[] | undefined = undefined,
) {
  server.use(...handlers(example.world));
  const { world, account: owner, role: own } = example;
  const credentials = issueSession(world, {
    account: owner,
    role: own,
    name: "job",
    seconds: 3600,
    sessionPolicies,
    region: "us-east-1",
  });
  return stsClient({ credentials }).send(
    new AssumeRoleCommand({ RoleArn: target.arn, RoleSessionName: "chained", ...over }),
  );
}

test("gives a session of a role in another account, if both sides allow it", async () => {
  const example = exampleWorld();
  example.role.policies.push(mayAssume);
  await expect(assume(example, targetRole(example, example.role.arn))).resolves.toMatchObject({
    AssumedRoleUser: { Arn: `arn:aws:sts::${otherAccount}:assumed-role/target/chained` },
  });
});

const denied = (target: Role) => ({
  code: "AccessDenied",
  status: 403,
  message: `User: arn:aws:sts::455931011959:assumed-role/gitlab-ecr-push/job is not authorized to perform: sts:AssumeRole on resource: ${target.arn}`,
});

test("refuses where the caller's policies are silent, across accounts", async () => {
  const example = exampleWorld();
  const target = targetRole(example, example.role.arn);
  await expect(refusalOf(assume(example, target))).resolves.toEqual(denied(target));
});

test("refuses where the trust policy names another", async () => {
  const example = exampleWorld();
  example.role.policies.push(mayAssume);
  const target = targetRole(example, "arn:aws:iam::455931011959:role/somebody-else");
  await expect(refusalOf(assume(example, target))).resolves.toEqual(denied(target));
});

test("within an account, a trust policy that names the caller is enough; one that names the account isn't", async () => {
  const example = exampleWorld();
  const arn = "arn:aws:iam::455931011959:role/target";
  await expect(assume(example, targetRole(example, example.role.arn, { arn }))).resolves.toBeDefined();
  const byAccount = targetRole(example, "arn:aws:iam::455931011959:root", { arn: `${arn}-2` });
  await expect(refusalOf(assume(example, byAccount))).resolves.toEqual(denied(byAccount));
});

test("an explicit deny and a silent session policy stand against a trust policy that names the caller", async () => {
  const arn = "arn:aws:iam::455931011959:role/target";
  const denying = exampleWorld();
  denying.role.policies.push({ Statement: { Effect: "Deny", Action: "sts:*", Resource: "*" } });
  const target = targetRole(denying, denying.role.arn, { arn });
  await expect(refusalOf(assume(denying, target))).resolves.toEqual(denied(target));
  const narrowed = exampleWorld();
  narrowed.role.policies.push(mayAssume);
  const sessionPolicies: PolicyDocument[] = [{ Statement: { Effect: "Allow", Action: "ecr:*", Resource: "*" } }];
  const call = assume(narrowed, targetRole(narrowed, narrowed.role.arn, { arn }), {}, sessionPolicies);
  await expect(refusalOf(call)).resolves.toEqual(denied(target));
});

test("asks for the external id", async () => {
  const example = exampleWorld();
  example.role.policies.push(mayAssume);
  const target = targetRole(example, "455931011959", {}, { StringEquals: { "sts:ExternalId": "secret-42" } });
  await expect(refusalOf(assume(example, target))).resolves.toEqual(denied(target));
  await expect(assume(example, target, { ExternalId: "secret-42" })).resolves.toBeDefined();
});

test("caps a chained session at an hour", async () => {
  const example = exampleWorld();
  example.role.policies.push(mayAssume);
  const target = targetRole(example, example.role.arn);
  await expect(refusalOf(assume(example, target, { DurationSeconds: 3601 }))).resolves.toEqual({
    code: "ValidationError",
    status: 400,
    message: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
  });
});
