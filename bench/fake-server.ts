import { exampleWorld, type FakeOptions, idToken, inject, startFake } from "../test/fake/index.ts";

// A process of its own, so that its CPU time isn't counted: serves the example world over HTTPS until its standard
// input ends, and prints what a login needs as one line of JSON.

/** How the fake is set up: milliseconds that each connection and each answer waits. */
export interface FakeLatency extends Pick<FakeOptions, "connectionLatency"> {
  readonly answerLatency?: number;
}

const { answerLatency = 0, ...options } = JSON.parse(process.argv[2] ?? "{}") as FakeLatency;
const { world, role } = exampleWorld();
if (answerLatency > 0) {
  const latency = { kind: "latency", milliseconds: answerLatency } as const;
  inject(world, "sts:AssumeRoleWithWebIdentity", latency);
  inject(world, "ecr:GetAuthorizationToken", latency);
}
const fake = await startFake(world, { tls: true, ...options });
const { NODE_EXTRA_CA_CERTS = "", AWS_CA_BUNDLE, ...endpoints } = fake.environment;
const environment = {
  ...endpoints,
  // Both sides trust the fake in the same, cheapest way: as they trust AWS, by Node's own list.
  NODE_EXTRA_CA_CERTS,
  GITLAB_OIDC_TOKEN: idToken(world),
  GITLAB_ECR_ROLE_ARN: role.arn,
  AWS_REGION: "ap-northeast-1",
};
console.log(JSON.stringify({ environment, caFile: AWS_CA_BUNDLE }));
process.stdin.resume().once("end", () => void fake.close());
