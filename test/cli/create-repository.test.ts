import { describe, expect, test } from "vitest";
import { type Example, exampleWorld, idToken } from "../fake/index.ts";
import { interceptRequests, runCli } from "./run-cli.ts";

interceptRequests();

const arn = "arn:aws:ecr:ap-northeast-1:455931011959:repository/team/app";
const uri = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com/team/app";
const allowed = { Statement: { Effect: "Allow", Action: "ecr:CreateRepository", Resource: "*" } } as const;
const mayLook = { Statement: { Effect: "Allow", Action: "ecr:DescribeRepositories", Resource: "*" } } as const;

async function run(
  args: readonly string[],
  environment: Record<string, string> = {},
  arrange?: (one: Example) => void,
) {
  const example = exampleWorld();
  example.role.policies = [allowed];
  arrange?.(example);
  const own = {
    GITLAB_OIDC_TOKEN: idToken(example.world),
    GITLAB_ECR_ROLE_ARN: example.role.arn,
    AWS_REGION: "ap-northeast-1",
  };
  const ended = await runCli(example.world, ["create-repository", ...args], {
    environment: { ...own, ...environment },
  });
  const calls = example.world.calls.filter(({ operation }) => String(operation) === "ecr:CreateRepository");
  return { ...example, ...ended, calls };
}

const named = ({ account }: Example) => account.repositories.map(({ name }) => name);

describe("a repository that is missing", () => {
  test("is created, in ECR's own settings, with a signed request", async () => {
    const ended = await run(["team/app", "--json"]);
    expect(ended.status, ended.stdout).toBe(0);
    expect(ended.json()).toMatchObject({ ok: true, repository: { name: "team/app", arn, uri }, created: true });
    expect(named(ended)).toContain("team/app");
    const [call, ...others] = ended.calls;
    expect(others).toEqual([]);
    expect(call?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 .*\/ap-northeast-1\/ecr\/aws4_request/);
    expect(call?.parameters).toEqual({
      registryId: "455931011959",
      repositoryName: "team/app",
      imageScanningConfiguration: { scanOnPush: false },
      imageTagMutability: "MUTABLE",
    });
  });

  test.each([
    { by: "options", args: ["--scan-on-push", "--immutable-tags"], environment: {} },
    { by: "variables", args: [], environment: { GITLAB_ECR_SCAN_ON_PUSH: "true", GITLAB_ECR_IMMUTABLE_TAGS: "true" } },
  ])("is scanned, and its tags stay, where $by say so", async ({ args, environment }) => {
    const ended = await run(["team/app", ...args], environment);
    expect(ended.calls[0]?.parameters).toMatchObject({
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: "IMMUTABLE",
    });
    expect(ended.stdout).toBe(`created repository ${uri} (scan on push on, tags immutable)\n`);
  });

  test("is created in the region of the first registry", async () => {
    const ended = await run(["team/app", "--json"], {
      GITLAB_ECR_REGISTRIES: "455931011959.eu-west-1 455931011959.us-east-1",
    });
    expect(ended.json()).toMatchObject({
      repository: { uri: uri.replace("ap-northeast-1", "eu-west-1"), arn: arn.replace("ap-northeast-1", "eu-west-1") },
    });
    expect(ended.account.repositories.at(-1)).toMatchObject({ name: "team/app", region: "eu-west-1" });
  });

  test("is created with static keys, too", async () => {
    const example = exampleWorld();
    example.user.policies = [allowed];
    const [key] = example.user.accessKeys;
    const environment = {
      AWS_ACCESS_KEY_ID: key?.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
      AWS_REGION: "ap-northeast-1",
    };
    const ended = await runCli(example.world, ["create-repository", "team/app", "--json"], { environment });
    expect(ended.json()).toMatchObject({ created: true });
  });
});

