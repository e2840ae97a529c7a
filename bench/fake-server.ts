import { exampleWorld, type FakeOptions, idToken, inject, startFake } from "../test/fake/index.ts";

// A process of its own, so that its CPU time isn't counted: serves the example world over HTTPS until its standard
// input ends, and prints what a login needs as one line of JSON.

/** How the fake is set up: milliseconds that each connection and each answer waits. */
export interface FakeLatency extends Pick<FakeOptions, "connectionLatency"> {
  readonly answerLatency?: number;
}

/** What programs need to log in at the fake. */
export interface FakeSettings {
  /** For a login with the job's ID token. */
  readonly environment: Readonly<Record<string, string>>;
  /** Besides, for the aws CLI: access keys, and the authority's certificate. */
  readonly keys: Readonly<Record<string, string>>;
}

const { answerLatency = 0, ...options } = JSON.parse(process.argv[2] ?? "{}") as FakeLatency;
const { world, role, user } = exampleWorld();
if (answerLatency > 0) {
  const latency = { kind: "latency", milliseconds: answerLatency } as const;
  inject(world, "sts:AssumeRoleWithWebIdentity", latency);
  inject(world, "ecr:GetAuthorizationToken", latency);
}
const fake = await startFake(world, { tls: true, ...options });
const { NODE_EXTRA_CA_CERTS = "", AWS_CA_BUNDLE = "", ...endpoints } = fake.environment;
const [key] = user.accessKeys;
const started: FakeSettings = {
  environment: {
    ...endpoints,
    // All trust the fake in the same and cheapest way: as they trust AWS, by Node's own list.
    NODE_EXTRA_CA_CERTS,
    GITLAB_OIDC_TOKEN: idToken(world),
    GITLAB_ECR_ROLE_ARN: role.arn,
    AWS_REGION: "ap-northeast-1",
  },
  keys: {
    AWS_ACCESS_KEY_ID: key?.accessKeyId ?? "",
    AWS_SECRET_ACCESS_KEY: key?.secretAccessKey ?? "",
    AWS_CA_BUNDLE,
  },
};
console.log(JSON.stringify(started));
process.stdin.resume().once("end", () => void fake.close());
