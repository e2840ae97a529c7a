import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { idToken, inject, issuer, objectVersion, role, signingKey, trustPolicy } from "../fake/index.ts";
import { interceptRequests, runCli } from "./run-cli.ts";
import {
  bucketName,
  discoveryKey,
  gitlabUrl,
  type IssuerScene,
  issuerScene,
  keysKey,
  publicUrl,
  writes,
} from "./setup-issuer-scene.ts";

interceptRequests();

const providerArn = `arn:aws:iam::455931011959:oidc-provider/${publicUrl.slice("https://".length)}`;

/** A job's login with a token of now. */
function login({ world, account }: IssuerScene, token = idToken(world)) {
  const provider = account.providers.find(({ url }) => url === publicUrl);
  if (provider !== undefined) account.roles = [role({ provider, trustPolicy: trustPolicy(provider) })];
  return runCli(world, ["login", "--json"], {
    environment: {
      GITLAB_OIDC_TOKEN: token,
      GITLAB_ECR_ROLE_ARN: account.roles[0]?.arn,
      AWS_REGION: "ap-northeast-1",
    },
  });
}

/** Sets `ci_id_tokens_issuer_url`. */
function switchIssuer({ world }: IssuerScene): void {
  for (const one of world.issuers) one.tokenIssuer = publicUrl;
}

