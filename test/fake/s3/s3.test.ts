import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { answer } from "../answer.ts";
import { type Bucket, bucket, exampleWorld, handlers, objectVersion } from "../index.ts";
import { type ClientOptions, refusalOf, s3Client } from "../sdk-clients.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const name = "example-gitlab-oidc";
const everything = { Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } } as const;
const publicPolicy = (over: object = {}) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "A",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${name}/a`,
        ...over,
      },
    ],
  });

/** A bucket of the example account, whose user may do everything in S3. */
function scene(over: Partial<Bucket> = {}, options: ClientOptions = {}) {
  const example = exampleWorld();
  const one = bucket(over);
  example.account.buckets = [one];
  example.user.policies = [everything];
  server.use(...handlers(example.world));
  const [credentials] = example.user.accessKeys;
  if (credentials === undefined) throw new Error("The example's user has a key.");
  const client = s3Client({ credentials, ...options });
  const visit = async (url: string) => {
    const answered = await answer(example.world, new Request(url));
    const text = (await answered?.response.text()) ?? "";
    return { status: answered?.response.status, text, headers: answered?.response.headers };
  };
  return { ...example, bucket: one, client, visit };
}

describe("an object", () => {
  test("is kept with its type, and read again", async () => {
    const { client, bucket: one } = scene();
    const put = { Bucket: name, Key: "a/b", Body: "text", ContentType: "application/json", CacheControl: "no-store" };
    await client.send(new PutObjectCommand(put));
    expect(one.objects["a/b"]).toEqual([
      objectVersion("text", { contentType: "application/json", cacheControl: "no-store" }),
    ]);
    const got = await client.send(new GetObjectCommand({ Bucket: name, Key: "a/b" }));
    expect(await got.Body?.transformToString()).toBe("text");
    expect(got).toMatchObject({ ContentType: "application/json", CacheControl: "no-store" });
  });

  test("that is replaced stays as a version, where versioning is on", async () => {
    const { client, bucket: one } = scene({ versioning: "Enabled", objects: { a: [objectVersion("old")] } });
    await client.send(new PutObjectCommand({ Bucket: name, Key: "a", Body: "new" }));
    expect(one.objects.a?.map(({ text }) => text)).toEqual(["new", "old"]);
  });

  test.each([
    { title: "there, and must not be", put: { IfNoneMatch: "*" }, code: "PreconditionFailed", status: 412 },
    { title: "another version", put: { IfMatch: '"other"' }, code: "PreconditionFailed", status: 412 },
  ])("isn't replaced where it is $title", async ({ put, code, status }) => {
    const { client, bucket: one } = scene({ objects: { a: [objectVersion("old")] } });
    const call = client.send(new PutObjectCommand({ Bucket: name, Key: "a", Body: "new", ...put }));
    await expect(refusalOf(call)).resolves.toMatchObject({ code, status });
    expect(one.objects.a?.map(({ text }) => text)).toEqual(["old"]);
  });

  test("that isn't there is told only to whoever may list the bucket", async () => {
    const { client, user } = scene();
    const read = () => refusalOf(client.send(new GetObjectCommand({ Bucket: name, Key: "a" })));
    await expect(read()).resolves.toEqual({
      code: "NoSuchKey",
      message: "The specified key does not exist.",
      status: 404,
    });
    user.policies = [{ Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } }];
    await expect(read()).resolves.toEqual({ code: "AccessDenied", message: "Access Denied", status: 403 });
  });
});

describe("a public request", () => {
  const url = `https://${name}.s3.ap-northeast-1.amazonaws.com`;
  const objects = { a: [objectVersion("public")], b: [objectVersion("private")] };

  test("reads what the policy opens, and nothing else", async () => {
    const { visit } = scene({ objects, policy: publicPolicy() });
    await expect(visit(`${url}/a`)).resolves.toMatchObject({ status: 200, text: "public" });
    for (const key of ["b", "missing"]) {
      const answered = await visit(`${url}/${key}`);
      expect(answered).toMatchObject({
        status: 403,
        text: expect.stringContaining("<Message>Access Denied</Message>"),
      });
    }
  });

  test.each(["bucket", "account"] as const)("reads nothing while the %s restricts public buckets", async (where) => {
    const block = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false };
    const { visit, account, bucket: one } = scene({ objects, policy: publicPolicy(), publicAccessBlock: undefined });
    expect((await visit(`${url}/a`)).status).toBe(200);
    Object.assign(where === "bucket" ? one : account, { publicAccessBlock: { ...block, RestrictPublicBuckets: true } });
    expect((await visit(`${url}/a`)).status).toBe(403);
  });

  test("reads nothing that a key of KMS encrypts", async () => {
    const { visit } = scene({
      objects: { a: [objectVersion("a", { encryption: "aws:kms" })] },
      policy: publicPolicy(),
    });
    expect(await visit(`${url}/a`)).toMatchObject({
      status: 400,
      text: expect.stringContaining("AWS KMS managed keys"),
    });
  });

  test("is redirected from another region's address", async () => {
    const { visit } = scene({ objects, policy: publicPolicy() });
    const answered = await visit(`https://${name}.s3.eu-west-1.amazonaws.com/a`);
    expect(answered).toMatchObject({ status: 301, text: expect.stringContaining("<Code>PermanentRedirect</Code>") });
  });
});

