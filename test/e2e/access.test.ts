import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  account,
  callsOf,
  type Example,
  exampleWorld,
  type Fake,
  idToken,
  pushPolicy,
  startFake,
} from "../fake/index.ts";
import { bundlePath } from "./bundle-path.ts";

const deploy = "arn:aws:iam::210987654321:role/deploy";

let bundle: string;
let folder: string;
let example: Example;
let fake: Fake;

beforeAll(async () => {
  bundle = await bundlePath();
  folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-access-"));
  example = exampleWorld();
  const { world, role } = example;
  role.policies.push({
    Statement: {
      Effect: "Allow",
      Action: ["sts:AssumeRole", "ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
      Resource: "*",
    },
  });
  const trustPolicy = {
    Statement: { Effect: "Allow" as const, Principal: { AWS: role.arn }, Action: "sts:AssumeRole" },
  };
  const deployRole = { ...role, arn: deploy, id: "AROADEPLOY", trustPolicy, policies: [pushPolicy()] };
  world.accounts.push(account({ id: "210987654321", roles: [deployRole] }));
  fake = await startFake(world, { tls: true });
});
afterAll(async () => {
  await fake.close();
  await rm(folder, { recursive: true, force: true });
});

function run(...args: string[]) {
  return execa(process.execPath, [bundle, ...args], {
    env: {
      ...fake.environment,
      PATH: process.env.PATH ?? "",
      HOME: folder,
      CI: "true",
      AWS_REGION: "ap-northeast-1",
      GITLAB_ECR_ROLE_ARN: example.role.arn,
      GITLAB_OIDC_TOKEN: idToken(example.world),
    },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}

describe("the bundle and its chunks", () => {
  test("run a command with credentials of the last role of a chain", async () => {
    const ended = await run("exec", "--chain-role-arn", deploy, "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID; exit 9");
    const session = example.world.sessions.at(-1);
    expect([ended.exitCode, ended.stdout, session?.roleArn]).toEqual([9, session?.accessKeyId, deploy]);
  });

  test("write a profile", async () => {
    const ended = await run("credentials", "--format", "shared", "--profile", "ci", "--json");
    expect(JSON.parse(ended.stdout)).toMatchObject({ ok: true, profile: "ci", file: join(folder, ".aws/credentials") });
    expect(await readFile(join(folder, ".aws/credentials"), "utf8")).toContain("[ci]\n");
  });

  test("log in to ECR Public, with a session that may do just that", async () => {
    const args = ["login", "--json", "--engine", "config", "--scope", "pull", "--repository", "app", "public"];
    const ended = await run(...args);
    expect(JSON.parse(ended.stdout)).toMatchObject({ ok: true, registries: [{ host: "public.ecr.aws" }] });
    const [call] = callsOf(example.world, "ecr-public:GetAuthorizationToken");
    expect(call?.headers["user-agent"]).toContain("aws-sdk-js/");
  });
});