describe("a publication in S3", () => {
  test("lets the jobs of an instance log in that AWS can't reach", async () => {
    const scene = issuerScene();
    expect((await login(scene)).code()).toBe("issuer-unreachable");
    const ended = await scene.run();
    expect(ended.status, ended.stderr).toBe(0);
    expect(ended.stdout).toContain(`gitlab_rails['ci_id_tokens_issuer_url'] = '${publicUrl}'`);
    expect(ended.stdout).toContain(`issuerUrl: ${publicUrl}`);
    switchIssuer(scene);
    const job = await login(scene);
    expect(job.status, job.stdout).toBe(0);
  });

  test("writes both documents, opens just them, and makes the provider", async () => {
    const { run, bucket, account, world } = issuerScene();
    const ended = await run(["--yes", "--json"]);
    expect(ended.json()).toMatchObject({
      ok: true,
      issuer: publicUrl,
      place: `s3://${bucketName}`,
      applied: true,
      drift: [],
      provider: { arn: providerArn, audience: "sts.amazonaws.com", status: "there" },
      keys: { published: ["gitlab-key-1"], added: ["gitlab-key-1"], kept: [], dropped: [] },
    });
    const headers = { contentType: "application/json", cacheControl: "public, max-age=300" };
    expect(Object.keys(bucket.objects).sort()).toEqual([discoveryKey, keysKey]);
    expect(bucket.objects[keysKey]).toMatchObject([headers]);
    expect(bucket.objects[discoveryKey]).toMatchObject([headers]);
    expect(JSON.parse(bucket.objects[discoveryKey]?.[0]?.text ?? "")).toMatchObject({
      issuer: publicUrl,
      jwks_uri: `${publicUrl}/${keysKey}`,
      token_endpoint: `${gitlabUrl}/oauth/token`,
    });
    expect(bucket.versioning).toBe("Enabled");
    expect(JSON.parse(bucket.policy ?? "").Statement).toEqual([
      {
        Sid: "GitlabEcrIssuer",
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: [`arn:aws:s3:::${bucketName}/${discoveryKey}`, `arn:aws:s3:::${bucketName}/${keysKey}`],
      },
    ]);
    const provider = { arn: providerArn, url: publicUrl, clientIds: ["sts.amazonaws.com"], thumbprints: [] };
    expect(account.providers.at(-1)).toMatchObject(provider);
    expect(writes(world)).toEqual([
      "s3:PutBucketVersioning",
      "s3:PutObject",
      "s3:PutObject",
      "s3:PutBucketPolicy",
      "iam:CreateOpenIDConnectProvider",
    ]);
    expect(
      world.calls.filter(({ headers: { "x-amz-expected-bucket-owner": owner } }) => owner !== undefined),
    ).toSatisfy((calls: typeof world.calls) =>
      calls.every((call) => call.headers["x-amz-expected-bucket-owner"] === "455931011959"),
    );
  });

  test("is told before it is done, in full", async () => {
    const { run } = issuerScene({ policy: otherPolicy });
    const { stderr } = await run();
    for (const told of [
      "versioning",
      keysKey,
      discoveryKey,
      "bucket policy",
      '"s3:GetObject"',
      "the 1 in it",
      providerArn,
    ])
      expect(stderr).toContain(told);
  });

  test("has nothing to do the second time", async () => {
    const { run, world } = issuerScene();
    await run();
    world.calls.splice(0);
    const ended = await run(["--yes", "--json"]);
    expect(ended.json()).toMatchObject({ ok: true, applied: false, changes: [], drift: [] });
    expect([ended.status, writes(world)]).toEqual([0, []]);
  });

  test("goes below a prefix", async () => {
    const { run, bucket } = issuerScene();
    const ended = await run(["--yes", "--json", "--publish", `s3://${bucketName}/one`]);
    expect(ended.json()).toMatchObject({ issuer: `${publicUrl}/one`, place: `s3://${bucketName}/one`, drift: [] });
    expect(Object.keys(bucket.objects).sort()).toEqual([`one/${discoveryKey}`, `one/${keysKey}`]);
  });

  test("is readable in a bucket that encrypts with a key of KMS by default", async () => {
    const { run } = issuerScene({ defaultEncryption: "aws:kms" });
    const ended = await run(["--yes", "--json"]);
    expect(ended.json()).toMatchObject({ applied: true, drift: [] });
  });

  test("keeps the policy that is there", async () => {
    const { run, bucket } = issuerScene({ policy: otherPolicy });
    expect((await run()).status).toBe(0);
    const [kept, added, ...rest] = JSON.parse(bucket.policy ?? "").Statement;
    expect([kept, added.Sid, rest]).toEqual([JSON.parse(otherPolicy).Statement, "GitlabEcrIssuer", []]);
  });

  test("lets a provider that is there take the audience, too", async () => {
    const { run, account } = issuerScene();
    await run();
    const ended = await run(["--yes", "--json", "--audience", "https://aws.example.com"]);
    expect(ended.json()).toMatchObject({ changes: [{ id: "audience" }], drift: [] });
    expect(account.providers.at(-1)?.clientIds).toEqual(["sts.amazonaws.com", "https://aws.example.com"]);
  });

  test("leaves the provider where it may not look", async () => {
    const { run, user, account } = issuerScene();
    user.policies = [{ Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } }];
    const ended = await run(["--yes", "--json"]);
    expect(ended.json()).toMatchObject({ applied: true, drift: [], provider: { status: "unknown" } });
    expect(account.providers.map(({ url }) => url)).not.toContain(publicUrl);
  });

  test("behind CloudFront leaves policy and public access alone", async () => {
    const blocked = {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    };
    const scene = issuerScene({ publicAccessBlock: blocked });
    scene.world.sites["https://oidc.example.com/"] = "It works";
    const before = await scene.run(["--yes", "--json", "--issuer-url", "https://oidc.example.com"]);
    // Nothing serves the address yet.
    expect(before.json()).toMatchObject({
      applied: true,
      drift: [{ id: "discovery-unreadable" }, { id: "keys-unreadable" }],
    });
    expect([before.status, scene.bucket.policy]).toEqual([1, undefined]);
    for (const key of [discoveryKey, keysKey])
      scene.world.sites[`https://oidc.example.com/${key}`] = scene.bucket.objects[key]?.[0]?.text ?? "";
    const after = await scene.run(["--yes", "--json", "--issuer-url", "https://oidc.example.com"]);
    expect(after.json()).toMatchObject({ applied: true, drift: [], provider: { status: "there" } });
    expect(scene.account.providers.at(-1)?.url).toBe("https://oidc.example.com");
  });

  test("waits until S3 throttles no more", async () => {
    const { run, world } = issuerScene();
    inject(world, "s3:PutObject", { kind: "throttling" }, 2);
    expect((await run()).status).toBe(0);
  });

  test("looks again while the policy doesn't hold yet", async () => {
    const { run, world } = issuerScene();
    let waits = 0;
    const account = world.accounts[0];
    const block = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false };
    if (account !== undefined) account.publicAccessBlock = { ...block, RestrictPublicBuckets: true };
    const onWait = () => {
      waits += 1;
      if (waits === 2) delete account?.publicAccessBlock;
    };
    const ended = await run(["--yes", "--json"], { onWait });
    expect(ended.json()).toMatchObject({ drift: [], provider: { status: "there" } });
  });

  test("prints no secret", async () => {
    const { run, user } = issuerScene();
    const { stdout, stderr } = await run(["--yes", "--verbose"]);
    for (const key of user.accessKeys) expect(stdout + stderr).not.toContain(key.secretAccessKey);
  });
});

const otherPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Sid: "Other",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:DeleteBucket",
    Resource: `arn:aws:s3:::${bucketName}`,
  },
});

describe("nothing changes", () => {
  test.each([
    ["without --yes and without a terminal", []],
    ["with --dry-run", ["--dry-run"]],
  ])("%s", async (_, args) => {
    const { run, world } = issuerScene();
    const ended = await run([...args, "--json"]);
    expect(ended.json()).toMatchObject({ ok: true, applied: false, drift: null, changes: { length: 5 } });
    expect([ended.status, writes(world)]).toEqual([0, []]);
  });

  test("where the question is answered with no, which the plan comes before", async () => {
    const { run, world } = issuerScene();
    const ended = await run([], { ask: async () => "n\n" });
    expect(ended.stderr).toContain("OIDC provider: create");
    expect(ended.stdout).toBe("nothing was changed\n");
    expect([ended.status, writes(world)]).toEqual([0, []]);
  });

  test("before the answer is yes", async () => {
    const { run, world, bucket } = issuerScene();
    const ask = async (question: string) => {
      expect([question, writes(world)]).toEqual(["Publish this? [y/N] ", []]);
      return "y\n";
    };
    expect((await run([], { ask })).status).toBe(0);
    expect(bucket.versioning).toBe("Enabled");
  });

  test("where --quiet leaves the plan out, that would be asked about", async () => {
    const { run, world } = issuerScene();
    const ask = () => Promise.reject(new Error("asked"));
    expect((await run(["--quiet"], { ask })).status).toBe(0);
    expect(writes(world)).toEqual([]);
  });

  test("of a policy that somebody else changed meanwhile", async () => {
    const { run, bucket } = issuerScene();
    const ask = async () => {
      bucket.policy = otherPolicy;
      return "yes";
    };
    const ended = await run([], { ask });
    expect([ended.status, ended.code(), bucket.policy]).toEqual([3, "publish-conflict", otherPolicy]);
  });

  test("of a document that somebody else published meanwhile", async () => {
    const { run, bucket } = issuerScene();
    const theirs = [objectVersion("theirs")];
    const ask = async () => {
      bucket.objects[keysKey] = theirs;
      return "yes";
    };
    const ended = await run([], { ask });
    expect([ended.code(), bucket.objects[keysKey], bucket.policy]).toEqual(["publish-conflict", theirs, undefined]);
  });

  test("of keys that somebody else changed meanwhile", async () => {
    const { run, bucket, world } = issuerScene();
    await run();
    for (const one of world.issuers) one.keys = [signingKey("gitlab-key-2")];
    const theirs = [objectVersion('{"keys":[]}')];
    const ask = async () => {
      bucket.objects[keysKey] = theirs;
      return "yes";
    };
    const ended = await run([], { ask });
    expect([ended.code(), bucket.objects[keysKey]]).toEqual(["publish-conflict", theirs]);
  });

  test("at another instance's place", async () => {
    const { run, world, published } = issuerScene();
    await run();
    world.issuers.push(issuer({ url: "https://other.example.com", reachable: false, keys: [signingKey("theirs")] }));
    const other = ["--yes", "--gitlab-url", "https://other.example.com"];
    expect((await run(other)).code()).toBe("publish-conflict");
    expect(published().map(({ kid }) => kid)).toEqual(["gitlab-key-1"]);
    expect((await run([...other, "--drop-old-keys"])).status).toBe(0);
    expect(published().map(({ kid }) => kid)).toEqual(["theirs"]);
  });
});

