import { describe, expect, test } from "vitest";
import { inject, issuer, type PublicAccessBlock } from "../fake/index.ts";
import { interceptRequests, runCli } from "./run-cli.ts";
import { bucketName, type IssuerScene, issuerScene, publicUrl, writes } from "./setup-issuer-scene.ts";

interceptRequests();

const open: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

interface Failure {
  code: string;
  status?: number;
  when: string;
  arrange?: (scene: IssuerScene) => void;
  args?: readonly string[];
  /** What the message says. */
  says?: RegExp;
}

const failures: Failure[] = [
  {
    code: "publish-blocked",
    when: "the bucket blocks public policies",
    arrange: ({ bucket }) => void Object.assign(bucket, { publicAccessBlock: { ...open, BlockPublicPolicy: true } }),
    says: /BlockPublicPolicy is on/,
  },
  {
    code: "publish-blocked",
    when: "the bucket restricts what is public, as well",
    arrange: ({ bucket }) =>
      void Object.assign(bucket, {
        publicAccessBlock: { ...open, BlockPublicPolicy: true, RestrictPublicBuckets: true },
      }),
    says: /BlockPublicPolicy and RestrictPublicBuckets are on/,
  },
  {
    code: "publish-blocked",
    when: "the account blocks public policies",
    arrange: ({ account }) => void Object.assign(account, { publicAccessBlock: { ...open, BlockPublicPolicy: true } }),
    says: /the account has BlockPublicPolicy on/,
  },
  {
    code: "bucket-unusable",
    when: "there is no such bucket",
    arrange: ({ account }) => void account.buckets?.splice(0),
    says: /there is none of this name/,
  },
  {
    code: "bucket-unusable",
    when: "the bucket is in another region",
    arrange: ({ bucket }) => void Object.assign(bucket, { region: "eu-west-1" }),
    says: /isn't in ap-northeast-1/,
  },
  {
    code: "bucket-unusable",
    when: "the policy has no room",
    arrange: ({ bucket }) => {
      const Sid = "x".repeat(20_300);
      bucket.policy = JSON.stringify({
        Statement: [{ Sid, Effect: "Deny", Principal: "*", Action: "x", Resource: "y" }],
      });
    },
    says: /longer than 20480 bytes/,
  },
  {
    code: "publish-denied",
    when: "the bucket is another account's",
    args: ["--yes", "--bucket-owner", "210987654321"],
    says: /s3:GetBucketVersioning on arn:aws:s3:::example-gitlab-oidc\./,
  },
  {
    code: "publish-denied",
    when: "the user may nothing",
    arrange: ({ user }) => void user.policies.splice(0),
    says: /user\/gitlab-ci isn't allowed to s3:GetBucketVersioning/,
  },
  {
    code: "publish-denied",
    when: "the user may not list the bucket, so that S3 doesn't say what is there",
    arrange: ({ user }) => {
      const allowed = ["s3:GetObject", "s3:GetBucket*", "iam:*"];
      user.policies = [{ Statement: { Effect: "Allow", Action: allowed, Resource: "*" } }];
    },
    says: /isn't allowed to s3:GetObject/,
  },
  {
    code: "issuer-unfit",
    when: "a login page answers",
    arrange: ({ world }) => void inject(world, "issuer:Discovery", { kind: "html" }),
    says: /isn't a JSON object/,
  },
  {
    code: "issuer-unfit",
    when: "GitLab redirects",
    arrange: ({ world }) => void inject(world, "issuer:Keys", { kind: "html", status: 403 }),
    says: /HTTP 403/,
  },
  {
    code: "issuer-unfit",
    when: "it names another issuer",
    arrange: ({ world }) => void world.issuers.splice(0, 1, issuer({ namedIssuer: "https://old.example.com" })),
    says: /names the issuer "https:\/\/old\.example\.com"/,
  },
  {
    code: "issuer-unfit",
    when: "the claims aren't announced",
    arrange: ({ world }) => void inject(world, "issuer:Discovery", { kind: "without", fields: ["claims_supported"] }),
    says: /claim sub/,
  },
  {
    code: "network",
    status: 4,
    when: "the instance doesn't answer",
    arrange: ({ world }) => void inject(world, "issuer:Discovery", { kind: "reset" }),
    says: /gitlab\.example\.com/,
  },
  {
    code: "static-keys-secret-wrong",
    when: "S3 refuses the signature",
    arrange: ({ world }) => {
      const fault = { kind: "error", code: "SignatureDoesNotMatch", message: "no", status: 403 } as const;
      inject(world, "sts:GetCallerIdentity", fault);
    },
  },
];

describe.each(failures)("$code, when $when", ({ code, status = 3, arrange, args = ["--yes"], says }) => {
  test("nothing is written, and it is told what to do", async () => {
    const scene = issuerScene();
    arrange?.(scene);
    const ended = await scene.run([...args, "--json"]);
    const { error } = ended.json() as { error: { message: string; remedy: string } };
    expect([ended.code(), ended.status], ended.stdout).toEqual([code, status]);
    if (says !== undefined) expect(error.message).toMatch(says);
    expect(error.remedy.length).toBeGreaterThan(0);
    const harmless = ["s3:PutBucketVersioning", "s3:PutObject", "s3:PutBucketPolicy"];
    expect(writes(scene.world).filter((operation) => !harmless.includes(operation))).toEqual([]);
    expect(scene.account.providers.map(({ url }) => url)).not.toContain(publicUrl);
  });
});

