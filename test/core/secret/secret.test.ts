import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor, credentialVariables, Secret } from "../../../src/core/secret/index.ts";

describe("Secret", () => {
  const secret = new Secret("hunter2-hunter2");

  test("shows itself only when it is opened", () => {
    expect(secret.reveal()).toBe("hunter2-hunter2");
    const shown = [
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 9, showHidden: true }),
      String(secret),
    ];
    for (const text of shown) expect(text).not.toContain("hunter2");
  });
});

describe("a redactor", () => {
  const redact = (secret: string, text: string) => {
    const redactor = createRedactor();
    redactor.add(secret);
    return redactor.redact(text);
  };

  test("takes a token's signature out, also where it stands alone", () => {
    const token = `${"h".repeat(20)}.${"c".repeat(20)}.${"s".repeat(20)}`;
    expect(redact(token, `sig=${"s".repeat(20)}`)).toBe("sig=[redacted]");
  });

  test("takes the password of a proxy's address out", () => {
    expect(redact("http://user:pass-word@proxy:3128", "407 for pass-word")).toBe("407 for [redacted]");
  });

  test("replaces the longest first, so that no rest of one stays", () => {
    const redactor = createRedactor();
    redactor.add("secret");
    redactor.add("secret-longer");
    expect(redactor.redact("a secret-longer b")).toBe("a [redacted] b");
  });

  test("finds any secret in any text, plain, as JSON and in a URL", () => {
    const secrets = fc.string({ minLength: 8 }).filter((text) => text.trim() === text && !"[redacted]".includes(text));
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const forms = [secret, JSON.stringify(secret), encodeURIComponent(secret)];
        for (const form of forms) expect(redact(secret, before + form + after)).not.toContain(secret);
      }),
    );
  });
});

test("credentialVariables finds credentials by name, and leaves names of variables alone", () => {
  const environment = {
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI",
    CI_JOB_TOKEN: "glcbt-0123",
    MY_OIDC_JWT: "eyJ0eXAi",
    DEPLOY_PASSWORD: "correct-horse",
    AWS_SESSION_TOKEN: "$AWS_SESSION_TOKEN",
    GITLAB_ECR_ID_TOKEN_ENV: "GITLAB_OIDC_TOKEN",
    CI_PROJECT_PATH: "org/team",
    EMPTY_TOKEN: "",
  };
  expect(credentialVariables(environment)).toEqual(["wJalrXUtnFEMI", "glcbt-0123", "eyJ0eXAi", "correct-horse"]);
});
