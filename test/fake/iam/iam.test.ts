import {
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolePoliciesCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { answer } from "../answer.ts";
import { type Example, exampleWorld, handlers, readPolicy } from "../index.ts";
import { iamClient, refusalOf } from "../sdk-clients.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const powerUser = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser";

/** The example's user, who may read unless told otherwise, as IAM's caller. */
function reader(example: Example = exampleWorld(), policies = [readPolicy()]): Example & { client: IAMClient } {
  const [key] = example.user.accessKeys;
  if (key === undefined) throw new Error("The example's user has a key.");
  example.user.policies = policies;
  server.use(...handlers(example.world));
  const { accessKeyId, secretAccessKey } = key;
  return { ...example, client: iamClient({ credentials: { accessKeyId, secretAccessKey } }) };
}

const decoded = (document: string | undefined) => JSON.parse(decodeURIComponent(document ?? "")) as unknown;

describe("a role", () => {
  test("is read with its trust policy in URL encoding", async () => {
    const { client, role } = reader();
    role.permissionsBoundary = powerUser;
    const { Role } = await client.send(new GetRoleCommand({ RoleName: "gitlab-ecr-push" }));
    expect(Role).toMatchObject({
      Arn: role.arn,
      Path: "/",
      RoleName: "gitlab-ecr-push",
      MaxSessionDuration: 3600,
      CreateDate: role.createdAt,
      PermissionsBoundary: { PermissionsBoundaryArn: powerUser },
    });
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22%3A/);
    expect(decoded(Role?.AssumeRolePolicyDocument)).toEqual(role.trustPolicy);
  });

  test("is found by its name alone, whatever its path", async () => {
    const { client, role } = reader();
    role.arn = "arn:aws:iam::455931011959:role/ci/gitlab/gitlab-ecr-push";
    const { Role } = await client.send(new GetRoleCommand({ RoleName: "gitlab-ecr-push" }));
    expect(Role).toMatchObject({ Arn: role.arn, Path: "/ci/gitlab/" });
  });

  test("that isn't there is refused in AWS's words", async () => {
    await expect(refusalOf(reader().client.send(new GetRoleCommand({ RoleName: "nobody" })))).resolves.toEqual({
      code: "NoSuchEntityException",
      status: 404,
      message: "The role with name nobody cannot be found.",
    });
  });

  test("isn't shown to whoever may not see it, whether it exists or not", async () => {
    const { client } = reader(exampleWorld(), []);
    for (const name of ["gitlab-ecr-push", "nobody"]) {
      await expect(refusalOf(client.send(new GetRoleCommand({ RoleName: name })))).resolves.toEqual({
        code: "AccessDenied",
        status: 403,
        message: `User: arn:aws:iam::455931011959:user/gitlab-ci is not authorized to perform: iam:GetRole on resource: role ${name} because no identity-based policy allows the iam:GetRole action`,
      });
    }
  });

  test("is read only as far as the caller may", async () => {
    const only = { Statement: { Effect: "Allow" as const, Action: "iam:GetRole", Resource: "*" } };
    const { client } = reader(exampleWorld(), [only]);
    await client.send(new GetRoleCommand({ RoleName: "gitlab-ecr-push" }));
    const list = client.send(new ListRolePoliciesCommand({ RoleName: "gitlab-ecr-push" }));
    await expect(refusalOf(list)).resolves.toMatchObject({ code: "AccessDenied" });
  });
});

