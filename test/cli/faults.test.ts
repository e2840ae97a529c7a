import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogue, type ErrorCode } from "../../src/core/errors/index.ts";
import { callsOf, exampleWorld, type Fault, idToken, inject } from "../fake/index.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const operations = [
  "sts:AssumeRoleWithWebIdentity",
  "sts:AssumeRole",
  "ecr:GetAuthorizationToken",
  "ecr-public:GetAuthorizationToken",
] as const;
const own = "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com";
const before = { auths: { "registry.example.com": { auth: "a2VwdDprZXB0" } }, currentContext: "kept" };

/** Every way in which an answer can come out wrong: cut, lost, late, garbled, repeated, refused. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant("latency" as const), milliseconds: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant("server-error" as const), status: fc.constantFrom(500, 502, 503, 504) }),
  fc.constant({ kind: "throttling" as const }),
  fc.constant({ kind: "reset" as const }),
  fc.record({ kind: fc.constant("truncated" as const), share: fc.double({ min: 0, max: 0.99, noNaN: true }) }),
  fc.constant({ kind: "lost" as const }),
  fc.constant({ kind: "repeated" as const }),
  fc.record({ kind: fc.constant("html" as const), status: fc.constantFrom(200, 302, 403, 407, 502) }),
  fc.record({ kind: fc.constant("empty" as const), status: fc.constantFrom(200, 204, 400, 500) }),
  fc.record({
    kind: fc.constant("without" as const),
    fields: fc.subarray(
      [
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
        "Arn",
        "authorizationToken",
        "expiresAt",
        "proxyEndpoint",
      ],
      { minLength: 1 },
    ),
  }),
  fc.record({
    kind: fc.constant("content-type" as const),
    contentType: fc.constantFrom("text/html", "application/json", "text/plain", ""),
  }),
  fc.record({
    kind: fc.constant("error" as const),
    code: fc.constantFrom(
      "AccessDenied",
      "ExpiredTokenException",
      "InvalidIdentityToken",
      "ValidationError",
      "NewError",
    ),
    message: fc.constantFrom("", "Incorrect token audience", "\u001b[31mred\u0000"),
    status: fc.constantFrom(400, 403),
  }),
);

interface Planned {
  operation: (typeof operations)[number];
  fault: Fault;
  times: number;
}

const plan: fc.Arbitrary<Planned> = fc.record({
  operation: fc.constantFrom(...operations),
  fault,
  times: fc.constantFrom(1, 2, 7),
});

async function login(faults: readonly Planned[]) {
  const example = exampleWorld();
  const { world, role } = example;
  role.policies.push({
    Statement: {
      Effect: "Allow",
      Action: ["sts:AssumeRole", "ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
      Resource: "*",
    },
  });
  role.trustPolicy = {
    Statement: [
      ...[role.trustPolicy.Statement].flat(),
      { Effect: "Allow", Principal: { AWS: role.arn }, Action: "sts:AssumeRole" },
    ],
  };
  for (const { operation, fault: one, times } of faults) inject(world, operation, one, times);
  const home = await temporaryFolder();
  const file = join(home, "config.json");
  const { writeFile } = await import("node:fs/promises");
  await writeFile(file, JSON.stringify(before));
  let waited = 0;
  const run = await runCli(
    world,
    ["login", "--json", "--config-dir", home, "--chain-role-arn", role.arn, own, "public"],
    {
      environment: {
        GITLAB_OIDC_TOKEN: idToken(world),
        GITLAB_ECR_ROLE_ARN: role.arn,
        AWS_REGION: "ap-northeast-1",
      },
      onWait: (milliseconds) => {
        waited += milliseconds;
      },
    },
  );
  const config = JSON.parse(await readFile(file, "utf8")) as typeof before;
  return { example, run, config, waited };
}

describe("whatever becomes of AWS's answers", () => {
  test("login ends with a code of the catalogue and its status, and config.json is whole", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 3 }), async (faults) => {
        const { run, config, waited, example } = await login(faults);
        const answer = run.json() as { ok: boolean; error?: { code: ErrorCode } };
        const status = answer.error === undefined ? 0 : catalogue[answer.error.code]?.exitStatus;
        expect(run.status).toBe(status);
        expect(answer.error?.code).not.toBe("internal");
        expect(config.auths["registry.example.com"]).toEqual(before.auths["registry.example.com"]);
        expect(config.currentContext).toBe("kept");
        const stored = Object.keys(config.auths).filter((host) => host !== "registry.example.com");
        if (answer.ok) expect(stored.sort()).toEqual([own, "public.ecr.aws"]);
        // Without injected time, the waits of all retries together stay far below a minute.
        expect(waited).toBeLessThan(60_000);
        for (const { accessKeyId, secretAccessKey } of example.world.sessions) {
          for (const secret of [accessKeyId, secretAccessKey]) expect(run.stdout + run.stderr).not.toContain(secret);
        }
        expect(run.stdout + run.stderr).not.toContain("\u001b");
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test("what stays broken ends with an error, and only what succeeded is stored", async () => {
    for (const operation of operations) {
      const { run, config } = await login([{ operation, fault: { kind: "reset" }, times: Number.POSITIVE_INFINITY }]);
      expect([operation, run.status, run.code()]).toEqual([operation, 4, "network"]);
      const stored = Object.keys(config.auths).filter((host) => host !== "registry.example.com");
      const expected = { "ecr:GetAuthorizationToken": ["public.ecr.aws"], "ecr-public:GetAuthorizationToken": [own] };
      expect(stored).toEqual(expected[operation as keyof typeof expected] ?? []);
    }
  });

  test("an answer that comes too late ends it within its time", async () => {
    const example = exampleWorld();
    inject(example.world, "ecr:GetAuthorizationToken", { kind: "latency", milliseconds: 30_000 });
    const start = performance.now();
    const run = await runCli(example.world, ["login", "--json", "--timeout", "1"], {
      environment: {
        GITLAB_OIDC_TOKEN: idToken(example.world),
        GITLAB_ECR_ROLE_ARN: example.role.arn,
        AWS_REGION: "ap-northeast-1",
      },
    });
    expect([run.status, run.code()]).toEqual([4, "timeout"]);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(callsOf(example.world, "ecr:GetAuthorizationToken")).toHaveLength(1);
  });

  test("an answer that is given twice is used once", async () => {
    const { run, example } = await login([
      { operation: "ecr:GetAuthorizationToken", fault: { kind: "truncated" }, times: 1 },
    ]);
    expect(run.status).toBe(0);
    // Both answers held a password; the whole one is stored.
    expect(example.world.passwords.filter(({ host }) => host === own)).toHaveLength(2);
  });
});
