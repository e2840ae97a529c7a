import { evaluateTrustPolicy } from "../src/core/policy/index.ts";
import type { Figure } from "./figures.ts";
import { leastCosts } from "./least-costs.ts";

// What evaluating trust policies costs: CPU of this process, the least of several rounds that take turns.

const evaluations = 10_000;

/** Evaluation, trace, lint and suggestion of a typical trust policy, and of long ones. */
export function policyFigures(): Figure[] {
  const typical = policyOf(1);
  const { engine, bare } = leastCosts(
    {
      engine: () => repeat(evaluations, () => evaluateTrustPolicy(typical, claims)),
      bare: () => repeat(evaluations, () => compareStrings(typical)),
    },
    7,
  );
  const [short, long] = [policyOf(100), policyOf(200)];
  // Many short rounds, so that the least of them is free of garbage collection.
  const sized = leastCosts(
    { short: () => evaluateTrustPolicy(short, claims), long: () => evaluateTrustPolicy(long, claims) },
    200,
  );
  return [
    { what: "CPU seconds of 10,000 evaluations of a trust policy", value: engine / 1e6, limit: 1 },
    { what: "the same, over a bare loop that compares the policy's strings", value: engine / bare, limit: 200 },
    {
      what: "CPU of a trust policy with twice the statements, over that of one",
      value: sized.long / sized.short,
      limit: 2.2,
    },
  ];
}

const claims = {
  iss: "https://gitlab.com",
  aud: "sts.amazonaws.com",
  sub: "project_path:group/project:ref_type:branch:ref:main",
  project_id: "4242",
  namespace_id: "72",
  ref_protected: "true",
  pipeline_source: "push",
  user_login: "sample-user",
};

/** Half of the statements allow, the other half denies, from the second on. */
function policyOf(statements: number) {
  const common = { Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" } };
  const allow = {
    ...common,
    Effect: "Allow",
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: { "gitlab.com:aud": claims.aud, "gitlab.com:project_id": claims.project_id },
      StringLike: { "gitlab.com:sub": "project_path:group/project:ref_type:branch:ref:*" },
    },
  };
  const deny = {
    ...common,
    Effect: "Deny",
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringNotEquals: { "gitlab.com:ref_protected": "true" } },
  };
  return {
    Version: "2012-10-17",
    Statement: Array.from({ length: statements }, (_, index) => (index % 2 === 0 ? allow : deny)),
  };
}

/** The least that can be done: every condition's text is compared with the claim's. */
function compareStrings({ Statement }: ReturnType<typeof policyOf>): boolean {
  const values: Readonly<Record<string, string>> = claims;
  return Statement.every(({ Condition }) =>
    Object.values(Condition).every((keys) =>
      Object.entries(keys).every(([key, expected]) => values[key.slice("gitlab.com:".length)] === expected),
    ),
  );
}

function repeat(times: number, work: () => unknown): void {
  for (let count = 0; count < times; count += 1) work();
}
