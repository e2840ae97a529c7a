import { describe, expect, test } from "vitest";
import { type AuthInputs, chooseAuth } from "../../../src/core/identity/index.ts";

const role = { value: "arn:aws:iam::455931011959:role/x", source: "GITLAB_ECR_ROLE_ARN" };
const noKeys = {
  accessKeyIdEnv: "AWS_ACCESS_KEY_ID",
  secretAccessKeyEnv: "AWS_SECRET_ACCESS_KEY",
  sessionTokenEnv: "AWS_SESSION_TOKEN",
  accessKeyId: false,
  secretAccessKey: false,
  sessionToken: false,
  temporary: false,
};
const keys = { ...noKeys, accessKeyId: true, secretAccessKey: true };
const halfKeys = { ...noKeys, accessKeyId: true };
const token = { source: "GITLAB_OIDC_TOKEN", present: true, named: false };
const runnersOwn = { awsRole: "arn:aws:iam::1:role/runner", awsTokenFile: true };

const nothing: AuthInputs = {
  auth: "auto",
  fallback: "on-missing",
  inCi: true,
  role: null,
  awsRole: null,
  token: { ...token, present: false },
  awsTokenFile: false,
  keys: noKeys,
  audience: "sts.amazonaws.com",
};

function outcome(inputs: Partial<AuthInputs>): string {
  try {
    const choice = chooseAuth({ ...nothing, ...inputs });
    const role = choice.method === "oidc" ? `:${choice.role.source}:${choice.token}` : "";
    return [choice.method + role, ...choice.warnings.map(({ code }) => code)].join(" ");
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("auto", () => {
  test.each<[string, Partial<AuthInputs>, string]>([
    ["a role and a token", { role, token }, "oidc:GITLAB_ECR_ROLE_ARN:own"],
    ["a role, a token and keys", { role, token, keys }, "oidc:GITLAB_ECR_ROLE_ARN:own"],
    ["AWS_ROLE_ARN and a token of ours", { awsRole: role.value, token }, "oidc:AWS_ROLE_ARN:own"],
    ["a role alone", { role }, "id-token-missing"],
    ["a token alone", { token }, "role-arn-missing"],
    ["a role and keys", { role, keys }, "static oidc-half-configured"],
    ["a token and keys", { token, keys }, "static oidc-half-configured"],
    ["a role and keys, fallback on-error", { role, keys, fallback: "on-error" }, "static oidc-half-configured"],
    ["a role and keys, fallback never", { role, keys, fallback: "never" }, "id-token-missing"],
    ["a role and half of the keys", { role, keys: halfKeys }, "id-token-missing"],
    ["keys", { keys }, "static"],
    ["half of the keys", { keys: halfKeys }, "static-keys-incomplete"],
    ["temporary keys without their token", { keys: { ...keys, temporary: true } }, "static-keys-incomplete"],
    ["temporary keys with it", { keys: { ...keys, temporary: true, sessionToken: true } }, "static"],
    ["keys, fallback never", { keys, fallback: "never" }, "credentials-missing"],
    ["keys, fallback never, outside CI", { keys, fallback: "never", inCi: false }, "credentials-missing"],
    ["nothing", {}, "credentials-missing"],
    ["nothing, outside CI", { inCi: false }, "ambient"],
    ["the runner's own identity", runnersOwn, "credentials-missing"],
    ["the runner's own identity and keys", { ...runnersOwn, keys }, "static"],
    ["AWS's role and token file, outside CI", { ...runnersOwn, inCi: false }, "oidc:AWS_ROLE_ARN:aws-file"],
    ["a role of ours and AWS's token file", { role, awsTokenFile: true, inCi: false }, "id-token-missing"],
    ["a token of ours and AWS's pair", { ...runnersOwn, token }, "oidc:AWS_ROLE_ARN:own"],
    ["AWS's token file alone, outside CI", { awsTokenFile: true, inCi: false }, "role-arn-missing"],
  ])("%s: %s", (_, inputs, expected) => {
    expect(outcome(inputs)).toBe(expected);
  });
});

describe("a method by name", () => {
  test.each<[string, Partial<AuthInputs>, string]>([
    ["oidc, complete", { auth: "oidc", role, token }, "oidc:GITLAB_ECR_ROLE_ARN:own"],
    ["oidc, a role and keys", { auth: "oidc", role, keys }, "id-token-missing"],
    ["oidc, a token and keys", { auth: "oidc", token, keys }, "role-arn-missing"],
    ["oidc, nothing", { auth: "oidc" }, "role-arn-missing"],
    ["oidc, the runner's own", { auth: "oidc", ...runnersOwn }, "role-arn-missing"],
    ["static, though OIDC is complete", { auth: "static", role, token, keys }, "static"],
    ["static, none", { auth: "static" }, "static-keys-missing"],
    ["static, half", { auth: "static", keys: halfKeys }, "static-keys-incomplete"],
    ["ambient, in CI", { auth: "ambient", ...runnersOwn, keys }, "ambient"],
  ])("%s: %s", (_, inputs, expected) => {
    expect(outcome(inputs)).toBe(expected);
  });
});

test("may fall back only with auto, on-error and complete keys", () => {
  const may = (inputs: Partial<AuthInputs>) => {
    const choice = chooseAuth({ ...nothing, role, token, keys, fallback: "on-error", ...inputs });
    return choice.method === "oidc" && choice.mayFallBack;
  };
  expect(may({})).toBe(true);
  expect(may({ auth: "oidc" })).toBe(false);
  expect(may({ fallback: "on-missing" })).toBe(false);
  expect(may({ keys: halfKeys })).toBe(false);
});
