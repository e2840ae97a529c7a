import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callsOf, exampleWorld, idToken, inject } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const account = "455931011959";
const publicPolicy = {
  Statement: {
    Effect: "Allow" as const,
    Action: ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
    Resource: "*",
  },
};

async function job(region = "us-west-2") {
  const example = exampleWorld();
  const home = await temporaryFolder();
  const environment = {
    GITLAB_OIDC_TOKEN: idToken(example.world),
    GITLAB_ECR_ROLE_ARN: example.role.arn,
    AWS_REGION: region,
    HOME: home,
  };
  const login = (...args: string[]) => runCli(example.world, ["login", "--json", ...args], { environment });
  const stored = async () => {
    const text = await readFile(join(home, ".docker/config.json"), "utf8").catch(() => '{"auths":{}}');
    return Object.keys((JSON.parse(text) as { auths: Record<string, unknown> }).auths).sort();
  };
  return { ...example, environment, login, stored };
}

describe("in each of AWS's partitions", () => {
  test.each([
    ["aws", "ap-northeast-1", "dkr.ecr.ap-northeast-1.amazonaws.com"],
    ["aws-cn", "cn-north-1", "dkr.ecr.cn-north-1.amazonaws.com.cn"],
    ["aws-us-gov", "us-gov-west-1", "dkr.ecr.us-gov-west-1.amazonaws.com"],
    ["aws-eusc", "eusc-de-east-1", "dkr.ecr.eusc-de-east-1.amazonaws.eu"],
    ["aws-iso", "us-iso-east-1", "dkr.ecr.us-iso-east-1.c2s.ic.gov"],
    ["aws-iso-b", "us-isob-east-1", "dkr.ecr.us-isob-east-1.sc2s.sgov.gov"],
    ["aws-iso-e", "eu-isoe-west-1", "dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk"],
    ["aws-iso-f", "us-isof-south-1", "dkr.ecr.us-isof-south-1.csp.hci.ic.gov"],
  ] as const)("%s: STS and ECR are asked there, and its registry is logged into", async (partition, region, suffix) => {
    const { world, account, user } = exampleWorld();
    account.partition = partition;
    const [key] = user.accessKeys;
    const environment = { AWS_ACCESS_KEY_ID: key?.accessKeyId, AWS_SECRET_ACCESS_KEY: key?.secretAccessKey };
    const run = await runCli(world, ["login", "--json", `455931011959.${region}`], { environment });
    expect(run.json()).toMatchObject({ ok: true, registries: [{ host: `455931011959.${suffix}`, region }] });
    expect(new Set(world.calls.map((call) => call.region))).toEqual(new Set([region]));
  });
});

describe("FIPS and dual-stack endpoints", () => {
  test.each([
    { flags: ["--fips"], sts: "sts-fips.us-west-2.amazonaws.com", ecr: "api.ecr-fips.us-west-2.amazonaws.com" },
    { flags: ["--dualstack"], sts: "sts.us-west-2.api.aws", ecr: "ecr.us-west-2.api.aws" },
    { flags: ["--fips", "--dualstack"], sts: "sts-fips.us-west-2.api.aws", ecr: "ecr-fips.us-west-2.api.aws" },
  ])("$flags asks $sts and $ecr", async ({ flags, sts, ecr }) => {
    const { world, login } = await job();
    expect((await login(...flags)).status).toBe(0);
    const hostOf = (operation: Parameters<typeof callsOf>[1]) => new URL(callsOf(world, operation)[0]?.url ?? "").host;
    expect(hostOf("sts:AssumeRoleWithWebIdentity")).toBe(sts);
    expect(hostOf("ecr:GetAuthorizationToken")).toBe(ecr);
  });

  test("the caller's own registry is stored under the host of that kind", async () => {
    const { login, stored } = await job();
    await login("--fips", "--dualstack");
    expect(await stored()).toEqual([`${account}.dkr-ecr-fips.us-west-2.on.aws`]);
  });

  test("AWS's own variables say the same", async () => {
    const { world, environment } = await job();
    const run = await runCli(world, ["login", "--json", "012345678901"], {
      environment: { ...environment, AWS_USE_FIPS_ENDPOINT: "true", AWS_USE_DUALSTACK_ENDPOINT: "true" },
    });
    expect(run.json().registries).toMatchObject([{ host: "012345678901.dkr-ecr-fips.us-west-2.on.aws" }]);
  });

  test("a host that was named stays as it is", async () => {
    const { login, stored } = await job();
    const host = `${account}.dkr.ecr.us-west-2.amazonaws.com`;
    await login("--dualstack", host);
    expect(await stored()).toEqual([host]);
  });

  test("a failure names the host that was asked", async () => {
    const { world, login } = await job();
    inject(world, "ecr:GetAuthorizationToken", { kind: "reset" });
    const run = await login("--fips");
    expect(run.json()).toMatchObject({ error: { context: { host: "api.ecr-fips.us-west-2.amazonaws.com" } } });
  });
});

