import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createAws } from "../../../src/adapters/aws/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";
import { accessKey, exampleWorld, type Fake, startFake } from "../../fake/index.ts";

const region = "ap-northeast-1";
const clock = { random: () => 0, wait: async () => undefined };
const signal = new AbortController().signal;

const { world, user } = exampleWorld();
const [key = accessKey()] = user.accessKeys;
const credentials = {
  accessKeyId: new Secret(key.accessKeyId),
  secretAccessKey: new Secret(key.secretAccessKey),
  sessionToken: null,
  expiresAt: null,
};

let fake: Fake;
let relay: Server;
let sockets: Socket[];

/** Between us and the fake: shows the connections. */
beforeEach(async () => {
  fake = await startFake(world, { tls: true });
  sockets = [];
  const { port } = new URL(fake.url);
  relay = createServer((socket) => {
    sockets.push(socket);
    const upstream = connect(Number(port), "127.0.0.1");
    socket.pipe(upstream).pipe(socket);
    socket.on("error", () => undefined).on("close", () => upstream.destroy());
    upstream.on("error", () => undefined).on("close", () => socket.destroy());
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  relay.close();
  await fake.close();
});

function awsThroughRelay() {
  const { port } = relay.address() as { port: number };
  const environment = { AWS_ENDPOINT_URL_ECR: `https://127.0.0.1:${port}/ecr`, AWS_CA_BUNDLE: fake.caFile };
  const aws = createAws(environment, clock);
  onTestFinished(aws.close);
  return aws;
}

describe("a connection to ECR that was begun early", () => {
  test("is there before the call, which uses it", async () => {
    const aws = awsThroughRelay();
    aws.prepareAuthorizationToken(region);
    await once(relay, "connection");
    expect(await aws.getAuthorizationToken({ region, credentials }, signal)).toMatchObject({ ok: true });
    expect(sockets).toHaveLength(1);
  });

  test("serves several calls at once, one each", async () => {
    const aws = awsThroughRelay();
    for (let time = 0; time < 3; time += 1) aws.prepareAuthorizationToken(region);
    const calls = [1, 2, 3].map(() => aws.getAuthorizationToken({ region, credentials }, signal));
    for (const outcome of await Promise.all(calls)) expect(outcome).toMatchObject({ ok: true });
    expect(sockets).toHaveLength(3);
  });

  test("that broke off meanwhile costs the call nothing", async () => {
    const aws = awsThroughRelay();
    aws.prepareAuthorizationToken(region);
    await once(relay, "connection");
    const [socket] = sockets;
    socket?.resetAndDestroy();
    await vi.waitFor(() => expect(socket?.destroyed).toBe(true));
    expect(await aws.getAuthorizationToken({ region, credentials }, signal)).toMatchObject({ ok: true });
  });

  test("that is never used is closed with the others", async () => {
    const aws = awsThroughRelay();
    aws.prepareAuthorizationToken(region);
    await once(relay, "connection");
    aws.close();
    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true));
  });

  test("that fails says nothing", async () => {
    const aws = createAws({ AWS_ENDPOINT_URL_ECR: "https://127.0.0.1:1/ecr" }, clock);
    onTestFinished(aws.close);
    aws.prepareAuthorizationToken(region);
    // An error that nobody listens for would end the test run.
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  test("isn't begun around a proxy", async () => {
    const { port } = relay.address() as { port: number };
    const environment = { AWS_ENDPOINT_URL_ECR: `https://127.0.0.1:${port}/ecr`, HTTPS_PROXY: "http://127.0.0.1:1" };
    const aws = createAws(environment, clock);
    onTestFinished(aws.close);
    aws.prepareAuthorizationToken(region);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sockets).toHaveLength(0);
  });
});

describe("the clients' configuration", () => {
  /** The host that a call would go to, as a proxy hears it, which lets nobody through. */
  async function hostOfCall(environment: Record<string, string>): Promise<string | undefined> {
    const proxy = createHttpServer();
    const hosts: (string | undefined)[] = [];
    proxy.on("connect", ({ url }, socket) => {
      hosts.push(url);
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const { port } = proxy.address() as { port: number };
    const aws = createAws({ HTTPS_PROXY: `http://127.0.0.1:${port}`, ...environment }, clock);
    await aws.getAuthorizationToken({ region: "us-east-1", credentials }, signal);
    aws.close();
    proxy.close();
    return hosts[0];
  }

  test.each([
    [{}, "api.ecr.us-east-1.amazonaws.com:443"],
    [{ AWS_USE_FIPS_ENDPOINT: "true" }, "api.ecr-fips.us-east-1.amazonaws.com:443"],
    [{ AWS_USE_DUALSTACK_ENDPOINT: "true" }, "ecr.us-east-1.api.aws:443"],
    [{ AWS_USE_FIPS_ENDPOINT: "false", AWS_USE_DUALSTACK_ENDPOINT: "" }, "api.ecr.us-east-1.amazonaws.com:443"],
  ])("takes FIPS and dual stack from the variables: %j", async (environment, host) => {
    expect(await hostOfCall(environment)).toBe(host);
  });

  test("reads no shared file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "config");
    await writeFile(
      file,
      "[default]\nuse_fips_endpoint = neither\nendpoint_url = https://127.0.0.1:1\nretry_mode = none\n",
    );
    for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(name, file);
    expect(await hostOfCall({})).toBe("api.ecr.us-east-1.amazonaws.com:443");
  });
});
