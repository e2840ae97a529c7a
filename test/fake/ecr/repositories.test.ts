import { DescribeRepositoriesCommand, GetRepositoryPolicyCommand } from "@aws-sdk/client-ecr";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { account, type Example, exampleWorld, handlers, readPolicy } from "../index.ts";
import { ecrClient, refusalOf } from "../sdk-clients.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

function reader(example: Example, policies = [readPolicy()]) {
  const [key] = example.user.accessKeys;
  if (key === undefined) throw new Error("The example's user has a key.");
  example.user.policies = policies;
  server.use(...handlers(example.world));
  return ecrClient({ credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } });
}

const describeOne = (name: string, registryId?: string) =>
  new DescribeRepositoriesCommand({ repositoryNames: [name], ...(registryId && { registryId }) });

const arn = "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk";

describe("a repository", () => {
  test("is described with its ARN, its host and its tags' mutability", async () => {
    const { repositories } = await reader(exampleWorld()).send(describeOne("aws-network-cdk"));
    expect(repositories).toMatchObject([
      {
        repositoryArn: arn,
        registryId: "455931011959",
        repositoryUri: "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com/aws-network-cdk",
        imageTagMutability: "MUTABLE",
      },
    ]);
  });

  test("that isn't there is refused in AWS's words", async () => {
    await expect(refusalOf(reader(exampleWorld()).send(describeOne("app")))).resolves.toEqual({
      code: "RepositoryNotFoundException",
      status: 400,
      message: "The repository with name 'app' does not exist in the registry with id '455931011959'",
    });
  });

  test("isn't described to whoever may not", async () => {
    const refused = refusalOf(reader(exampleWorld(), []).send(describeOne("aws-network-cdk")));
    await expect(refused).resolves.toEqual({
      code: "AccessDeniedException",
      status: 400,
      message: `User: arn:aws:iam::455931011959:user/gitlab-ci is not authorized to perform: ecr:DescribeRepositories on resource: ${arn} because no identity-based policy allows the ecr:DescribeRepositories action`,
    });
  });

  test("lets in whom its own policy names, even without a policy of theirs", async () => {
    const example = exampleWorld();
    const [repository] = example.account.repositories;
    if (repository === undefined) throw new Error("The example has a repository.");
    const Principal = { AWS: example.user.arn };
    repository.policy = { Statement: { Effect: "Allow", Principal, Action: "ecr:*", Resource: "*" } };
    await expect(reader(example, []).send(describeOne("aws-network-cdk"))).resolves.toBeDefined();
  });

  test("of another account takes both sides", async () => {
    const example = exampleWorld();
    const foreign = account({ id: "210987654321", repositories: [{ name: "base", region: "ap-northeast-1" }] });
    example.world.accounts.push(foreign);
    const client = reader(example);
    await expect(refusalOf(client.send(describeOne("base", "210987654321")))).resolves.toMatchObject({
      message: expect.stringContaining("because no resource-based policy allows the ecr:DescribeRepositories action"),
    });
    const [repository] = foreign.repositories;
    if (repository === undefined) throw new Error("The account has a repository.");
    const Principal = { AWS: "arn:aws:iam::455931011959:root" };
    repository.policy = { Statement: { Effect: "Allow", Principal, Action: "ecr:Describe*", Resource: "*" } };
    await expect(client.send(describeOne("base", "210987654321"))).resolves.toBeDefined();
  });
});

describe("a repository's policy", () => {
  test("is its text", async () => {
    const example = exampleWorld();
    const [repository] = example.account.repositories;
    if (repository === undefined) throw new Error("The example has a repository.");
    repository.policy = { Statement: { Effect: "Allow", Principal: "*", Action: "ecr:BatchGetImage", Resource: "*" } };
    const command = new GetRepositoryPolicyCommand({ repositoryName: "aws-network-cdk" });
    const { policyText } = await reader(example).send(command);
    expect(JSON.parse(policyText ?? "")).toEqual(repository.policy);
  });

  test("that isn't there is refused in AWS's words", async () => {
    const command = new GetRepositoryPolicyCommand({ repositoryName: "aws-network-cdk" });
    await expect(refusalOf(reader(exampleWorld()).send(command))).resolves.toEqual({
      code: "RepositoryPolicyNotFoundException",
      status: 400,
      message:
        "Repository policy does not exist for the repository with name 'aws-network-cdk' in the registry with id '455931011959'",
    });
  });
});

describe("the registry at its real host", () => {
  const base = "https://455931011959.dkr.ecr.ap-northeast-1.amazonaws.com/v2/";

  test("asks for a password", async () => {
    server.use(...handlers(exampleWorld().world));
    const response = await fetch(base);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Basic realm=/);
  });

  test("says of a password that it never gave what ECR says", async () => {
    server.use(...handlers(exampleWorld().world));
    const response = await fetch(base, { headers: { authorization: `Basic ${btoa("AWS:guess")}` } });
    expect([response.status, await response.json()]).toEqual([
      400,
      { errors: [{ code: "DENIED", message: "Your Authorization Token is invalid." }] },
    ]);
  });
});
