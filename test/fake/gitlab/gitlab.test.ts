import { describe, expect, test } from "vitest";
import { answer } from "../answer.ts";
import { exampleGitlab, exampleGitlabToken, exampleWorld } from "../index.ts";

const api = "https://gitlab.example.com/api/v4";
const path = "projects/org%2Fteam%2Fcdk%2Faws-network-cdk";

/** Asks as the example's Maintainer. */
async function ask(version: string, method: string, url: string, body?: object, headers: Record<string, string> = {}) {
  const { world } = exampleWorld({ gitlabs: [exampleGitlab({ version })] });
  const request = new Request(`${api}/${url}`, {
    method,
    headers: { "private-token": exampleGitlabToken, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answered = await answer(world, request);
  if (answered === undefined) throw new Error("nobody answered");
  const text = await answered.response.text();
  return { status: answered.response.status, json: text === "" ? null : (JSON.parse(text) as unknown), world };
}

describe("components of sub", () => {
  test.each([
    ["17.9.0", ["project_path"], 400],
    ["17.10.0", ["project_path", "ref"], 200],
    ["18.6.0", ["project_path", "ref_type", "ref", "ref_protected"], 400],
    ["18.7.0-ee", ["project_path", "ref_type", "ref", "ref_protected"], 200],
    ["18.7.0-ee", ["project_id", "ref_type", "ref"], 400],
    ["19.1.0", ["project_id", "ref_type", "ref"], 200],
    ["19.1.0", ["ref"], 400],
    ["19.1.0", [], 400],
  ])("%s and %j: %i", async (version, components, status) => {
    const answered = await ask(version, "PUT", path, { ci_id_token_sub_claim_components: components });
    expect(answered.status).toBe(status);
    const stored = answered.world.gitlabs[0]?.projects[0]?.subClaimComponents;
    expect(stored).toEqual(status === 200 ? components : ["project_path", "ref_type", "ref"]);
  });
});

test.each([
  ["an operation that there isn't", "GET", "users", 404, { error: "404 Not Found" }],
  ["a page that is no number", "GET", `${path}/variables?page=x`, 400, { error: "page is invalid" }],
  ["a variable without a value", "POST", `${path}/variables`, 400, { error: "key is missing, value is missing" }],
])("%s is refused", async (_, method, url, status, json) => {
  expect(await ask("19.1.0", method, url, method === "POST" ? {} : undefined)).toMatchObject({ status, json });
});

test("another content type than JSON is refused", async () => {
  expect((await ask("19.1.0", "PUT", path, {}, { "content-type": "text/plain" })).status).toBe(415);
});

describe("lint", () => {
  test.each([
    ["job: { script: [x] }", []],
    ["job: [", [expect.stringContaining("(<unknown>)")]],
    ["- a", ["Invalid configuration format"]],
    ["job: { stage: test }", ["jobs:job config should implement the script:, run:, or trigger: keyword"]],
    ["include: [{ component: $CI_SERVER_FQDN/a/b@1 }]", ["Component 'gitlab.example.com/a/b@1' - content not found"]],
    ["job: { script: [!reference [.a, script]] }", []],
  ])("%s: %j", async (content, errors) => {
    const { json } = await ask("19.1.0", "POST", `${path}/ci/lint`, { content });
    expect(json).toMatchObject({ valid: errors.length === 0, errors });
  });
});
