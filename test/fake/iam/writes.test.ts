import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateAccessKeyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { accessKey, type Example, exampleWorld, handlers, pushPolicy, trustPolicy, type World } from "../index.ts";
import { iamClient, refusalOf, stsClient } from "../sdk-clients.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** The example's user, who may do everything, as IAM's caller. */
function administrator(over: Partial<World> = {}): Example & { client: IAMClient } {
  const example = exampleWorld(over);
  const [key] = example.user.accessKeys;
  if (key === undefined) throw new Error("The example's user has a key.");
  example.user.policies = [{ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }];
  server.use(...handlers(example.world));
  const { accessKeyId, secretAccessKey } = key;
  return { ...example, client: iamClient({ credentials: { accessKeyId, secretAccessKey } }) };
}

const trust = (example: Example) => {
  const [provider] = example.account.providers;
  if (provider === undefined) throw new Error("The example has providers.");
  return JSON.stringify(trustPolicy(provider));
};
const policy = JSON.stringify(pushPolicy());
const RoleName = "made";

describe("a role", () => {
  const create = (example: Example) =>
    new CreateRoleCommand({
      RoleName,
      Path: "/ci/",
      AssumeRolePolicyDocument: trust(example),
      Tags: [{ Key: "managed-by", Value: "gitlab-ecr" }],
    });

  test("is made with its tags, changed, and deleted when its policies are gone", async () => {
    const example = administrator();
    const { client } = example;
    const { Role } = await client.send(create(example));
    expect(Role).toMatchObject({ Arn: "arn:aws:iam::455931011959:role/ci/made", MaxSessionDuration: 3600 });
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: "push", PolicyDocument: policy }));
    await client.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 }));
    await client.send(new TagRoleCommand({ RoleName, Tags: [{ Key: "Managed-By", Value: "somebody" }] }));
    const read = await client.send(new GetRoleCommand({ RoleName: "MADE" }));
    expect(read.Role).toMatchObject({ MaxSessionDuration: 7200, Tags: [{ Key: "managed-by", Value: "somebody" }] });
    expect((await client.send(new ListRolesCommand({}))).Roles).toHaveLength(2);
    await expect(refusalOf(client.send(new DeleteRoleCommand({ RoleName })))).resolves.toEqual({
      code: "DeleteConflictException",
      status: 409,
      message: "Cannot delete entity, must delete policies first.",
    });
    await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "push" }));
    await client.send(new DeleteRoleCommand({ RoleName }));
    expect(example.account.roles).toHaveLength(1);
  });

  test("of a name that is taken is refused", async () => {
    const example = administrator();
    await example.client.send(create(example));
    await expect(refusalOf(example.client.send(create(example)))).resolves.toEqual({
      code: "EntityAlreadyExistsException",
      status: 409,
      message: "Role with name made already exists.",
    });
  });

  test.each([
    ["{", "This policy contains invalid Json"],
    ['{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}', "Missing required field Principal"],
    [
      '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:*","Resource":"*"}]}',
      "Has prohibited field Resource",
    ],
  ])("refuses the trust policy %s", async (PolicyDocument, message) => {
    const { client } = administrator();
    const update = client.send(new UpdateAssumeRolePolicyCommand({ RoleName: "gitlab-ecr-push", PolicyDocument }));
    await expect(refusalOf(update)).resolves.toEqual({
      code: "MalformedPolicyDocumentException",
      status: 400,
      message,
    });
  });

  test("takes no boundary that isn't there, and no policy that is too long", async () => {
    const { client, world } = administrator();
    const bound = new PutRolePermissionsBoundaryCommand({
      RoleName: "gitlab-ecr-push",
      PermissionsBoundary: "arn:aws:iam::aws:policy/none",
    });
    await expect(refusalOf(client.send(bound))).resolves.toMatchObject({ code: "NoSuchEntityException" });
    world.quotas.inlineCharactersOfRole = 100;
    const put = new PutRolePolicyCommand({ RoleName: "gitlab-ecr-push", PolicyName: "p", PolicyDocument: policy });
    await expect(refusalOf(client.send(put))).resolves.toMatchObject({ code: "LimitExceededException", status: 409 });
  });

  test("isn't read until IAM's reads know it", async () => {
    const example = administrator({ lateness: { iam: 1, services: 0 } });
    await example.client.send(create(example));
    const read = () => example.client.send(new GetRoleCommand({ RoleName }));
    await expect(refusalOf(read())).resolves.toMatchObject({ code: "NoSuchEntityException" });
    await expect(read()).resolves.toMatchObject({ Role: { RoleName } });
  });

  test("takes the permission to tag where it is made with tags", async () => {
    const example = administrator();
    example.user.policies = [{ Statement: { Effect: "Allow", Action: "iam:CreateRole", Resource: "*" } }];
    await expect(refusalOf(example.client.send(create(example)))).resolves.toMatchObject({
      code: "AccessDenied",
      message: expect.stringContaining("iam:TagRole"),
    });
  });
});

