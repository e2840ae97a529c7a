import { describe, expect, test } from "vitest";
import { account, callsOf, exampleWorld, idToken, pushPolicy } from "../fake/index.ts";
import { interceptRequests, runCli } from "./run-cli.ts";

interceptRequests();

const hub = "arn:aws:iam::210987654321:role/ci/hub";
const deploy = "arn:aws:iam::333344445555:role/deploy";

/** A world in which the job's role may assume hub, and hub may assume deploy, in accounts of their own. */
function chainedWorld(externalId?: string) {
  const example = exampleWorld();
  const assume = (resource: string) => ({
    Statement: { Effect: "Allow" as const, Action: "sts:AssumeRole", Resource: resource },
  });
  const trust = (principal: string) => ({
    Statement: {
      Effect: "Allow" as const,
      Principal: { AWS: principal },
      Action: "sts:AssumeRole",
      ...(externalId !== undefined && { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
    },
  });
  const common = {
    createdAt: new Date("2026-01-01T00:00:00Z"),
    attachedPolicies: [],
    permissionsBoundary: undefined,
    maxSessionDuration: 43_200,
    description: undefined,
    lastUsed: undefined,
    tags: {},
  };
  example.role.policies.push(assume(hub));
  const hubRole = {
    ...common,
    id: "AROAHUB",
    arn: hub,
    trustPolicy: trust(example.role.arn),
    policies: [assume(deploy)],
  };
  const deployRole = { ...common, id: "AROADEPLOY", arn: deploy, trustPolicy: trust(hub), policies: [pushPolicy()] };
  example.world.accounts.push(account({ id: "210987654321", roles: [hubRole] }));
  example.world.accounts.push(account({ id: "333344445555", roles: [deployRole] }));
  return { ...example, hubRole, deployRole };
}

function login(example: ReturnType<typeof chainedWorld>, args: string[], environment: Record<string, string> = {}) {
  return runCli(example.world, ["login", "--json", ...args], {
    environment: {
      GITLAB_OIDC_TOKEN: idToken(example.world),
      GITLAB_ECR_ROLE_ARN: example.role.arn,
      AWS_REGION: "ap-northeast-1",
      ...environment,
    },
  });
}

const both = ["--chain-role-arn", hub, "--chain-role-arn", deploy];

describe("--chain-role-arn", () => {
  test("assumes the roles in order, and logs in as the last", async () => {
    const example = chainedWorld();
    const run = await login(example, both);
    expect(run.json()).toMatchObject({
      ok: true,
      auth: "oidc",
      account: "333344445555",
      registries: [{ host: "333344445555.dkr.ecr.ap-northeast-1.amazonaws.com" }],
    });
    expect(run.json().identity).toMatch(/^arn:aws:sts::333344445555:assumed-role\/deploy\//);
    expect(run.json().because).toContain(`then ${hub}; then ${deploy}`);
    const calls = callsOf(example.world, "sts:AssumeRole");
    expect(calls.map(({ parameters }) => parameters.RoleArn)).toEqual([hub, deploy]);
    const keys = calls.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? "")?.[1]);
    expect(keys).toEqual(example.world.sessions.slice(0, 2).map(({ accessKeyId }) => accessKeyId));
  });

  test("sessions on the way are as short as AWS allows, the last as long as was asked", async () => {
    const example = chainedWorld();
    await login(example, [...both, "--duration", "40m"]);
    const durations = example.world.calls.flatMap(({ parameters }) => parameters.DurationSeconds ?? []);
    expect(durations).toEqual(["900", "900", "2400"]);
  });

  test("static keys may be the chain's beginning, and then one link isn't capped at an hour", async () => {
    const example = chainedWorld();
    const [key] = example.user.accessKeys;
    example.user.policies.push({ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: hub } });
    Object.assign(example.hubRole, {
      trustPolicy: { Statement: { Effect: "Allow", Principal: { AWS: example.user.arn }, Action: "sts:AssumeRole" } },
      policies: [pushPolicy()],
    });
    const environment = {
      AWS_ACCESS_KEY_ID: key?.accessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? "",
    };
    const args = ["--auth", "static", "--chain-role-arn", hub, "--duration", "2h"];
    const run = await login(example, args, environment);
    expect(run.json()).toMatchObject({ ok: true, auth: "static", account: "210987654321" });
    expect(callsOf(example.world, "sts:AssumeRole")[0]?.parameters.DurationSeconds).toBe("7200");
  });

  test("more than an hour is refused before the token leaves the job", async () => {
    const example = chainedWorld();
    const run = await login(example, [...both, "--duration", "2h"]);
    expect([run.status, run.code(), example.world.calls.length]).toEqual([3, "duration-too-long", 0]);
  });

  test("the allow-list is for the last account", async () => {
    const example = chainedWorld();
    expect((await login(example, [...both, "--allowed-account-id", "333344445555"])).status).toBe(0);
    const refused = await login(example, [...both, "--allowed-account-id", "455931011959"]);
    expect(refused.code()).toBe("account-not-allowed");
  });

  test("a session policy narrows the last session only", async () => {
    const example = chainedWorld();
    const run = await login(example, [...both, "--repository", "app"]);
    expect(run.status).toBe(0);
    expect(example.world.sessions.map(({ sessionPolicies }) => sessionPolicies !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
    expect(JSON.stringify(example.world.sessions[2]?.sessionPolicies)).toContain(
      "arn:aws:ecr:ap-northeast-1:333344445555:repository/app",
    );
  });

  test("a refusal says who may not assume what, and what would allow it", async () => {
    const example = chainedWorld();
    example.role.policies.pop();
    const run = await login(example, both);
    expect(run.status).toBe(3);
    expect(run.json()).toMatchObject({
      error: {
        code: "chain-denied",
        context: { roleArn: hub, principal: example.role.arn, action: "sts:AssumeRole" },
      },
    });
    const { remedy } = run.json().error as { remedy: string };
    expect(remedy).toContain(
      `{"Effect": "Allow", "Principal": {"AWS": "${example.role.arn}"}, "Action": "sts:AssumeRole"}`,
    );
    expect(remedy).toContain(`{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "${hub}"}`);
  });
});

describe("--external-id-env", () => {
  const id = "example-external-id-42";

  test("gives the chained roles what their trust policies ask for", async () => {
    const example = chainedWorld(id);
    const run = await login(example, [...both, "--external-id-env", "DEPLOY_EXTERNAL_ID"], { DEPLOY_EXTERNAL_ID: id });
    expect(run.status).toBe(0);
    expect(callsOf(example.world, "sts:AssumeRole").map(({ parameters }) => parameters.ExternalId)).toEqual([id, id]);
  });

  test("a wrong or missing one is refused, and never shown", async () => {
    const wrong = "another-external-id-7";
    const example = chainedWorld(id);
    expect((await login(example, both)).code()).toBe("chain-denied");
    const args = [...both, "--external-id-env", "DEPLOY_EXTERNAL_ID", "--verbose"];
    const run = await login(example, args, { DEPLOY_EXTERNAL_ID: wrong });
    expect(run.code()).toBe("chain-denied");
    expect(run.stdout + run.stderr).not.toContain(wrong);
  });
});

describe("credentials of the environment that are the wanted role's already", () => {
  async function sessionEnvironment(example: ReturnType<typeof chainedWorld>, minutes: number) {
    await login(example, []);
    const session = example.world.sessions.at(-1);
    example.world.calls.splice(0);
    return {
      AWS_ACCESS_KEY_ID: session?.accessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: session?.secretAccessKey ?? "",
      AWS_SESSION_TOKEN: session?.sessionToken ?? "",
      AWS_CREDENTIAL_EXPIRATION: new Date(example.world.now().getTime() + minutes * 60_000).toISOString(),
    };
  }

  test("are used again where half of the wanted time is left, and that is said", async () => {
    const example = chainedWorld();
    const run = await login(example, [], await sessionEnvironment(example, 31));
    expect(run.json()).toMatchObject({ ok: true, auth: "oidc", because: expect.stringContaining("used again") });
    expect(callsOf(example.world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(0);
  });

  test.each([
    ["live too short", [], 29],
    ["are another role's", both, 31],
    ["may do more than is wanted", ["--repository", "app"], 31],
  ])("aren't where they %s", async (_, args, minutes) => {
    const example = chainedWorld();
    const run = await login(example, args, await sessionEnvironment(example, minutes));
    expect(run.status).toBe(0);
    expect(callsOf(example.world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(1);
  });

  test("aren't where nothing says how long they live, and broken ones stand in nobody's way", async () => {
    const example = chainedWorld();
    const { AWS_CREDENTIAL_EXPIRATION, ...keys } = await sessionEnvironment(example, 31);
    await login(example, [], keys);
    await login(example, [], { ...keys, AWS_CREDENTIAL_EXPIRATION, AWS_SESSION_TOKEN: "not-the-token" });
    expect(callsOf(example.world, "sts:AssumeRoleWithWebIdentity")).toHaveLength(2);
  });
});