describe("ECR Public", () => {
  test("is logged into from any region, by its endpoint in us-east-1", async () => {
    const { world, role, login, stored } = await job("ap-northeast-1");
    role.policies.push(publicPolicy);
    const run = await login("public");
    expect(run.json()).toMatchObject({ ok: true, registries: [{ host: "public.ecr.aws", region: "us-east-1" }] });
    expect(await stored()).toEqual(["public.ecr.aws"]);
    const [call] = callsOf(world, "ecr-public:GetAuthorizationToken");
    expect(new URL(call?.url ?? "").host).toBe("api.ecr-public.us-east-1.amazonaws.com");
    expect(callsOf(world, "ecr:GetAuthorizationToken")).toHaveLength(0);
  });

  test("stands beside private registries, in the order they were given", async () => {
    const { role, login } = await job("ap-northeast-1");
    role.policies.push(publicPolicy);
    const run = await login(`${account}.eu-west-1`, "public.ecr.aws/team/app", account);
    expect(run.json().registries).toMatchObject([
      { host: `${account}.dkr.ecr.eu-west-1.amazonaws.com` },
      { host: "public.ecr.aws" },
      { host: `${account}.dkr.ecr.ap-northeast-1.amazonaws.com` },
    ]);
  });

  test("has a dual-stack host and endpoint", async () => {
    const { role, login, world } = await job();
    role.policies.push(publicPolicy);
    const run = await login("--dualstack", "public");
    expect(run.json().registries).toMatchObject([{ host: "ecr-public.aws.com" }]);
    const [call] = callsOf(world, "ecr-public:GetAuthorizationToken");
    expect(new URL(call?.url ?? "").host).toBe("ecr-public.us-east-1.api.aws");
  });

  test("is told what it lacks where it isn't allowed", async () => {
    const { login } = await job();
    const run = await login("public");
    expect([run.status, run.code()]).toEqual([3, "ecr-public-denied"]);
    expect(JSON.stringify(run.json())).toContain("sts:GetServiceBearerToken");
  });
});

describe("several regions", () => {
  const regions = ["eu-west-1", "eu-central-1", "us-east-1"];
  const registries = regions.map((region) => `${account}.${region}`);
  const host = (region: string) => `${account}.dkr.ecr.${region}.amazonaws.com`;

  test("one that fails doesn't keep the others from being stored, and each is told of", async () => {
    const { world, login, stored } = await job();
    inject(world, { operation: "ecr:GetAuthorizationToken", region: "eu-central-1" }, { kind: "reset" });
    const run = await login(...registries);
    expect(run.status).toBe(4);
    expect(run.json()).toMatchObject({
      ok: false,
      error: {
        code: "network",
        context: {
          registries: [
            { host: host("eu-west-1"), region: "eu-west-1", ok: true },
            { host: host("us-east-1"), region: "us-east-1", ok: true },
            { host: host("eu-central-1"), region: "eu-central-1", ok: false, code: "network" },
          ],
        },
      },
    });
    expect(await stored()).toEqual([host("eu-west-1"), host("us-east-1")]);
  });

  test("the text lists them, too", async () => {
    const { world, environment } = await job();
    inject(world, { operation: "ecr:GetAuthorizationToken", region: "eu-central-1" }, { kind: "reset" });
    const run = await runCli(world, ["login", ...registries], { environment });
    expect(run.stderr).toContain(`${host("eu-west-1")}: logged in`);
    expect(run.stderr).toContain(`${host("eu-central-1")}: network`);
  });

  test("what was stored can be logged out of", async () => {
    const { world, environment, stored } = await job();
    inject(world, { operation: "ecr:GetAuthorizationToken", region: "eu-central-1" }, { kind: "reset" });
    await runCli(world, ["login", ...registries], { environment });
    await runCli(world, ["logout"], { environment });
    expect(await stored()).toEqual([]);
  });

  test("no file of variables is written where one fails", async () => {
    const { world, login } = await job();
    inject(world, { operation: "ecr:GetAuthorizationToken", region: "us-east-1" }, { kind: "reset" });
    const file = join(await temporaryFolder(), "ecr.env");
    await login("--write-env", file, ...registries);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });

  test("the first failure in the order asked ends the command where all fail", async () => {
    const { role, login, stored } = await job();
    role.policies.splice(0);
    const run = await login(...registries);
    expect([run.status, run.code()]).toEqual([3, "ecr-denied"]);
    expect((run.json().error as { context: { registries: unknown[] } }).context.registries).toHaveLength(3);
    expect(await stored()).toEqual([]);
  });
});
