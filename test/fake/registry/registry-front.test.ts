import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type Example, exampleWorld, type RegistryFrontOptions, startRegistryFront } from "../index.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function front({ world }: Example, options?: RegistryFrontOptions) {
  const started = await startRegistryFront(world, options);
  closers.push(started.close);
  return started;
}

/** A password as ECR would have given it to the example's user. */
function issued({ world, user }: Example, over: { region?: string; expiresAt?: Date } = {}): string {
  const password = `password-${world.passwords.length}`;
  world.passwords.push({
    password,
    accountId: "455931011959",
    region: "ap-northeast-1",
    host: "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com",
    accessKeyId: user.accessKeys[0]?.accessKeyId ?? "",
    expiresAt: new Date(Date.now() + 1000),
    ...over,
  });
  return password;
}

const basic = (password: string, name = "AWS") => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});

async function upstream() {
  const seen: {
    method: string | undefined;
    url: string | undefined;
    headers: NodeJS.Dict<string | string[]>;
    body: string;
  }[] = [];
  const server = createServer(async (incoming, outgoing) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    seen.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body });
    outgoing.writeHead(202, { location: `${url}/v2/aws-network-cdk/blobs/uploads/1?state=x`, "x-kept": "yes" });
    outgoing.end("stored");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url, seen };
}

test("asks for Basic", async () => {
  const { url, calls } = await front(exampleWorld());
  const answered = await fetch(`${url}/v2/`);
  expect(answered.status).toBe(401);
  expect(answered.headers.get("www-authenticate")).toBe(`Basic realm="${url}/",service="ecr.amazonaws.com"`);
  expect(calls).toMatchObject([{ method: "GET", path: "/v2/", authenticated: false }]);
});

test("lets an issued password in", async () => {
  const example = exampleWorld();
  const { url, calls } = await front(example);
  const answered = await fetch(`${url}/v2/`, { headers: basic(issued(example)) });
  expect({ status: answered.status, body: await answered.text() }).toEqual({ status: 200, body: "{}" });
  expect(calls).toMatchObject([{ authenticated: true }]);
});

test.each([
  ["a password that ECR never issued", () => basic("invented")],
  ["another user name", (example: Example) => basic(issued(example), "aws")],
  ["a password with a newline", (example: Example) => basic(`${issued(example)}\n`)],
  ["a password of another region", (example: Example) => basic(issued(example, { region: "us-east-1" }))],
  ["a bearer token", (example: Example) => ({ authorization: `Bearer ${issued(example)}` })],
])("refuses %s as invalid", async (_title, headers) => {
  const example = exampleWorld();
  const { url } = await front(example);
  const answered = await fetch(`${url}/v2/`, { headers: headers(example) });
  expect(answered.status).toBe(400);
  expect(await answered.json()).toEqual({
    errors: [{ code: "DENIED", message: "Your Authorization Token is invalid." }],
  });
});

test("tells that a password has expired", async () => {
  const example = exampleWorld();
  const { url } = await front(example);
  const headers = basic(issued(example, { expiresAt: new Date(Date.now() - 1) }));
  const answered = await fetch(`${url}/v2/`, { headers });
  expect(answered.status).toBe(403);
  expect(await answered.json()).toEqual({
    errors: [{ code: "DENIED", message: "Your authorization token has expired. Reauthenticate and try again." }],
  });
});

test("asks IAM before a push, and refuses a repository that isn't there", async () => {
  const example = exampleWorld();
  const { url } = await front(example, { upstream: (await upstream()).url });
  const headers = basic(issued(example));
  const push = (name: string) => fetch(`${url}/v2/${name}/blobs/uploads/`, { method: "POST", headers });
  expect((await push("aws-network-cdk")).status).toBe(202);
  example.account.repositories.push({ name: "elsewhere", region: "us-east-1" });
  expect((await push("elsewhere")).status).toBe(404);
  const unknown = await push("other");
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({
    errors: [
      {
        code: "NAME_UNKNOWN",
        message: "The repository with name 'other' does not exist in the registry with id '455931011959'",
      },
    ],
  });
  example.user.policies = [];
  const denied = await push("aws-network-cdk");
  expect(denied.status).toBe(403);
  expect(await denied.json()).toMatchObject({
    errors: [
      {
        code: "DENIED",
        message:
          "User: arn:aws:iam::455931011959:user/gitlab-ci is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk because no identity-based policy allows the ecr:InitiateLayerUpload action",
      },
    ],
  });
});

test("hands all on but the password, and stays the one address", async () => {
  const example = exampleWorld();
  const behind = await upstream();
  const { url } = await front(example, { upstream: behind.url });
  const answered = await fetch(`${url}/v2/aws-network-cdk/blobs/uploads/1?digest=x`, {
    method: "PATCH",
    headers: { ...basic(issued(example)), "content-type": "application/octet-stream" },
    body: "layer",
  });
  expect(answered.status).toBe(202);
  expect(await answered.text()).toBe("stored");
  expect(answered.headers.get("location")).toBe(`${url}/v2/aws-network-cdk/blobs/uploads/1?state=x`);
  expect(answered.headers.get("x-kept")).toBe("yes");
  expect(behind.seen).toMatchObject([
    {
      method: "PATCH",
      url: "/v2/aws-network-cdk/blobs/uploads/1?digest=x",
      headers: { "content-type": "application/octet-stream" },
      body: "layer",
    },
  ]);
  expect(behind.seen[0]?.headers).not.toHaveProperty("authorization");
});
