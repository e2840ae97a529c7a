import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createAws } from "../../../src/adapters/aws/index.ts";
import { codeOfFailure } from "../../../src/core/diagnosis/index.ts";
import { Secret } from "../../../src/core/secret/index.ts";
import {
  callsOf,
  exampleWorld,
  type FakeProxyOptions,
  idToken,
  inject,
  startFake,
  startProxy,
} from "../../fake/index.ts";

const region = "ap-northeast-1";
const signal = new AbortController().signal;
const clock = { random: () => 0, wait: async () => undefined };
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** An exchange with the environment's endpoints and proxies: `ok`, or its code and the reason that is told. */
async function exchange(environment: Record<string, string | undefined>, example = exampleWorld()) {
  const aws = createAws(environment, clock);
  try {
    const outcome = await aws.assumeRoleWithWebIdentity(
      {
        region,
        roleArn: example.role.arn,
        sessionName: "job-1",
        idToken: new Secret(idToken(example.world)),
        durationSeconds: 900,
      },
      signal,
    );
    if (outcome.ok) return { code: "ok", reason: "", attempts: 1 };
    const { failure, attempts } = outcome;
    return { code: codeOfFailure(failure), reason: "reason" in failure ? failure.reason : "", attempts };
  } finally {
    aws.close();
  }
}

async function proxied(options: FakeProxyOptions = {}) {
  const example = exampleWorld();
  const proxy = await startProxy(example.world, options);
  closers.push(proxy.close);
  return { example, proxy };
}

