import { GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { AssumeRoleWithWebIdentityCommand } from "@aws-sdk/client-sts";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { callsOf, type Example, exampleWorld, handlers, idToken } from "../index.ts";
import { ecrClient, refusalOf, stsClient } from "../sdk-clients.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

async function token(example: Example, sessionPolicy?: object) {
  server.use(...handlers(example.world));
  const { Credentials } = await stsClient().send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: example.role.arn,
      RoleSessionName: "job-1",
      WebIdentityToken: idToken(example.world),
      ...(sessionPolicy && { Policy: JSON.stringify(sessionPolicy) }),
    }),
  );
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  return ecrClient({ credentials }).send(new GetAuthorizationTokenCommand({}));
}

test("gives each call a password of its own, for 12 hours, and remembers it", async () => {
  const now = new Date();
  const example = exampleWorld({ now: () => now });
  const [first] = (await token(example)).authorizationData ?? [];
  const [second] = (await token(example)).authorizationData ?? [];
  expect(first?.proxyEndpoint).toBe("https://455931011959.dkr.ecr.ap-northeast-1.amazonaws.com");
  expect(first?.expiresAt?.getTime()).toBe(now.getTime() + 12 * 3600 * 1000);
  expect(first?.authorizationToken).not.toBe(second?.authorizationToken);
  expect(example.world.passwords).toMatchObject([
    { host: "455931011959.dkr.ecr.ap-northeast-1.amazonaws.com", accountId: "455931011959", region: "ap-northeast-1" },
    {},
  ]);
  expect(Buffer.from(first?.authorizationToken ?? "", "base64").toString()).toBe(
    `AWS:${example.world.passwords[0]?.password}`,
  );
  expect(example.world.passwords[0]?.password.length).toBeGreaterThan(1900);
  expect(callsOf(example.world, "ecr:GetAuthorizationToken")).toHaveLength(2);
});

test("names another endpoint where the world says so", async () => {
  const { authorizationData } = await token(exampleWorld({ proxyEndpoint: "http://127.0.0.1:5000" }));
  expect(authorizationData?.[0]?.proxyEndpoint).toBe("http://127.0.0.1:5000");
});

const user = "User: arn:aws:sts::455931011959:assumed-role/gitlab-ecr-push/job-1";
const refused = (why: string) => ({
  code: "AccessDeniedException",
  status: 400,
  message: `${user} is not authorized to perform: ecr:GetAuthorizationToken on resource: * ${why}`,
});

test("refuses a role that may not", async () => {
  const example = exampleWorld();
  example.role.policies = [];
  await expect(refusalOf(token(example))).resolves.toEqual(
    refused("because no identity-based policy allows the ecr:GetAuthorizationToken action"),
  );
});

test("refuses a role that may on a repository only", async () => {
  const example = exampleWorld();
  example.role.policies = [
    {
      Statement: {
        Effect: "Allow",
        Action: "ecr:*",
        Resource: "arn:aws:ecr:ap-northeast-1:455931011959:repository/aws-network-cdk",
      },
    },
  ];
  await expect(refusalOf(token(example))).resolves.toMatchObject({ code: "AccessDeniedException" });
});

test("refuses an explicit deny", async () => {
  const example = exampleWorld();
  example.role.policies.push({ Statement: { Effect: "Deny", Action: "ecr:Get*", Resource: "*" } });
  await expect(refusalOf(token(example))).resolves.toEqual(
    refused("with an explicit deny in an identity-based policy"),
  );
});

test("refuses an explicit deny of the session policy", async () => {
  const Statement = [
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: "ecr:GetAuthorizationToken", Resource: "*" },
  ];
  await expect(refusalOf(token(exampleWorld(), { Version: "2012-10-17", Statement }))).resolves.toEqual(
    refused("with an explicit deny in a session policy"),
  );
});

test("refuses what the session policy leaves out", async () => {
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ecr:PutImage", Resource: "*" }] };
  await expect(refusalOf(token(exampleWorld(), policy))).resolves.toEqual(
    refused("because no session policy allows the ecr:GetAuthorizationToken action"),
  );
});

test("a session policy gives nothing that the role hasn't", async () => {
  const example = exampleWorld();
  example.role.policies = [];
  const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  await expect(refusalOf(token(example, policy))).resolves.toMatchObject({ code: "AccessDeniedException" });
});
