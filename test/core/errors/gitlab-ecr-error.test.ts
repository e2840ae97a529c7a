import { describe, expect, test } from "vitest";
import { catalogue, type ErrorCode, GitlabEcrError, visibleText } from "../../../src/core/errors/index.ts";

const codes = Object.keys(catalogue) as ErrorCode[];

describe.each(codes)("%s", (code) => {
  test("says what happened, why it may be and what to do", () => {
    const { message, causes, remedy, exitStatus } = catalogue[code];
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(message).not.toBe("");
    if (code !== "input-invalid") expect(causes.length).toBeGreaterThan(0);
    expect(remedy.length).toBeGreaterThan(0);
    expect([0, 1, 2, 3, 4, 5, 70, 126, 127, 130]).toContain(exitStatus);
    for (const text of [...causes, ...remedy]) expect(text.trim()).toMatch(/[.:)}\n]$|[a-z}"]$/);
  });
});

test("fills its texts from the context", () => {
  const error = new GitlabEcrError("provider-missing", {
    accountId: "455931011959",
    issuer: "https://gitlab.example.com",
    audience: "sts.amazonaws.com",
  });
  expect(error.message).toBe(
    "Account 455931011959 has no OIDC provider for https://gitlab.example.com: AWS trusts no token of it there.",
  );
  expect(error.remedy[0]).toContain("--url https://gitlab.example.com --client-id-list sts.amazonaws.com");
  expect(error.exitCode).toBe(3);
});

test("writes what it doesn't know in capitals, as documentation does", () => {
  expect(new GitlabEcrError("provider-missing").message).toBe(
    "Account ACCOUNT_ID has no OIDC provider for ISSUER: AWS trusts no token of it there.",
  );
});

test("ends with 143 when it was stopped by SIGTERM", () => {
  expect(new GitlabEcrError("interrupted", { signal: "SIGINT" }).exitCode).toBe(130);
  expect(new GitlabEcrError("interrupted", { signal: "SIGTERM" }).exitCode).toBe(143);
});

test("keeps control characters of others out of its texts", () => {
  const error = new GitlabEcrError("aws-refused", {
    action: "x",
    awsCode: "A",
    awsMessage: "\u001b[2Jgone\r\u202eevil",
  });
  expect(error.message).toBe("AWS refused x: A: \\u{1b}[2Jgone\\u{d}\\u{202e}evil");
});

test("visibleText leaves ordinary text, in any script, alone", () => {
  expect(visibleText("Grüße, 日本\nzwei")).toBe("Grüße, 日本\nzwei");
});
