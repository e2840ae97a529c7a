import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { request as requestHttp } from "node:http";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { exampleWorld, type FakeProxy, type FakeProxyOptions, startProxy, type World } from "../index.ts";

const open: FakeProxy[] = [];
afterEach(async () => {
  for (const proxy of open.splice(0)) await proxy.close();
});

async function start(world: World, options: FakeProxyOptions = {}): Promise<FakeProxy> {
  const proxy = await startProxy(world, options);
  open.push(proxy);
  return proxy;
}

function connect(proxy: FakeProxy, target: string, credentials?: string): Promise<{ status: number; socket: Socket }> {
  const headers = credentials && { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
  return new Promise((resolve, reject) => {
    requestHttp(proxy.url, { method: "CONNECT", path: target, ...(headers && { headers }) })
      .on("connect", ({ statusCode = 0 }, socket) => resolve({ status: statusCode, socket: socket as Socket }))
      .on("error", reject)
      .end();
  });
}

async function get(proxy: FakeProxy, host: string, path: string): Promise<string> {
  const { socket } = await connect(proxy, `${host}:443`);
  const ca = await readFile(proxy.caFile, "utf8");
  const secure = connectTls({ socket, servername: host, ca });
  secure.end(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of secure) text += String(chunk);
  return text;
}

test("leads to the world, under the real host names", async () => {
  const { world } = exampleWorld();
  const proxy = await start(world);
  expect(await get(proxy, "gitlab.example.com", "/.well-known/openid-configuration")).toContain(
    '"issuer":"https://gitlab.example.com"',
  );
  expect(await get(proxy, "sts.eu-central-1.amazonaws.com", "/?Action=GetCallerIdentity&Version=2011-06-15")).toContain(
    "<Code>MissingAuthenticationToken</Code>",
  );
  expect(proxy.connects).toEqual(["gitlab.example.com:443", "sts.eu-central-1.amazonaws.com:443"]);
  expect(world.calls.map(({ operation, region }) => [operation, region])).toEqual([
    ["issuer:Discovery", "ap-northeast-1"],
    ["sts:GetCallerIdentity", "eu-central-1"],
  ]);
});

test.each(["example.com:443", "sts.eu-central-1.amazonaws.com:80", "169.254.169.254:80"])(
  "%s is out of reach",
  async (target) => {
    const proxy = await start(exampleWorld().world);
    const { status, socket } = await connect(proxy, target);
    socket.destroy();
    expect(status).toBe(502);
  },
);

test("asks for its credentials", async () => {
  const proxy = await start(exampleWorld().world, { credentials: "ci:s3cret" });
  const statusFor = async (credentials?: string) => {
    const { status, socket } = await connect(proxy, "gitlab.com:443", credentials);
    socket.destroy();
    return status;
  };
  expect(await statusFor()).toBe(407);
  expect(await statusFor("ci:wrong")).toBe(407);
  expect(await statusFor("ci:s3cret")).toBe(200);
  expect(proxy.environment.HTTPS_PROXY).toMatch(/^http:\/\/ci:s3cret@127\.0\.0\.1:\d+$/);
});

test("serves a child process by its environment alone", async () => {
  const { world } = exampleWorld();
  const proxy = await start(world);
  const script =
    'fetch("https://gitlab.com/oauth/discovery/keys").then((answer) => answer.json()).then(({ keys }) => console.log(keys.length))';
  const printed = await new Promise((resolve, reject) => {
    const env = { ...proxy.environment, NODE_USE_ENV_PROXY: "1", PATH: process.env.PATH };
    execFile(process.execPath, ["-e", script], { env }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
  expect(printed).toBe("1\n");
});