describe("a bucket's settings", () => {
  test("are read and written", async () => {
    const { client, bucket: one } = scene();
    const Bucket = name;
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    expect(one.versioning).toBe("Enabled");
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    await client.send(new PutBucketPolicyCommand({ Bucket, Policy: publicPolicy() }));
    expect((await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(publicPolicy());
    expect(await client.send(new GetPublicAccessBlockCommand({ Bucket }))).toMatchObject({
      PublicAccessBlockConfiguration: one.publicAccessBlock,
    });
  });

  test("that aren't there are refused as S3 does", async () => {
    const { client } = scene({ publicAccessBlock: undefined });
    const Bucket = name;
    await expect(refusalOf(client.send(new GetBucketPolicyCommand({ Bucket })))).resolves.toEqual({
      code: "NoSuchBucketPolicy",
      message: "The bucket policy does not exist",
      status: 404,
    });
    await expect(refusalOf(client.send(new GetPublicAccessBlockCommand({ Bucket })))).resolves.toEqual({
      code: "NoSuchPublicAccessBlockConfiguration",
      message: "The public access block configuration was not found",
      status: 404,
    });
  });

  test.each(["bucket", "account"] as const)("against public access refuse a public policy: the %s's", async (where) => {
    const { client, account, bucket: one } = scene();
    const block = { BlockPublicAcls: false, IgnorePublicAcls: false, RestrictPublicBuckets: false };
    Object.assign(where === "bucket" ? one : account, { publicAccessBlock: { ...block, BlockPublicPolicy: true } });
    const put = (Policy: string) => client.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
    await expect(refusalOf(put(publicPolicy()))).resolves.toMatchObject({
      code: "AccessDenied",
      message: expect.stringMatching(/^User: arn:aws:iam::455931011959:user\/gitlab-ci .* BlockPublicPolicy setting/),
    });
    await put(publicPolicy({ Principal: { AWS: "arn:aws:iam::455931011959:root" } }));
    expect(one.policy).toContain(":root");
  });

  test.each([
    ["no JSON", "{"],
    ["another bucket's objects", publicPolicy({ Resource: "arn:aws:s3:::other/a" })],
    ["a Sid twice", publicPolicy().replace(/\[(.*)\]/, "[$1,$1]")],
  ])("refuse a policy with %s", async (_, Policy) => {
    const { client } = scene();
    const call = client.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
    await expect(refusalOf(call)).resolves.toMatchObject({ code: "MalformedPolicy", status: 400 });
  });
});

describe("a call is refused", () => {
  const cases: { title: string; options: ClientOptions; code: string; message: RegExp }[] = [
    {
      title: "with a key that nobody has",
      options: { credentials: { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x" } },
      code: "InvalidAccessKeyId",
      message: /does not exist in our records\.$/,
    },
    { title: "in another region", options: { region: "eu-west-1" }, code: "PermanentRedirect", message: /endpoint\.$/ },
  ];
  test.each(cases)("$title", async ({ options, code, message }) => {
    const { client } = scene({}, options);
    const refusal = await refusalOf(client.send(new GetBucketVersioningCommand({ Bucket: name })));
    expect(refusal).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("for another owner's bucket, and one that isn't there", async () => {
    const { client } = scene();
    const foreign = new GetBucketVersioningCommand({ Bucket: name, ExpectedBucketOwner: "210987654321" });
    await expect(refusalOf(client.send(foreign))).resolves.toMatchObject({ code: "AccessDenied", status: 403 });
    const missing = client.send(new GetBucketVersioningCommand({ Bucket: "no-such-bucket" }));
    await expect(refusalOf(missing)).resolves.toMatchObject({ code: "NoSuchBucket", status: 404 });
  });

  test("without the permission, in words that name it", async () => {
    const { client, user } = scene();
    user.policies = [];
    const refusal = await refusalOf(client.send(new PutObjectCommand({ Bucket: name, Key: "a", Body: "x" })));
    expect(refusal).toEqual({
      code: "AccessDenied",
      status: 403,
      message: `User: arn:aws:iam::455931011959:user/gitlab-ci is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${name}/a" because no identity-based policy allows the s3:PutObject action`,
    });
  });
});
