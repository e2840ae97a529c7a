import { expect, test } from "vitest";
import { answer } from "../answer.ts";
import { exampleWorld, idToken } from "../index.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

async function post(body: string, headers: Record<string, string> = FORM) {
  const { world, role } = exampleWorld();
  const answered = await answer(
    world,
    new Request("https://sts.ap-northeast-1.amazonaws.com/", {
      method: "POST",
      headers,
      body: body.replace("ROLE", encodeURIComponent(role.arn)).replace("TOKEN", idToken(world)),
    }),
  );
  if (answered === undefined) throw new Error("Nobody answered.");
  const { response } = answered;
  const requestId = response.headers.get("x-amzn-requestid") ?? "";
  return { response, text: (await response.text()).replaceAll(requestId, "REQUEST-ID") };
}

test("words a refusal as the Query protocol does", async () => {
  const { response, text } = await post(
    "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=ROLE&RoleSessionName=job&WebIdentityToken=text",
  );
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("text/xml");
  expect(text).toBe(`<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>InvalidIdentityToken</Code>
    <Message>The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)</Message>
  </Error>
  <RequestId>REQUEST-ID</RequestId>
</ErrorResponse>
`);
});

test("words a success as the Query protocol does", async () => {
  const { response, text } = await post(
    "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=ROLE&RoleSessionName=job&WebIdentityToken=TOKEN",
  );
  expect(response.status).toBe(200);
  expect(text).toMatch(
    /^<AssumeRoleWithWebIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">\n {2}<AssumeRoleWithWebIdentityResult>\n {4}<Audience>/,
  );
  expect(text).toContain("<RequestId>REQUEST-ID</RequestId>");
  expect(text).toMatch(/<Expiration>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<\/Expiration>/);
});

test.each([
  ["an operation that doesn't exist", "Action=Nothing&Version=2011-06-15", "Nothing for version 2011-06-15"],
  ["another version", "Action=GetCallerIdentity&Version=2010-01-01", "GetCallerIdentity for version 2010-01-01"],
  ["no version", "Action=GetCallerIdentity", "GetCallerIdentity for version NO_VERSION_SPECIFIED"],
])("refuses %s", async (_title, body, message) => {
  const { response, text } = await post(body);
  expect(response.status).toBe(400);
  expect(text).toContain("<Code>InvalidAction</Code>");
  expect(text).toContain(`Could not find operation ${message}`);
});

test("sends away what is no form", async () => {
  const { response } = await post("Action=GetCallerIdentity&Version=2011-06-15", { "content-type": "text/plain" });
  expect(response.status).toBe(302);
});
