import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  bucket,
  type Example,
  exampleWorld,
  type FakeProxy,
  idToken,
  issuer,
  provider,
  role,
  signingKey,
  startProxy,
} from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";

const gitlabUrl = "https://gitlab.internal.example";
const name = "example-gitlab-oidc";
const publicUrl = `https://${name}.s3.ap-northeast-1.amazonaws.com`;

let bundle: string;
let folder: string;
let example: Example;
let internet: FakeProxy;
/** File with both authorities: AWS's, and the instance's own. */
let authorities: string;

beforeAll(async () => {
  bundle = await bundlePath();
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-issuer-"));
  example = exampleWorld();
  const { world, account, user } = example;
  world.issuers = [issuer({ url: gitlabUrl, reachable: false, privateAuthority: true })];
  account.buckets = [bucket({ name })];
  user.policies = [{ Statement: { Effect: "Allow", Action: ["s3:*", "iam:*"], Resource: "*" } }];
  internet = await startProxy(world);
  authorities = join(folder, "authorities.pem");
  const files = await Promise.all([internet.caFile, internet.privateCaFile].map((file) => readFile(file, "utf8")));
  await writeFile(authorities, files.join("\n"));
});
afterAll(async () => {
  await internet.close();
  await rm(folder, { recursive: true, force: true });
});

function run(args: readonly string[], environment: Record<string, string> = {}) {
  const [key] = example.user.accessKeys;
  return execa(process.execPath, [bundle, ...args], {
    env: {
      ...internet.environment,
      AWS_CA_BUNDLE: authorities,
      NODE_EXTRA_CA_CERTS: internet.caFile,
      PATH: process.env.PATH ?? "",
      HOME: folder,
      CI: "true",
      AWS_REGION: "ap-northeast-1",
      AWS_ACCESS_KEY_ID: key?.accessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? "",
      ...environment,
    },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}

const issue = (...args: string[]) =>
  run(["setup", "issuer", "--gitlab-url", gitlabUrl, "--publish", `s3://${name}`, "--json", ...args]);

/** A job's login; its token is signed now. */
function login() {
  const { world, account } = example;
  const issuerOfTokens = world.issuers[0]?.tokenIssuer ?? gitlabUrl;
  const found = account.providers.find(({ url }) => url === issuerOfTokens);
  if (found !== undefined) account.roles = [role({ provider: found })];
  return run(["login", "--json", "--engine", "config"], {
    AWS_ACCESS_KEY_ID: "",
    AWS_SECRET_ACCESS_KEY: "",
    GITLAB_ECR_ROLE_ARN: account.roles[0]?.arn ?? "",
    GITLAB_OIDC_TOKEN: idToken(world),
    DOCKER_CONFIG: join(folder, "docker"),
  });
}

describe("an instance with a private authority, that AWS can't reach", () => {
  test("isn't trusted without its authority", async () => {
    const ended = await run(["setup", "issuer", "--gitlab-url", gitlabUrl, "--publish", `s3://${name}`, "--json"], {
      AWS_CA_BUNDLE: internet.caFile,
    });
    expect([ended.exitCode, JSON.parse(ended.stdout).error.code]).toEqual([4, "tls"]);
  });

  test("can't have its jobs log in, until its documents are published and its issuer is switched", async () => {
    const { world, account } = example;
    account.providers.push(provider(gitlabUrl));
    expect(JSON.parse((await login()).stdout).error.code).toBe("issuer-unreachable");

    const planned = await issue();
    expect(JSON.parse(planned.stdout)).toMatchObject({ ok: true, applied: false, issuer: publicUrl });
    const published = await issue("--yes");
    expect(JSON.parse(published.stdout), published.stderr).toMatchObject({ ok: true, applied: true, drift: [] });
    expect(published.exitCode).toBe(0);

    for (const one of world.issuers) one.tokenIssuer = publicUrl;
    const job = await login();
    expect(JSON.parse(job.stdout)).toMatchObject({ ok: true, auth: "oidc" });
  });

  test("is checked, and published again after its key was changed", async () => {
    const check = () => issue("--check");
    expect((await check()).exitCode).toBe(0);
    for (const one of example.world.issuers) one.keys = [signingKey("gitlab-key-2")];
    expect((await check()).exitCode).toBe(1);
    expect(JSON.parse((await login()).stdout).error.code).toBe("issuer-unreachable");
    expect((await issue("--yes")).exitCode).toBe(0);
    expect([(await check()).exitCode, (await login()).exitCode]).toEqual([0, 0]);
  });
});
