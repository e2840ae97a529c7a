import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { exampleWorld, type FakeOptions, idToken, inject, startFake, startRegistryFront } from "../test/fake/index.ts";

// A process of its own, so that its CPU time isn't counted: serves the example world over HTTPS until its standard
// input ends, and prints what a login needs as one line of JSON.

/** How far away the fake is: milliseconds that each connection and each answer waits. */
export interface FakeLatency extends Pick<FakeOptions, "connectionLatency"> {
  readonly answerLatency?: number;
}

/** What programs need to log in at the fake. */
export interface FakeSettings {
  /** For a login with the job's ID token. */
  readonly environment: Readonly<Record<string, string>>;
  /** Besides, for the aws CLI and docker. */
  readonly awsCliEnvironment: Readonly<Record<string, string>>;
}

const { answerLatency = 0, ...options } = JSON.parse(process.argv[2] ?? "{}") as FakeLatency;
const { world, role } = exampleWorld();
if (answerLatency > 0) {
  const latency = { kind: "latency", milliseconds: answerLatency } as const;
  inject(world, "sts:AssumeRoleWithWebIdentity", latency);
  inject(world, "ecr:GetAuthorizationToken", latency);
}
const fake = await startFake(world, { tls: true, ...options });
const { NODE_EXTRA_CA_CERTS = "", AWS_CA_BUNDLE = "" } = fake.environment;
const front = await startRegistryFront(world);

// ECR is at another port than STS, as AWS's hosts are two: a connection to one is of no use for the other.
const { port } = new URL(fake.url);
const ecr = createServer((socket) => {
  const upstream = connect(Number(port), "127.0.0.1");
  socket.pipe(upstream).pipe(socket);
  socket.on("error", () => undefined).on("close", () => upstream.destroy());
  upstream.on("error", () => undefined).on("close", () => socket.destroy());
}).listen(0, "127.0.0.1");
await once(ecr, "listening");

const started: FakeSettings = {
  environment: {
    AWS_ENDPOINT_URL_STS: fake.endpoints.sts,
    AWS_ENDPOINT_URL_ECR: fake.endpoints.ecr.replace(port, `${(ecr.address() as AddressInfo).port}`),
    // All trust the fake in the same and cheapest way: as they trust AWS, by Node's own list.
    NODE_EXTRA_CA_CERTS,
    GITLAB_OIDC_TOKEN: idToken(world),
    GITLAB_ECR_ROLE_ARN: role.arn,
    AWS_REGION: "ap-northeast-1",
  },
  awsCliEnvironment: { AWS_CA_BUNDLE, AWS_DEFAULT_REGION: "ap-northeast-1", REGISTRY: front.host },
};
console.log(JSON.stringify(started));
process.stdin.resume().once("end", () => {
  ecr.close();
  void Promise.all([fake.close(), front.close()]);
});