test("what is lacking is told as one policy, that suffices", async () => {
  const scene = issuerScene();
  scene.user.policies = [];
  const ended = await scene.run(["--yes", "--json"]);
  const { remedy } = (ended.json() as { error: { remedy: string } }).error;
  scene.user.policies = [JSON.parse(/\{.*\}/s.exec(remedy)?.[0] ?? "")];
  const again = await scene.run(["--yes", "--json"]);
  expect(again.json()).toMatchObject({ ok: true, drift: [], provider: { status: "there" } });
});

test("an account that restricts public buckets is seen from outside, and gets no provider", async () => {
  const scene = issuerScene();
  scene.account.publicAccessBlock = { ...open, RestrictPublicBuckets: true };
  const ended = await scene.run(["--yes", "--json"]);
  expect(ended.json()).toMatchObject({
    ok: true,
    applied: true,
    drift: [{ id: "discovery-unreadable", message: expect.stringContaining("HTTP 403") }, { id: "keys-unreadable" }],
    provider: { status: "missing" },
  });
  expect(ended.status).toBe(1);
  expect(scene.account.providers.map(({ url }) => url)).not.toContain(publicUrl);
});

describe("help", () => {
  test.each([
    ["of setup issuer", ["setup", "issuer", "--help"], "Usage: gitlab-ecr setup issuer [options]"],
    ["of setup issuer, the other way", ["help", "setup", "issuer"], "Usage: gitlab-ecr setup issuer [options]"],
    ["of setup", ["setup", "--help"], "Usage: gitlab-ecr setup [options]"],
  ])("%s", async (_, argv, usage) => {
    const ended = await runCli(issuerScene().world, argv);
    expect([ended.status, ended.stdout.split("\n")[0]]).toEqual([0, usage]);
  });
});

describe("all that is missing is told at once", () => {
  test.each([
    ["nothing is given", [], "2 values are missing: --gitlab-url URL, --publish PLACE.", "--publish s3://"],
    ["a check of nothing", ["--check"], "2 values are missing: --gitlab-url URL, --issuer-url URL.", "--check"],
    [
      "a bucket alone",
      ["--publish", "s3://b-1"],
      "2 values are missing: --gitlab-url URL, --region REGION.",
      "--region",
    ],
    [
      "a folder alone",
      ["--publish", "out"],
      "2 values are missing: --gitlab-url URL, --issuer-url URL.",
      "--publish public",
    ],
  ])("%s", async (_, args, message, example) => {
    const ended = await runCli(issuerScene().world, ["setup", "issuer", ...args, "--json"]);
    const { error } = ended.json() as { error: { message: string; remedy: string } };
    expect([ended.code(), error.message]).toEqual(["input-invalid", message]);
    expect(error.remedy).toMatch(/^Give them, for example: gitlab-ecr setup issuer /);
    expect(error.remedy).toContain(example);
  });
});

describe("wrong usage", () => {
  const publish = ["--publish", `s3://${bucketName}`];
  test.each([
    ["no place", ["--publish", ""], /^One value is missing: --publish PLACE\.$/],
    ["a bucket with dots", ["--publish", "s3://my.bucket"], /certificate/],
    ["a folder without an address", ["--publish", "public"], /^One value is missing: --issuer-url URL\.$/],
    ["no address of GitLab", ["--gitlab-url", ""], /^One value is missing: --gitlab-url URL\.$/],
    ["http:", ["--gitlab-url", "http://gitlab.example.com"], /over http:/],
    ["a check that changes", [...publish, "--check", "--yes"], /--check changes nothing/],
    ["a check of nothing", ["--check", "--publish", ""], /^One value is missing: --issuer-url URL\.$/],
    ["a dry run with --yes", [...publish, "--dry-run", "--yes"], /--dry-run/],
    ["no account", [...publish, "--bucket-owner", "4711"], /12 digits/],
    ["a time too short", [...publish, "--keep-old-keys", "5m"], /--keep-old-keys/],
    ["an option of setup's", [...publish, "--project", "a/b"], /no option --project/],
    ["a word too many", ["now"], /"now"/],
  ])("%s", async (_, args, reason) => {
    const scene = issuerScene();
    const ended = await scene.run([...args, "--json"]);
    const { error } = ended.json() as { error: { message: string } };
    expect([ended.code(), ended.status]).toEqual(["input-invalid", 2]);
    expect(error.message).toMatch(reason);
    expect(scene.world.calls).toEqual([]);
  });

  test("a folder that is a file", async () => {
    const scene = issuerScene();
    const ended = await scene.run(["--publish", "/dev/null", "--issuer-url", "https://oidc.example.com"]);
    expect([ended.code(), ended.status]).toEqual(["input-invalid", 2]);
  });
});