describe("after GitLab's key was changed", () => {
  async function rotated() {
    const scene = issuerScene();
    await scene.run();
    switchIssuer(scene);
    const before = idToken(scene.world, { expiresIn: 48 * 3600 });
    for (const one of scene.world.issuers) one.keys = [signingKey("gitlab-key-2")];
    return { ...scene, before };
  }

  test("a check says so, and logins fail until it is published", async () => {
    const scene = await rotated();
    const checked = await scene.run(["--check", "--json"]);
    expect(checked.json()).toMatchObject({ drift: [{ id: "key-missing", breaksLogins: true }, { id: "key-unknown" }] });
    expect(checked.status).toBe(1);
    expect((await login(scene)).code()).toBe("issuer-unreachable");
    const ended = await scene.run(["--yes", "--json"]);
    expect(ended.json()).toMatchObject({ changes: [{ id: "keys", kind: "change" }], drift: [] });
    expect((await login(scene)).status).toBe(0);
    expect((await scene.run(["--check"])).status).toBe(0);
  });

  test("a scheduled job finds it without credentials, by GitLab's own variable", async () => {
    const { world } = await rotated();
    world.calls.splice(0);
    const check = ["setup", "issuer", "--check", "--issuer-url", publicUrl];
    const ended = await runCli(world, check, { environment: { CI_SERVER_URL: gitlabUrl } });
    expect([ended.status, ended.stdout]).toEqual([1, expect.stringContaining("[key-missing]")]);
    expect(world.calls.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  test("the old key stays for tokens that are out, a day by default", async () => {
    const scene = await rotated();
    const { world, run, before } = scene;
    await run();
    expect((await login(scene, before)).status).toBe(0);
    const start = world.now().getTime();
    world.now = () => new Date(start + 23 * 3_600_000);
    expect((await run(["--check"])).status).toBe(0);
    world.now = () => new Date(start + 25 * 3_600_000);
    expect((await run(["--check", "--json"])).json()).toMatchObject({ drift: [{ id: "key-overdue" }] });
  });

  test("the policy of the documentation suffices to publish again, and nothing is widened", async () => {
    const { run, user, published } = await rotated();
    const page = await readFile(new URL("../../docs/private-gitlab.md", import.meta.url), "utf8");
    user.policies = [JSON.parse(/```json\n(\{ "Version"[\s\S]*?)```/.exec(page)?.[1] ?? "")];
    const ended = await run(["--yes", "--json"]);
    expect(ended.json()).toMatchObject({ applied: true, drift: [], provider: { status: "unknown" } });
    expect(published().map(({ kid }) => kid)).toEqual(["gitlab-key-2", "gitlab-key-1"]);
  });

  test.each([["--drop-old-keys"], ["--keep-old-keys", "1h"]])("the old key goes with %s", async (...args) => {
    const { run, world, published, bucket } = await rotated();
    await run();
    expect(published().map(({ kid }) => kid)).toEqual(["gitlab-key-2", "gitlab-key-1"]);
    const keys = bucket.objects[keysKey]?.[0]?.text ?? "";
    const aged = keys.replace(
      /("gitlab_ecr_retired_at": ")[^"]*/,
      `$1${new Date(world.now().getTime() - 7_200_000).toISOString()}`,
    );
    bucket.objects[keysKey] = [objectVersion(aged)];
    const ended = await run(["--yes", "--json", ...args]);
    expect(ended.json()).toMatchObject({ keys: { dropped: ["gitlab-key-1"] }, drift: [] });
    expect(published().map(({ kid }) => kid)).toEqual(["gitlab-key-2"]);
  });
});
