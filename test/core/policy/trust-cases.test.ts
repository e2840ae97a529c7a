import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type EvaluateTrustOptions, evaluateTrustPolicy, lintTrustPolicy } from "../../../src/core/policy/index.ts";
import { idToken, trustPolicy } from "./gitlab-token.ts";

/** One case of the corpus: what AWS would say, how safe the policy is, which findings it has, and why. */
interface TrustCase {
  readonly name: string;
  readonly why: string;
  /** The whole policy; else `condition` stands in a policy of one statement for the token's issuer. */
  readonly policy?: unknown;
  readonly condition?: unknown;
  /** Changes to the token that `idToken` makes. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly options?: EvaluateTrustOptions;
  readonly verdict: string;
  readonly grade: string;
  /** Every finding, with its worst severity. */
  readonly findings: Readonly<Record<string, string>>;
}

const folder = join(import.meta.dirname, "../../cases/trust");

for (const file of readdirSync(folder).sort()) {
  const { topic, cases }: { topic: string; cases: TrustCase[] } = JSON.parse(readFileSync(join(folder, file), "utf8"));
  describe(`${file}: ${topic}`, () => {
    test.each(cases.map((trustCase) => [trustCase.name, trustCase] as const))("%s", (_name, trustCase) => {
      const claims = idToken(trustCase.claims);
      const policy = trustCase.policy ?? policyFor(String(claims.iss), trustCase.condition);
      const result = evaluateTrustPolicy(policy, claims, trustCase.options);
      expect(result.findings.reduce(worst, {}), trustCase.why).toEqual(trustCase.findings);
      expect({ verdict: result.verdict, grade: result.grade }, trustCase.why).toEqual({
        verdict: trustCase.verdict,
        grade: trustCase.grade,
      });
      expect(lintTrustPolicy(policy, trustCase.options).grade, "the grade is the policy's").toBe(trustCase.grade);
    });
  });
}

function policyFor(issuer: string, condition: unknown): unknown {
  const provider = issuer.replace("https://", "");
  return trustPolicy(condition, { Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${provider}` } });
}

function worst(found: Record<string, string>, { id, severity }: { id: string; severity: string }) {
  const order = ["info", "caution", "dangerous"];
  const before = found[id];
  if (before === undefined || order.indexOf(severity) > order.indexOf(before)) found[id] = severity;
  return found;
}
