import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { callsOf, type Example, exampleWorld, idToken, inject } from "../fake/index.ts";
import { doctorJob, readerKeys } from "./doctor-scene.ts";
import { interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

const compared = "Compared with the trust policy";

function refusedJob(example: Example, more: Record<string, string> = {}) {
  return { ...doctorJob(example, idToken(example.world, { ref: "dev" })), ...more };
}

async function copyOf(policy: unknown): Promise<string> {
  const path = join(await temporaryFolder(), "trust.json");
  await writeFile(path, JSON.stringify(policy));
  return path;
}

describe("a login that the trust policy refuses", () => {
  test("is compared with a copy of the policy", async () => {
    const example = exampleWorld();
    const path = await copyOf(example.role.trustPolicy);
    const run = await runCli(example.world, ["login", "--explain-trust-policy", path], {
      environment: refusedJob(example),
    });
    expect([run.status, run.code()]).toEqual([3, "trust-denied"]);
    expect(run.stderr).toContain(`${compared} (${path}): deny, grade caution`);
    expect(run.stderr).toMatch(
      /✗ StringEquals gitlab\.example\.com:sub: wants project_path:\S+:ref:main, is project_path:\S+:ref:dev/,
    );
    expect(run.stderr).toMatch(/✓ StringEquals gitlab\.example\.com:aud: wants sts\.amazonaws\.com$/m);
    expect(callsOf(example.world, "iam:GetRole")).toEqual([]);
  });

  test("is compared with the role itself where static keys may read it", async () => {
    const example = exampleWorld();
    const environment = refusedJob(example, readerKeys(example));
    const run = await runCli(example.world, ["login", "--json"], { environment });
    expect(run.json()).toMatchObject({
      ok: false,
      error: {
        code: "trust-denied",
        context: {
          condition: { StringEquals: {} },
          explanation: {
            source: "IAM, read with the keys in AWS_ACCESS_KEY_ID",
            verdict: "deny",
            statements: [{ index: 0, applies: false, because: "condition" }],
          },
        },
      },
    });
  });

  test("is told without it where nobody may read", async () => {
    const example = exampleWorld();
    const keys = readerKeys(example);
    example.user.policies = [];
    const run = await runCli(example.world, ["login"], { environment: refusedJob(example, keys) });
    expect([run.status, run.code()]).toEqual([3, "trust-denied"]);
    expect(run.stderr).not.toContain(compared);
    expect(run.stderr).toContain("The condition that admits this job and no other");
  });

  test("makes no call to read where there is nobody to read", async () => {
    const example = exampleWorld();
    const run = await runCli(example.world, ["login"], { environment: refusedJob(example) });
    expect(run.code()).toBe("trust-denied");
    expect(example.world.calls.map(({ operation }) => operation)).toEqual(["sts:AssumeRoleWithWebIdentity"]);
  });

  test.each(["iam:GetRole", "sts:GetCallerIdentity"] as const)(
    "is what is shown, whatever becomes of %s",
    async (operation) => {
      const example = exampleWorld();
      inject(example.world, operation, { kind: "html", status: 502 });
      const run = await runCli(example.world, ["login"], { environment: refusedJob(example, readerKeys(example)) });
      expect([run.status, run.code()]).toEqual([3, "trust-denied"]);
      expect(run.stderr).not.toContain(compared);
    },
  );

  test("is shown in time, however long the reading takes", async () => {
    const example = exampleWorld();
    inject(example.world, "iam:GetRole", { kind: "latency", milliseconds: 60_000 });
    const environment = refusedJob(example, readerKeys(example));
    const run = await runCli(example.world, ["login", "--timeout", "2"], { environment });
    expect([run.status, run.code()]).toEqual([3, "trust-denied"]);
  });

  test("is what is shown where the copy is gone or isn't a policy", async () => {
    const example = exampleWorld();
    const path = await copyOf({ Statement: [{ Effect: "Perhaps" }] });
    for (let round = 0; round < 2; round += 1) {
      const run = await runCli(example.world, ["login", "--explain-trust-policy", path], {
        environment: refusedJob(example),
      });
      expect(run.code()).toBe("trust-denied");
      await rm(path, { force: true });
    }
  });

  test("says where else to look when the copy would admit it", async () => {
    const example = exampleWorld();
    const path = await copyOf(example.role.trustPolicy);
    example.role.trustPolicy = { Statement: [] };
    const run = await runCli(example.world, ["login", "--explain-trust-policy", path], {
      environment: doctorJob(example),
    });
    expect(run.stderr).toContain(`${compared} (${path}): allow`);
    expect(run.stderr).toContain("SCP");
  });
});
