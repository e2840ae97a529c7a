import { expect, test } from "vitest";
import { answer } from "../answer.ts";
import { type Example, exampleWorld, inject } from "../index.ts";
import { signatureFor } from "../signature/canonical-request.ts";

// The SDK's client for ECR Public isn't installed, so the request is signed by
// the stand-in's own implementation, which the other services' tests hold
// against the SDK.
async function token({ world, user }: Example) {
  const [key] = user.accessKeys;
  if (key === undefined) throw new Error("The example's user has a key.");
  const date = `${world.now().toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const url = new URL("https://api.ecr-public.us-east-1.amazonaws.com/");
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    host: url.host,
    "x-amz-date": date,
    "x-amz-target": "SpencerFrontendService.GetAuthorizationToken",
  };
  const authorization = {
    accessKeyId: key.accessKeyId,
    date: date.slice(0, 8),
    region: "us-east-1",
    service: "ecr-public",
    terminator: "aws4_request",
    signedHeaders: Object.keys(headers).sort(),
    signature: "",
  };
  const place = { service: "ecr-public" as const, region: undefined, partition: undefined, issuer: undefined };
  const body = "{}";
  const signature = signatureFor(
    { place, method: "POST", url, headers, body: Buffer.from(body) },
    authorization,
    key.secretAccessKey,
  );
  const scope = `${key.accessKeyId}/${authorization.date}/us-east-1/ecr-public/aws4_request`;
  const signed = {
    ...headers,
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=${authorization.signedHeaders.join(";")}, Signature=${signature}`,
  };
  const answered = await answer(world, new Request(url, { method: "POST", headers: signed, body }));
  return { status: answered?.response.status, body: (await answered?.response.json()) as Record<string, unknown> };
}

function publicReader(actions: string[]): Example {
  const example = exampleWorld();
  example.user.policies = [{ Statement: { Effect: "Allow", Action: actions, Resource: "*" } }];
  return example;
}

test("gives a password for public.ecr.aws", async () => {
  const example = publicReader(["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"]);
  const { status, body } = await token(example);
  expect(status).toBe(200);
  const [issued] = example.world.passwords;
  expect(issued).toMatchObject({ host: "public.ecr.aws", region: "us-east-1" });
  expect(body).toEqual({
    authorizationData: {
      authorizationToken: Buffer.from(`AWS:${issued?.password}`).toString("base64"),
      expiresAt: (issued?.expiresAt.getTime() ?? 0) / 1000,
    },
  });
});

test.each([
  ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
  ["sts:GetServiceBearerToken", "ecr-public:GetAuthorizationToken"],
])("isn't content with %s alone", async (given, missing) => {
  await expect(token(publicReader([given]))).resolves.toEqual({
    status: 400,
    body: {
      __type: "AccessDeniedException",
      Message: `User: arn:aws:iam::455931011959:user/gitlab-ci is not authorized to perform: ${missing} on resource: * because no identity-based policy allows the ${missing} action`,
    },
  });
});

test("fails as it is told to", async () => {
  const example = exampleWorld();
  inject(example.world, "ecr-public:GetAuthorizationToken", { kind: "throttling" }, 1);
  await expect(token(example)).resolves.toEqual({
    status: 400,
    body: { __type: "ThrottlingException", message: "Rate exceeded" },
  });
});
