import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  ListImagesCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
} from "@aws-sdk/client-ecr";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { exampleWorld, handlers } from "../index.ts";
import { ecrClient, refusalOf } from "../sdk-clients.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const repositoryName = "made";
const resourceArn = "arn:aws:ecr:ap-northeast-1:455931011959:repository/made";
const lifecyclePolicyText = '{"rules":[{"rulePriority":1}]}';

/** The example's user, who may do everything with ECR, unless told otherwise. */
function administrator(action = "ecr:*") {
  const example = exampleWorld();
  const [key] = example.user.accessKeys;
  if (key === undefined) throw new Error("The example's user has a key.");
  example.user.policies = [{ Statement: { Effect: "Allow", Action: action, Resource: "*" } }];
  server.use(...handlers(example.world));
  const { accessKeyId, secretAccessKey } = key;
  return { ...example, client: ecrClient({ credentials: { accessKeyId, secretAccessKey } }) };
}

const create = new CreateRepositoryCommand({
  repositoryName,
  imageScanningConfiguration: { scanOnPush: true },
  encryptionConfiguration: { encryptionType: "KMS", kmsKey: "arn:aws:kms:ap-northeast-1:455931011959:key/1" },
  tags: [{ Key: "managed-by", Value: "gitlab-ecr" }],
});

test("a repository is made with tags and encryption, and its settings can be changed", async () => {
  const { client } = administrator();
  await client.send(create);
  await client.send(new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration: {} }));
  await client.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: "IMMUTABLE" }));
  await client.send(new TagResourceCommand({ resourceArn, tags: [{ Key: "team", Value: "net" }] }));
  const { repositories } = await client.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
  expect(repositories).toMatchObject([
    {
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: "KMS" },
    },
  ]);
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual([
    { Key: "managed-by", Value: "gitlab-ecr" },
    { Key: "team", Value: "net" },
  ]);
});

test("tags at the creation take ecr:TagResource, too", async () => {
  const { client } = administrator("ecr:CreateRepository");
  await expect(refusalOf(client.send(create))).resolves.toMatchObject({
    code: "AccessDeniedException",
    message: expect.stringContaining("ecr:TagResource"),
  });
});

test("a lifecycle policy is read as it was put, and none is refused in ECR's words", async () => {
  const { client } = administrator();
  await client.send(create);
  const read = () => client.send(new GetLifecyclePolicyCommand({ repositoryName }));
  await expect(refusalOf(read())).resolves.toEqual({
    code: "LifecyclePolicyNotFoundException",
    status: 400,
    message:
      "Lifecycle policy does not exist for the repository with name 'made' in the registry with id '455931011959'",
  });
  const put = (text: string) =>
    client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: text }));
  await expect(refusalOf(put('{"rules":[]}'))).resolves.toMatchObject({ code: "InvalidParameterException" });
  await put(lifecyclePolicyText);
  await expect(read()).resolves.toMatchObject({ lifecyclePolicyText });
});

test("a repository with images is deleted only by force", async () => {
  const { client, account } = administrator();
  await client.send(create);
  const made = account.repositories.at(-1);
  if (made !== undefined) made.images = [{ digest: "sha256:1", tags: ["a", "b"], pushedAt: new Date(0) }];
  expect((await client.send(new ListImagesCommand({ repositoryName }))).imageIds).toHaveLength(2);
  await expect(refusalOf(client.send(new DeleteRepositoryCommand({ repositoryName })))).resolves.toEqual({
    code: "RepositoryNotEmptyException",
    status: 400,
    message:
      "The repository with name 'made' in registry with id '455931011959' cannot be deleted because it still contains images",
  });
  await client.send(new DeleteRepositoryCommand({ repositoryName, force: true }));
  expect(account.repositories).toHaveLength(1);
});

test("a repository's own policy counts from then on", async () => {
  const { client, account } = administrator();
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "ecr:PutImage" }] };
  const policyText = JSON.stringify(policy);
  await client.send(new SetRepositoryPolicyCommand({ repositoryName: "aws-network-cdk", policyText }));
  expect(account.repositories[0]?.policy).toEqual(policy);
});
