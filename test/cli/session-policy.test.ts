import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPermissions, scopePolicy } from "../../src/core/policy/index.ts";
import { callsOf, exampleWorld, idToken, inject } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const own = "arn:aws:ecr:ap-northeast-1:455931011959:repository";

async function login(args: string[], arrange: (example: ReturnType<typeof exampleWorld>) => void = () => undefined) {
  const example = exampleWorld();
  arrange(example);
  const [key] = example.user.accessKeys;
  const environment = {
    GITLAB_OIDC_TOKEN: idToken(example.world),
    GITLAB_ECR_ROLE_ARN: example.role.arn,
    AWS_REGION: "ap-northeast-1",
    AWS_ACCESS_KEY_ID: key?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey,
  };
  const run = await runCli(example.world, ["login", "--json", ...args], { environment });
  const [call] = callsOf(example.world, "sts:AssumeRoleWithWebIdentity");
  const sent = call?.parameters.Policy;
  return {
    ...example,
    run,
    parameters: call?.parameters ?? {},
    policy: typeof sent === "string" ? (JSON.parse(sent) as { Statement: unknown[] }) : null,
  };
}

describe("--scope", () => {
  test("push allows a push to the named repository of the role's own registry, and nothing else", async () => {
    const { run, policy } = await login(["--scope", "push", "--repository", "team/app"]);
    expect(run.status).toBe(0);
    expect(policy?.Statement).toEqual([
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
      {
        Effect: "Allow",
        Action: [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:CompleteLayerUpload",
          "ecr:GetDownloadUrlForLayer",
          "ecr:InitiateLayerUpload",
          "ecr:PutImage",
          "ecr:UploadLayerPart",
        ],
        Resource: `${own}/team/app`,
      },
    ]);
  });

  test("pull allows what a pull needs", async () => {
    const { policy } = await login(["--scope", "pull", "--repository", "app"]);
    expect(policy?.Statement[1]).toEqual({
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: `${own}/app`,
    });
  });

  test("--repository alone means push", async () => {
    const { policy } = await login(["--repository", "app"]);
    expect(JSON.stringify(policy)).toContain("ecr:PutImage");
  });

  test("takes several repositories, from the variable, too", async () => {
    const example = exampleWorld();
    await runCli(example.world, ["login"], {
      environment: {
        GITLAB_OIDC_TOKEN: idToken(example.world),
        GITLAB_ECR_ROLE_ARN: example.role.arn,
        AWS_REGION: "ap-northeast-1",
        GITLAB_ECR_SCOPE: "pull",
        GITLAB_ECR_REPOSITORY: "app, team/base",
      },
    });
    expect(example.world.sessions[0]?.sessionPolicies?.[0]?.Statement).toMatchObject([
      {},
      { Resource: [`${own}/app`, `${own}/team/base`] },
    ]);
  });

  test("names the repositories in every registry that was asked for", async () => {
    const { policy } = await login(["--repository", "app", "012345678901", "210987654321.eu-west-1"]);
    expect(policy?.Statement[1]).toMatchObject({
      Resource: [
        "arn:aws:ecr:ap-northeast-1:012345678901:repository/app",
        "arn:aws:ecr:eu-west-1:210987654321:repository/app",
      ],
    });
  });

  test("takes the repository from a registry that is given as its URI", async () => {
    const uri = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com/team/app:v1";
    const { policy } = await login(["--scope", "pull", uri]);
    expect(policy?.Statement[1]).toMatchObject({ Resource: `${own}/team/app` });
  });

  test("speaks ECR Public's actions for public repositories", async () => {
    const { policy } = await login(["--scope", "push", "public.ecr.aws/alias/app"]);
    expect(policy?.Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
        Resource: "*",
      },
      expect.objectContaining({ Resource: "arn:aws:ecr-public::455931011959:repository/app" }),
    ]);
  });

  test("a fallback to keys, which can't be narrowed, doesn't happen", async () => {
    const { run, world } = await login(["--repository", "app", "--fallback", "on-error"], ({ account }) => {
      account.providers.splice(0);
    });
    expect([run.status, run.code()]).toEqual([3, "provider-missing"]);
    expect(callsOf(world, "ecr:GetAuthorizationToken")).toHaveLength(0);
  });

  const name = fc.stringMatching(/^[a-z0-9]{1,8}(?:[./_-][a-z0-9]{1,8}){0,3}$/);
  const access = fc.constantFrom("push" as const, "pull" as const);
  const allow = (policy: string, repository: string) =>
    checkPermissions([policy], { repository: `${own}/${repository}`, access: "push" });

  test("whatever the names are, it allows exactly that access to exactly those", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), access, ([other = "", ...named], kind) => {
        const repositories = named.map((one) => `${own}/${one}`);
        const policy = scopePolicy({ access: kind, repositories, publicRepositories: null });
        for (const one of named) {
          expect(allow(policy, one)).toMatchObject({ pull: "allow", push: kind === "push" ? "allow" : "deny" });
        }
        expect(allow(policy, other)).toMatchObject({ pull: "deny", push: "deny" });
      }),
    );
  });
});

