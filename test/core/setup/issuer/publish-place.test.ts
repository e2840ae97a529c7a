import { describe, expect, test } from "vitest";
import {
  allowPublicRead,
  blockingSettings,
  publicIssuer,
  readInstanceUrl,
  readPublishPlace,
} from "../../../../src/core/setup/index.ts";

describe("--publish", () => {
  test.each([
    ["s3://bucket", { kind: "s3", bucket: "bucket", prefix: "" }],
    ["s3://bucket/", { kind: "s3", bucket: "bucket", prefix: "" }],
    ["s3://my.bucket/a/b-c/", { kind: "s3", bucket: "my.bucket", prefix: "a/b-c" }],
    ["public", { kind: "folder", path: "public" }],
    ["./s3", { kind: "folder", path: "./s3" }],
  ])("is read: %s", (text, place) => {
    expect(readPublishPlace(text)).toEqual(place);
  });

  test.each([
    "s3://",
    "s3://Bucket",
    "s3://b",
    "s3://a..b",
    "s3://bucket/../x",
    "s3://bucket/a b",
    "https://x",
    "S3://bucket",
  ])("is refused: %s", (text) => {
    expect(() => readPublishPlace(text)).toThrow(/input-invalid|bucket|prefix|--publish/);
  });
});

describe("the public address", () => {
  const s3 = (bucket: string, prefix = "") => ({ kind: "s3", bucket, prefix }) as const;
  const folder = { kind: "folder", path: "x" } as const;
  const own = "https://bucket.s3.eu-west-1.amazonaws.com";
  const elsewhere = "https://oidc.example.com";

  test.each([
    ["the bucket's own", s3("bucket"), "eu-west-1", null, { issuer: own, ownAddress: true }],
    ["below a prefix", s3("bucket", "a/b"), "eu-west-1", null, { issuer: `${own}/a/b`, ownAddress: true }],
    [
      "in China",
      s3("bucket"),
      "cn-north-1",
      null,
      { issuer: "https://bucket.s3.cn-north-1.amazonaws.com.cn", ownAddress: true },
    ],
    ["named, and the bucket's own", s3("bucket"), "eu-west-1", `${own}/`, { issuer: own, ownAddress: true }],
    ["CloudFront's", s3("my.bucket"), "eu-west-1", elsewhere, { issuer: elsewhere, ownAddress: false }],
    ["a folder's", folder, null, `${elsewhere}/b`, { issuer: `${elsewhere}/b`, ownAddress: false }],
  ])("is %s", (_, place, region, given, address) => {
    expect(publicIssuer(place, region, given)).toEqual(address);
  });

  test.each([
    ["a folder without an address", { kind: "folder", path: "x" } as const, null, null, /folder says nothing/],
    ["a bucket with dots", s3("my.bucket"), "eu-west-1", null, /certificate covers one label/],
    ["a bucket without a region", s3("bucket"), null, null, /no region/],
    ["http:", s3("bucket"), "eu-west-1", "http://oidc.example.com", /https: only/],
    ["a port", s3("bucket"), "eu-west-1", "https://oidc.example.com:8443", /port/],
  ])("is refused for %s", (_, place, region, given, reason) => {
    expect(() => publicIssuer(place, region, given)).toThrow(reason);
  });
});

describe("the instance's address", () => {
  test.each([
    ["https://gitlab.example.com/", "https://gitlab.example.com"],
    ["https://gitlab.example.com:8443/git/", "https://gitlab.example.com:8443/git"],
  ])("is %s", (text, url) => {
    expect(readInstanceUrl(text)).toBe(url);
  });

  test.each([
    "http://gitlab.example.com",
    "gitlab.example.com",
    "https://u:p@gitlab.example.com",
    "https://x/?a",
    "ftp://x",
  ])("isn't %s", (text) => {
    expect(() => readInstanceUrl(text)).toThrow(/address of GitLab/);
  });
});

describe("a bucket's policy", () => {
  const arns = ["arn:aws:s3:::b/one", "arn:aws:s3:::b/two"];
  const allowing = { Effect: "Allow", Principal: { AWS: "*" }, Action: ["s3:getobject"], Resource: [...arns, "x"] };

  test("stays where a statement allows just that", () => {
    expect(allowPublicRead(JSON.stringify({ Statement: allowing }), arns)).toEqual({ kind: "keep" });
  });

  test.each([
    ["with a condition", { ...allowing, Condition: {} }],
    ["for one object only", { ...allowing, Resource: arns[0] }],
    ["that denies", { ...allowing, Effect: "Deny" }],
    ["for an account", { ...allowing, Principal: { AWS: "455931011959" } }],
    ["to write", { ...allowing, Action: "s3:PutObject" }],
  ])("gets a statement beside one %s", (_, statement) => {
    expect(allowPublicRead(JSON.stringify({ Statement: [statement] }), arns)).toMatchObject({
      kind: "write",
      others: 1,
    });
  });

  test("opens these two objects to everybody, to read them", () => {
    expect(allowPublicRead(null, arns)).toMatchObject({
      kind: "write",
      others: 0,
      statement: { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: arns },
    });
  });

  test.each([
    ["no JSON", "{"],
    ["no room", JSON.stringify({ Statement: [{ Sid: "x".repeat(20_400) }] })],
  ])("is left alone where there is %s", (_, policy) => {
    expect(allowPublicRead(policy, arns)).toMatchObject({ kind: "unfit" });
  });
});

test("of the settings against public access, those about policies stand in the way", () => {
  const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
  expect(blockingSettings(all)).toEqual(["BlockPublicPolicy", "RestrictPublicBuckets"]);
  expect(blockingSettings({ ...all, BlockPublicPolicy: false, RestrictPublicBuckets: false })).toEqual([]);
  expect(blockingSettings(null)).toEqual([]);
});