describe("a role's policies", () => {
  test("inline ones come by name, page by page", async () => {
    const { client, role } = reader(exampleWorld({ iamPageSize: 2 }));
    role.policies = Array.from({ length: 5 }, readPolicy);
    const names: string[] = [];
    const pages: number[] = [];
    let marker: string | undefined;
    do {
      const answered = await client.send(new ListRolePoliciesCommand({ RoleName: "gitlab-ecr-push", Marker: marker }));
      names.push(...(answered.PolicyNames ?? []));
      pages.push(answered.PolicyNames?.length ?? 0);
      expect(answered.IsTruncated).toBe(answered.Marker !== undefined);
      marker = answered.Marker;
    } while (marker !== undefined);
    expect(names).toEqual(["inline-1", "inline-2", "inline-3", "inline-4", "inline-5"]);
    expect(pages).toEqual([2, 2, 1]);
  });

  test("a marker that IAM didn't give is refused", async () => {
    const list = reader().client.send(new ListRolePoliciesCommand({ RoleName: "gitlab-ecr-push", Marker: "x" }));
    await expect(refusalOf(list)).resolves.toMatchObject({ code: "ValidationError", status: 400 });
  });

  test("an inline one is read in URL encoding", async () => {
    const { client, role } = reader();
    const read = new GetRolePolicyCommand({ RoleName: "gitlab-ecr-push", PolicyName: "inline-1" });
    expect(decoded((await client.send(read)).PolicyDocument)).toEqual(role.policies[0]);
    const wrong = new GetRolePolicyCommand({ RoleName: "gitlab-ecr-push", PolicyName: "inline-2" });
    await expect(refusalOf(client.send(wrong))).resolves.toMatchObject({ code: "NoSuchEntityException" });
  });

  test("attached ones are read through the version in force", async () => {
    const { client, role, world } = reader();
    role.attachedPolicies = [powerUser];
    const { AttachedPolicies } = await client.send(
      new ListAttachedRolePoliciesCommand({ RoleName: "gitlab-ecr-push" }),
    );
    expect(AttachedPolicies).toEqual([{ PolicyArn: powerUser, PolicyName: "AmazonEC2ContainerRegistryPowerUser" }]);
    const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn: powerUser }));
    const version = { PolicyArn: powerUser, VersionId: Policy?.DefaultVersionId };
    const { PolicyVersion } = await client.send(new GetPolicyVersionCommand(version));
    expect(decoded(PolicyVersion?.Document)).toEqual(world.managedPolicies[powerUser]);
  });

  test("none is an empty list", async () => {
    const { client } = reader();
    const { AttachedPolicies, IsTruncated } = await client.send(
      new ListAttachedRolePoliciesCommand({ RoleName: "gitlab-ecr-push" }),
    );
    expect([AttachedPolicies, IsTruncated]).toEqual([[], false]);
  });
});

describe("an OIDC provider", () => {
  const arn = "arn:aws:iam::455931011959:oidc-provider/gitlab.example.com";

  test("is read with its URL bare of its scheme, and its client ids", async () => {
    const { client } = reader();
    const { OpenIDConnectProviderList } = await client.send(new ListOpenIDConnectProvidersCommand({}));
    expect(OpenIDConnectProviderList).toContainEqual({ Arn: arn });
    const answered = await client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
    expect(answered).toMatchObject({ Url: "gitlab.example.com", ClientIDList: ["sts.amazonaws.com"] });
  });

  test("that isn't there is refused in AWS's words", async () => {
    const command = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: `${arn}.evil` });
    await expect(refusalOf(reader().client.send(command))).resolves.toEqual({
      code: "NoSuchEntityException",
      status: 404,
      message: `OpenIDConnect Provider not found for arn ${arn}.evil`,
    });
  });
});

test("simulates a role's policies within its boundary, for each action on each resource", async () => {
  const { client, role, world } = reader();
  const boundary = "arn:aws:iam::455931011959:policy/limit";
  world.managedPolicies[boundary] = { Statement: { Effect: "Allow", Action: "ecr:Get*", Resource: "*" } };
  role.permissionsBoundary = boundary;
  role.policies.push({ Statement: { Effect: "Deny", Action: "ecr:DeleteRepository", Resource: "*" } });
  const { EvaluationResults } = await client.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: role.arn,
      ActionNames: ["ecr:GetAuthorizationToken", "ecr:PutImage", "ecr:DeleteRepository"],
      ResourceArns: ["*"],
    }),
  );
  expect(EvaluationResults?.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision])).toEqual([
    ["ecr:GetAuthorizationToken", "allowed"],
    ["ecr:PutImage", "implicitDeny"],
    ["ecr:DeleteRepository", "explicitDeny"],
  ]);
});

test("refuses an unsigned call, and a key that it doesn't know", async () => {
  const { world } = exampleWorld();
  const answered = await answer(
    world,
    new Request("https://iam.amazonaws.com/", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "Action=GetRole&Version=2010-05-08&RoleName=gitlab-ecr-push",
    }),
  );
  expect(answered?.response.status).toBe(403);
  expect(await answered?.response.text()).toContain("<Code>MissingAuthenticationToken</Code>");
  server.use(...handlers(world));
  await expect(refusalOf(iamClient().send(new GetRoleCommand({ RoleName: "x" })))).resolves.toMatchObject({
    code: "InvalidClientTokenId",
  });
});