describe("--session-policy and --session-policy-arn", () => {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ecr:*", Resource: "*" }] };

  test("go with the exchange, the document without white space", async () => {
    const file = join(await temporaryFolder(), "policy.json");
    await writeFile(file, JSON.stringify(document, null, 4));
    const arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser";
    const { run, parameters } = await login(["--session-policy", file, "--session-policy-arn", arn]);
    expect(run.status).toBe(0);
    expect(parameters).toMatchObject({ Policy: JSON.stringify(document), "PolicyArns.member.1.arn": arn });
  });

  test("what the policy doesn't allow is refused by AWS", async () => {
    const file = join(await temporaryFolder(), "policy.json");
    const narrow = { Statement: { Effect: "Allow", Action: "ecr:BatchGetImage", Resource: "*" } };
    await writeFile(file, JSON.stringify(narrow));
    const { run } = await login(["--session-policy", file]);
    expect(run.code()).toBe("ecr-denied");
  });

  test("a document of more than 2048 characters is refused before the token leaves the job", async () => {
    const file = join(await temporaryFolder(), "policy.json");
    const resources = Array.from({ length: 60 }, (_, index) => `${own}/team/some-service-${index}`);
    await writeFile(file, JSON.stringify({ Statement: { Effect: "Allow", Action: "ecr:*", Resource: resources } }));
    const { run, world } = await login(["--session-policy", file]);
    expect([run.status, run.code(), world.calls.length]).toEqual([3, "session-policy-invalid", 0]);
    expect(run.json()).toMatchObject({ error: { context: { limit: 2048 } } });
  });

  test.each([
    ["PackedPolicyTooLarge", "Packed policy consumes 107% of allotted space, please use smaller policy.", 107],
    ["PackedPolicyTooLarge", "Packed size of session tags consumes 251% of allotted space", 251],
    ["MalformedPolicyDocument", "Syntax errors in policy.", undefined],
  ])("%s is told with the packed size: %s", async (code, message, packedSizePercent) => {
    const { run } = await login(["--repository", "app"], ({ world }) =>
      inject(world, "sts:AssumeRoleWithWebIdentity", { kind: "error", code, message, status: 400 }),
    );
    const { context } = run.json().error as { context: Record<string, unknown> };
    expect([run.code(), context.packedSizePercent]).toEqual(["session-policy-invalid", packedSizePercent]);
    expect((run.json().error as { message: string }).message).toContain(message.replace(/\.$/, ""));
  });

  test("a managed policy that doesn't exist is told as one", async () => {
    const { run } = await login(["--session-policy-arn", "arn:aws:iam::455931011959:policy/nowhere"]);
    expect([run.status, run.code()]).toEqual([3, "session-policy-invalid"]);
  });
});
