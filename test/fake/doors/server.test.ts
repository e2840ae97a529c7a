import { readFile } from "node:fs/promises";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { afterEach, expect, test } from "vitest";
import { exampleWorld, type Fake, type FakeOptions, inject, issuer, startFake, type World } from "../index.ts";

const open: Fake[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

async function start(world: World, options: FakeOptions = {}): Promise<Fake> {
  const fake = await startFake(world, options);
  open.push(fake);
  return fake;
}

/** GETs with plain sockets; resolves with the body, or rejects with the socket's error. */
function get(url: string, ca?: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { agent: false as const, ...(ca && { ca }) };
    const send = url.startsWith("https:") ? requestHttps : requestHttp;
    send(url, options, (answered) => {
      let body = "";
      answered.on("data", (chunk) => {
        body += chunk;
      });
      answered.on("error", (error) => reject(Object.assign(error, { body })));
      answered.on("end", () => resolve({ status: answered.statusCode, body }));
    })
      .on("error", reject)
      .end();
  });
}

const discovery = "/.well-known/openid-configuration";

test("tells child processes where it is", async () => {
  const fake = await start(exampleWorld().world);
  expect(fake.environment).toEqual({
    AWS_ENDPOINT_URL_STS: `${fake.url}/sts`,
    AWS_ENDPOINT_URL_ECR: `${fake.url}/ecr`,
    AWS_ENDPOINT_URL_IAM: `${fake.url}/iam`,
    AWS_ENDPOINT_URL_S3: `${fake.url}/s3`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `${fake.url}/secretsmanager`,
    AWS_ENDPOINT_URL_ECR_PUBLIC: `${fake.url}/ecr-public`,
  });
  expect(fake.endpoints.issuer).toBe(`${fake.url}/issuer/gitlab.example.com`);
  expect(fake.caFile).toBeUndefined();
});

test("serves an issuer that lives on the server itself", async () => {
  const { world } = exampleWorld();
  const fake = await start(world);
  world.issuers.push(issuer({ url: `${fake.url}/gitlab` }));
  const { body } = await get(`${fake.url}/gitlab${discovery}`);
  expect(JSON.parse(body)).toMatchObject({
    issuer: `${fake.url}/gitlab`,
    jwks_uri: `${fake.url}/gitlab/oauth/discovery/keys`,
  });
});

test("answers 404 where nothing is", async () => {
  const fake = await start(exampleWorld().world);
  await expect(get(`${fake.url}/`)).resolves.toMatchObject({ status: 404 });
});

test("resets the socket before an answer", async () => {
  const { world } = exampleWorld();
  const fake = await start(world);
  inject(world, "issuer:Discovery", { kind: "reset" }, 1);
  await expect(get(fake.endpoints.issuer + discovery)).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(world.calls).toMatchObject([{ operation: "issuer:Discovery", status: 0 }]);
  await expect(get(fake.endpoints.issuer + discovery)).resolves.toMatchObject({ status: 200 });
});

test("breaks off in the middle of a body", async () => {
  const { world } = exampleWorld();
  const fake = await start(world);
  const { body: whole } = await get(fake.endpoints.issuer + discovery);
  inject(world, "issuer:Discovery", { kind: "truncated", share: 0.25 });
  await expect(get(fake.endpoints.issuer + discovery)).rejects.toMatchObject({
    code: "ECONNRESET",
    body: whole.slice(0, Math.floor(whole.length / 4)),
  });
});

test("serves TLS with a certificate by its own authority", async () => {
  const fake = await start(exampleWorld().world, { tls: true });
  const { caFile = "" } = fake;
  expect(fake.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(fake.environment).toMatchObject({ AWS_CA_BUNDLE: caFile, NODE_EXTRA_CA_CERTS: caFile });
  const url = fake.endpoints.issuer + discovery;
  await expect(get(url, await readFile(caFile, "utf8"))).resolves.toMatchObject({ status: 200 });
  await expect(get(url)).rejects.toMatchObject({ code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" });
});

test("resets and breaks off through TLS, too", async () => {
  const { world } = exampleWorld();
  const fake = await start(world, { tls: true });
  const ca = await readFile(fake.caFile ?? "", "utf8");
  inject(world, "issuer:Discovery", { kind: "reset" }, 1);
  await expect(get(fake.endpoints.issuer + discovery, ca)).rejects.toMatchObject({ code: "ECONNRESET" });
  inject(world, "issuer:Discovery", { kind: "truncated" }, 1);
  await expect(get(fake.endpoints.issuer + discovery, ca)).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("another server's authority doesn't vouch for it", async () => {
  const [one, other] = [
    await start(exampleWorld().world, { tls: true }),
    await start(exampleWorld().world, { tls: true }),
  ];
  const ca = await readFile(other?.caFile ?? "", "utf8");
  await expect(get(one?.endpoints.issuer + discovery, ca)).rejects.toThrow(/certificate|signature/i);
});

test("serves connections that it makes wait", async () => {
  for (const tls of [false, true]) {
    const fake = await start(exampleWorld().world, { connectionLatency: 1, tls });
    const ca = fake.caFile && (await readFile(fake.caFile, "utf8"));
    await expect(get(fake.endpoints.issuer + discovery, ca)).resolves.toMatchObject({ status: 200 });
  }
});