/** A server that does to each connection what it is told; gives its port. */
async function serverOf(behave: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    behave(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("a proxy that asks for a password", () => {
  const credentials = "builder:correct-horse-battery";

  test("is passed with it, and AWS's own host names are reached through it", async () => {
    const { example, proxy } = await proxied({ credentials });
    expect((await exchange(proxy.environment, example)).code).toBe("ok");
    expect(proxy.connects).toEqual([`sts.${region}.amazonaws.com:443`]);
  });

  test("may be named without a scheme, in small letters", async () => {
    const { example, proxy } = await proxied({ credentials });
    const { HTTPS_PROXY = "", ...rest } = proxy.environment;
    expect((await exchange({ ...rest, https_proxy: HTTPS_PROXY.replace("http://", "") }, example)).code).toBe("ok");
  });

  test.each([
    ["another", "builder:wrong-password@"],
    ["no", ""],
  ])("is told as the proxy's with %s password, once, and the password isn't told", async (_, user) => {
    const { example, proxy } = await proxied({ credentials });
    const environment = { ...proxy.environment, HTTPS_PROXY: proxy.url.replace("http://", `http://${user}`) };
    const told = await exchange(environment, example);
    expect(told).toMatchObject({ code: "proxy", attempts: 1 });
    expect(told.reason).not.toContain("password");
    expect(proxy.connects).toHaveLength(1);
  });
});

describe("a proxy that can't be reached", () => {
  test("is told as the proxy's, not as AWS's", async () => {
    const port = await closedPort();
    const told = await exchange({ HTTPS_PROXY: `http://user:proxy-password@127.0.0.1:${port}` });
    expect(told).toMatchObject({ code: "proxy", attempts: 1 });
    expect(told.reason).toContain(`127.0.0.1:${port}`);
    expect(told.reason).not.toContain("proxy-password");
  });

  test("has a name that doesn't exist", async () => {
    const told = await exchange({ HTTPS_PROXY: "http://proxy.invalid:3128" });
    expect(told.code).toBe("proxy");
    expect(told.reason).toContain("proxy.invalid:3128");
  });

  test("doesn't matter to a host in NO_PROXY: there, what fails is the host", async () => {
    const [proxy, endpoint] = [await closedPort(), await closedPort()];
    const told = await exchange({
      HTTPS_PROXY: `http://127.0.0.1:${proxy}`,
      NO_PROXY: "127.0.0.1",
      AWS_ENDPOINT_URL_STS: `https://127.0.0.1:${endpoint}`,
    });
    expect(told.code).toBe("network");
  });
});

test.each([
  ["answers 502", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"],
  ["speaks something else", "SSH-2.0-OpenSSH_9.9\r\n\r\n"],
  ["hangs up", ""],
])("a proxy that %s ends with the code proxy", async (_, answer) => {
  const port = await serverOf((socket) => socket.once("data", () => socket.end(answer)));
  expect((await exchange({ HTTPS_PROXY: `http://127.0.0.1:${port}` })).code).toBe("proxy");
});

test.each(["socks5://127.0.0.1:1080", "http://:3128", "ftp://127.0.0.1", "http://user:proxy-password@:x"])(
  "%s isn't the address of a proxy, which is told without it",
  (HTTPS_PROXY) => {
    const attempt = () => createAws({ HTTPS_PROXY }, clock);
    expect(attempt).toThrow(expect.objectContaining({ code: "input-invalid" }));
    expect(attempt).not.toThrow(HTTPS_PROXY);
  },
);

describe("TLS", () => {
  test("a private authority behind a proxy is told as TLS, not as the proxy's", async () => {
    const { example, proxy } = await proxied();
    const told = await exchange({ HTTPS_PROXY: proxy.environment.HTTPS_PROXY }, example);
    expect(told).toMatchObject({ code: "tls", attempts: 1 });
    expect((await exchange(proxy.environment, example)).code).toBe("ok");
  });

  test("a server that speaks no TLS is told as TLS", async () => {
    const port = await serverOf((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    expect((await exchange({ AWS_ENDPOINT_URL_STS: `https://127.0.0.1:${port}` })).code).toBe("tls");
  });
});

describe.each([0, 0.5, 0.99])("an answer of which %d comes before the connection breaks", (share) => {
  test.each(["sts:AssumeRoleWithWebIdentity", "ecr:GetAuthorizationToken"] as const)(
    "is asked for again: %s",
    async (operation) => {
      const example = exampleWorld();
      const fake = await startFake(example.world);
      closers.push(fake.close);
      inject(example.world, operation, { kind: "truncated", share }, 1);
      const aws = createAws(fake.environment, clock);
      closers.push(aws.close);
      const [key] = example.user.accessKeys;
      const credentials = {
        accessKeyId: new Secret(key?.accessKeyId ?? ""),
        secretAccessKey: new Secret(key?.secretAccessKey ?? ""),
        sessionToken: null,
        expiresAt: null,
      };
      if (operation === "ecr:GetAuthorizationToken") {
        expect(await aws.getAuthorizationToken({ region, credentials }, signal)).toMatchObject({ ok: true });
      } else {
        expect((await exchange(fake.environment, example)).code).toBe("ok");
      }
      expect(callsOf(example.world, operation)).toHaveLength(2);
    },
  );
});

describe("IPv6", () => {
  test.each([false, true])("an endpoint at [::1] is asked, TLS %s", async (tls) => {
    const example = exampleWorld();
    const fake = await startFake(example.world, { address: "::1", tls });
    closers.push(fake.close);
    expect(fake.url).toContain("[::1]");
    expect((await exchange(fake.environment, example)).code).toBe("ok");
  });
});

describe("a clock that is wrong", () => {
  const keysOf = ({ user }: ReturnType<typeof exampleWorld>) => ({
    accessKeyId: new Secret(user.accessKeys[0]?.accessKeyId ?? ""),
    secretAccessKey: new Secret(user.accessKeys[0]?.secretAccessKey ?? ""),
    sessionToken: null,
    expiresAt: null,
  });

  async function skewed(hours: number) {
    const example = exampleWorld();
    const { now } = example.world;
    example.world.now = () => new Date(now().getTime() + hours * 3_600_000);
    const fake = await startFake(example.world);
    closers.push(fake.close);
    const aws = createAws(fake.environment, clock);
    closers.push(aws.close);
    return { ...example, aws, request: { region, credentials: keysOf(example) } };
  }

  test.each([2, -2])("%i hours: the refusal's time corrects the signature, once", async (hours) => {
    const { aws, world, request } = await skewed(hours);
    expect(aws.clockOffset()).toBe(0);
    expect(await aws.getCallerIdentity(request, signal)).toMatchObject({ ok: true });
    expect(callsOf(world, "sts:GetCallerIdentity").map(({ status }) => status)).toEqual([403, 200]);
    expect(Math.round(aws.clockOffset() / 60_000)).toBe(hours * 60);
  });

  test("the calls that follow are signed by AWS's clock from the start, of other services, too", async () => {
    const { aws, world, request } = await skewed(3);
    await aws.getCallerIdentity(request, signal);
    expect(await aws.getAuthorizationToken(request, signal)).toMatchObject({ ok: true });
    expect(callsOf(world, "ecr:GetAuthorizationToken").map(({ status }) => status)).toEqual([200]);
  });

  test("ECR's refusal corrects it, too", async () => {
    const { aws, world, request } = await skewed(-5);
    expect(await aws.getAuthorizationToken(request, signal)).toMatchObject({ ok: true });
    expect(callsOf(world, "ecr:GetAuthorizationToken").map(({ status }) => status)).toEqual([400, 200]);
  });

  test("a refusal that stays is told as one, after two attempts", async () => {
    const { aws, world, request } = await skewed(2);
    const message = "Signature expired: 20261124T000000Z is now earlier than 20261124T010000Z";
    inject(world, "sts:GetCallerIdentity", { kind: "error", code: "SignatureDoesNotMatch", message, status: 403 });
    const outcome = await aws.getCallerIdentity(request, signal);
    expect(outcome.ok ? "ok" : codeOfFailure(outcome.failure)).toBe("clock-skew");
    expect(callsOf(world, "sts:GetCallerIdentity")).toHaveLength(2);
  });

  test("a refusal by a clock that agrees isn't tried again", async () => {
    const { aws, world, request } = await skewed(0);
    inject(world, "sts:GetCallerIdentity", { kind: "error", code: "RequestExpired", message: "", status: 400 });
    await aws.getCallerIdentity(request, signal);
    expect(callsOf(world, "sts:GetCallerIdentity")).toHaveLength(1);
  });
});