describe("a repository that is there", () => {
  const taken = ["aws-network-cdk", "--immutable-tags"];

  test("is fine, and stays as it is", async () => {
    const ended = await run([...taken, "--json"]);
    expect(ended.status).toBe(0);
    expect(ended.json()).toMatchObject({
      ok: true,
      repository: { name: "aws-network-cdk", arn: arn.replace("team/app", "aws-network-cdk") },
      created: false,
    });
    expect(ended.account.repositories).toEqual([{ name: "aws-network-cdk", region: "ap-northeast-1" }]);
  });

  test("is told as such", async () => {
    expect((await run(taken)).stdout).toContain("aws-network-cdk is there already: nothing was changed");
  });
});

describe("what may not be done", () => {
  test("is told with the statement that allows it", async () => {
    const ended = await run(["team/app", "--json"], {}, ({ role }) => {
      role.policies = [];
    });
    expect([ended.status, ended.code()]).toEqual([3, "push-denied"]);
    const { error } = ended.json() as { error: { message: string; remedy: string } };
    expect(error.message).toContain(`isn't allowed to ecr:CreateRepository on ${arn}`);
    expect(JSON.stringify(error.remedy)).toContain(
      JSON.stringify(`{"Effect": "Allow", "Action": "ecr:CreateRepository", "Resource": "${arn}"}`).slice(1, -1),
    );
    expect(JSON.stringify(error.remedy)).toContain("neither ecr:PutImageScanningConfiguration");
    expect(named(ended)).not.toContain("team/app");
  });

  test("in another account is refused by AWS", async () => {
    const ended = await run(["team/app", "--json"], { GITLAB_ECR_REGISTRIES: "210987654321.ap-northeast-1" });
    expect([ended.status, ended.code()]).toEqual([3, "push-denied"]);
  });

  test.each(["App", "a", "team//app", "-app", "app/", "a b", "app:latest", "x".repeat(257), ""])(
    "by its name is refused before anything is asked: %j",
    async (name) => {
      const ended = await run([name, "--json"]);
      expect([ended.status, ended.code(), ended.world.calls]).toEqual([2, "input-invalid", []]);
    },
  );

  test.each([
    { what: "no name", args: [], environment: {} },
    { what: "two names", args: ["team/app", "other"], environment: {} },
    { what: "ECR Public", args: ["team/app"], environment: { GITLAB_ECR_REGISTRIES: "public" } },
    { what: "a session for pushes", args: ["team/app"], environment: { GITLAB_ECR_SCOPE: "push" } },
    { what: "a session for a repository", args: ["team/app"], environment: { GITLAB_ECR_REPOSITORY: "team/app" } },
  ])("with $what is refused before anything is asked", async ({ args, environment }) => {
    const ended = await run([...args, "--json"], environment);
    expect([ended.status, ended.code(), ended.world.calls]).toEqual([2, "input-invalid", []]);
  });
});

describe("--dry-run", () => {
  const lookOnly = ({ role }: Example) => {
    role.policies = [allowed, mayLook];
  };

  test("says that it would create what is missing, and creates nothing", async () => {
    const ended = await run(["team/app", "--dry-run", "--json"], {}, lookOnly);
    expect(ended.json()).toMatchObject({ repository: { arn, uri }, created: false, dryRun: true, existed: false });
    expect([ended.calls, named(ended)]).toEqual([[], ["aws-network-cdk"]]);
    expect((await run(["team/app", "--dry-run"], {}, lookOnly)).stdout).toBe(
      `would create repository ${uri} (scan on push off, tags mutable)\n`,
    );
  });

  test("says that what is there would stay", async () => {
    const ended = await run(["aws-network-cdk", "--dry-run"], {}, lookOnly);
    expect(ended.stdout).toContain("is there already: nothing would be changed");
  });

  test("says so where it may not look", async () => {
    const ended = await run(["team/app", "--dry-run"]);
    expect([ended.status, ended.calls]).toEqual([0, []]);
    expect(ended.stdout).toContain("unless it is there, which this identity may not look up");
  });
});
