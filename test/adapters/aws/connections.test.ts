import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAws } from "../../../src/adapters/aws/index.ts";
import { codeOfFailure } from "../../../src/core/diagnosis/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";
import { callsOf, exampleWorld, type Fake, idToken, startFake } from "../../fake/index.ts";

const { world, role } = exampleWorld();
const clock = { random: () => 0, wait: async () => undefined };
const request = () => ({
  region: "ap-northeast-1",
  roleArn: role.arn,
  sessionName: "job-1",
  idToken: new Secret(idToken(world)),
  durationSeconds: 900,
});

async function exchange(environment: Record<string, string | undefined>, signal = new AbortController().signal) {
  const aws = createAws(environment, clock);
  try {
    const outcome = await aws.assumeRoleWithWebIdentity(request(), signal);
    return outcome.ok ? "ok" : codeOfFailure(outcome.failure);
  } finally {
    aws.close();
  }
}

describe("TLS", () => {
  let fake: Fake;
  beforeEach(async () => {
    fake = await startFake(world, { tls: true });
  });
  afterEach(() => fake.close());

  test("a private authority is trusted when AWS_CA_BUNDLE names it", async () => {
    expect(await exchange({ AWS_ENDPOINT_URL_STS: fake.endpoints.sts, AWS_CA_BUNDLE: fake.caFile })).toBe("ok");
  });

  test("and refused otherwise, once", async () => {
    expect(await exchange({ AWS_ENDPOINT_URL_STS: fake.endpoints.sts })).toBe("tls");
  });

  test("AWS_CA_BUNDLE that can't be read is told", async () => {
    const environment = { AWS_ENDPOINT_URL_STS: fake.endpoints.sts, AWS_CA_BUNDLE: "/nowhere/ca.pem" };
    await expect(exchange(environment)).rejects.toMatchObject({ code: "input-invalid" });
  });

  test("AWS_CA_BUNDLE that holds no certificate is told", async () => {
    const environment = { AWS_ENDPOINT_URL_STS: fake.endpoints.sts, AWS_CA_BUNDLE: fileURLToPath(import.meta.url) };
    const message = expect.stringContaining("holds no certificate in PEM form");
    await expect(exchange(environment)).rejects.toMatchObject({ code: "input-invalid", message });
  });

  test("http: spoken to an https: port, or the other way round, is no answer", async () => {
    const environment = { AWS_ENDPOINT_URL_STS: fake.endpoints.sts.replace("https:", "http:") };
    expect(await exchange(environment)).toBe("network");
  });
});

describe("a proxy", () => {
  let fake: Fake;
  let proxy: Server;
  let seen: string[];
  beforeEach(async () => {
    fake = await startFake(world, { tls: true });
    seen = [];
    proxy = createServer();
    proxy.on("connect", (incoming, socket: Socket, head) => {
      seen.push(incoming.url ?? "");
      const expected = `Basic ${Buffer.from("user:proxy-password").toString("base64")}`;
      if (incoming.headers["proxy-authorization"] !== expected) {
        socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n");
        return;
      }
      const [host = "", port = ""] = (incoming.url ?? "").split(":");
      const upstream = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
  });
  afterEach(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await fake.close();
  });

  const through = (credentials: string) => {
    const { port } = proxy.address() as { port: number };
    return {
      AWS_ENDPOINT_URL_STS: fake.endpoints.sts,
      AWS_CA_BUNDLE: fake.caFile,
      HTTPS_PROXY: `http://${credentials}127.0.0.1:${port}`,
    };
  };

  test("is used where HTTPS_PROXY names it", async () => {
    expect(await exchange(through("user:proxy-password@"))).toBe("ok");
    expect(seen).toHaveLength(1);
  });

  test("that wants another password ends with the code proxy, once", async () => {
    expect(await exchange(through(""))).toBe("proxy");
    expect(seen).toHaveLength(1);
  });

  test("isn't used for a host in NO_PROXY", async () => {
    expect(await exchange({ ...through("user:proxy-password@"), NO_PROXY: "127.0.0.1" })).toBe("ok");
    expect(seen).toHaveLength(0);
  });
});

describe("no server", () => {
  test("a refused connection is a network failure, after five attempts", async () => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    server.close();
    const aws = createAws({ AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}` }, clock);
    const outcome = await aws.assumeRoleWithWebIdentity(request(), new AbortController().signal);
    expect(outcome).toMatchObject({
      ok: false,
      attempts: 5,
      failure: { kind: "connection", errorCode: "ECONNREFUSED" },
    });
  });

  test("an abort while a call is under way rejects with the signal's reason", async () => {
    const server = createServer(() => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const controller = new AbortController();
    server.on("request", () => controller.abort(new Error("enough")));
    await expect(exchange({ AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}` }, controller.signal)).rejects.toThrow(
      "enough",
    );
    server.closeAllConnections();
    server.close();
  });
});

test("the calls of one run share a connection", async () => {
  const fake = await startFake(world);
  const aws = createAws({ AWS_ENDPOINT_URL: fake.endpoints.sts }, clock);
  const signal = new AbortController().signal;
  const before = callsOf(world, "sts:GetCallerIdentity").length;
  const outcome = await aws.assumeRoleWithWebIdentity(request(), signal);
  if (!outcome.ok) throw new Error("the exchange failed");
  const { credentials } = outcome.value;
  expect(await aws.getCallerIdentity({ region: "ap-northeast-1", credentials }, signal)).toMatchObject({ ok: true });
  expect(callsOf(world, "sts:GetCallerIdentity")).toHaveLength(before + 1);
  aws.close();
  await fake.close();
});