test("a user is made, given a policy and keys, and deleted when all is gone", async () => {
  const { client, account, world } = administrator();
  const UserName = "made";
  await client.send(new CreateUserCommand({ UserName }));
  await client.send(new PutUserPolicyCommand({ UserName, PolicyName: "push", PolicyDocument: policy }));
  const read = await client.send(new GetUserPolicyCommand({ UserName, PolicyName: "push" }));
  expect(decodeURIComponent(read.PolicyDocument ?? "")).toBe(policy);
  expect((await client.send(new GetUserCommand({ UserName }))).User?.Arn).toMatch(/:user\/made$/);
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = {
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  };
  await expect(stsClient({ credentials }).send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
    Arn: "arn:aws:iam::455931011959:user/made",
  });
  const made = account.users.find(({ arn }) => arn.endsWith("/made"));
  expect(made?.accessKeys[0]?.lastUsed).toMatchObject({ service: "sts", region: "ap-northeast-1" });
  made?.accessKeys.push(accessKey());
  await expect(refusalOf(client.send(new CreateAccessKeyCommand({ UserName })))).resolves.toEqual({
    code: "LimitExceededException",
    status: 409,
    message: "Cannot exceed quota for AccessKeysPerUser: 2",
  });
  made?.accessKeys.pop();
  await expect(refusalOf(client.send(new DeleteUserCommand({ UserName })))).resolves.toMatchObject({
    code: "DeleteConflictException",
    message: "Cannot delete entity, must delete access keys first.",
  });
  const AccessKeyId = credentials.accessKeyId;
  await client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
  expect(made?.accessKeys[0]?.active).toBe(false);
  world.lateness.services = 1;
  await client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Active" }));
  await client.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  await client.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "push" }));
  await client.send(new DeleteUserCommand({ UserName }));
  expect(account.users).toHaveLength(1);
});

test("a key that was just made isn't known to every service at once, and a deleted one still is", async () => {
  const { client, world } = administrator({ lateness: { iam: 0, services: 1 } });
  const UserName = "gitlab-ci";
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
  const AccessKeyId = AccessKey?.AccessKeyId ?? "";
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  const who = () => stsClient({ credentials }).send(new GetCallerIdentityCommand({}));
  await expect(refusalOf(who())).resolves.toMatchObject({ code: "InvalidClientTokenId" });
  await expect(who()).resolves.toMatchObject({ Account: "455931011959" });
  await client.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  await expect(who()).resolves.toMatchObject({ Account: "455931011959" });
  await expect(refusalOf(who())).resolves.toMatchObject({ code: "InvalidClientTokenId" });
  expect(world.unsettled.every(({ looks }) => looks.iam === 0)).toBe(true);
});

test("an OIDC provider is made once a URL, takes an audience twice as once, and goes", async () => {
  const { client, account } = administrator();
  const create = new CreateOpenIDConnectProviderCommand({ Url: "https://git.example.org", ClientIDList: ["a"] });
  const { OpenIDConnectProviderArn = "" } = await client.send(create);
  expect(OpenIDConnectProviderArn).toBe("arn:aws:iam::455931011959:oidc-provider/git.example.org");
  await expect(refusalOf(client.send(create))).resolves.toEqual({
    code: "EntityAlreadyExistsException",
    status: 409,
    message: "Provider with url https://git.example.org already exists.",
  });
  for (const ClientID of ["b", "b"]) {
    await client.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
  }
  expect(account.providers.at(-1)?.clientIds).toEqual(["a", "b"]);
  await client.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  expect(account.providers).toHaveLength(2);
});
