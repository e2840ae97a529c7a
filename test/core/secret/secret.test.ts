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

describe("a redactor with a long secret", () => {
  const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYzEXAMPLEKEY0123456789abcdefghij";
  const wrapped = (secret.match(/.{1,20}/g) ?? []).join("\n");
  const entities = secret.replaceAll("/", "&#x2f;").replaceAll("+", "&#43;");
  const disguises: [string, string][] = [
    ["base64", btoa(secret)],
    ["base64 behind a user's name", btoa(`AWS:${secret}`)],
    ["base64 at another alignment", btoa(`xy:${secret}`)],
    ["base64url", btoa(`AWS:${secret}`).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")],
    ["base64 over several lines", (btoa(`AWS:${secret}`).match(/.{1,30}/g) ?? []).join("\n")],
    ["hexadecimal", Buffer.from(secret).toString("hex")],
    ["lower-case percent signs", secret.replaceAll("/", "%2f").replaceAll("+", "%2b")],
    ["JSON escapes", secret.replaceAll("/", "\\/").replaceAll("+", "\\u002b")],
    ["XML entities", entities],
    ["several lines", wrapped],
    ["lines that were joined", wrapped.replaceAll("\n", "; ")],
    ["invisible characters", secret.replace(/.{8}/g, "$&\u200b")],
    ["invisible characters made visible", secret.replace(/.{8}/g, "$&\\u{200b}")],
    ["a copy cut short", secret.slice(0, -5)],
    ["a copy from its middle", secret.slice(9, 40)],
  ];

  test.each(disguises)("finds it as %s", (_, disguised) => {
    const redactor = createRedactor();
    redactor.add(secret);
    const shown = redactor.redact(`docker said: ${disguised} (and more)`);
    expect(shown).toMatch(/^docker said: /);
    expect(shown).toMatch(/\(and more\)$/);
    const letters = (text: string) => text.replace(/[^A-Za-z0-9]/g, "");
    for (let at = 0; at + 16 <= letters(disguised).length; at += 1) {
      expect(letters(shown)).not.toContain(letters(disguised).slice(at, at + 16));
    }
  });

  test("leaves ordinary text alone, encoded or not", () => {
    const redactor = createRedactor();
    redactor.add(secret);
    redactor.add("https://gitlab-ci-token:glcbt-64_abcdefghijklmnop@gitlab.example.com/org/team/app.git");
    const text = [
      "identity: arn:aws:sts::455931011959:assumed-role/gitlab-ecr-push/org-team-cdk-aws-network-cdk-815-4711",
      "https://gitlab.example.com/org/team/app",
      btoa("an ordinary sentence that somebody encoded"),
      "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ].join("\n");
    expect(redactor.redact(text)).toBe(text);
  });
});

test.each([
  ["http://ci:correct-horse@proxy:3128", ["correct-horse"]],
  ["ci:correct%40horse@proxy:3128", ["correct%40horse", "correct@horse"]],
  ["https://ci:half%horse@proxy/", ["half%horse"]],
  ["http://proxy.example.com:3128", []],
  ["http://ci:short@proxy", []],
])("the password of a proxy at %s is a credential", (address, passwords) => {
  expect(credentialVariables({ HTTPS_PROXY: address })).toEqual(passwords);
  expect(credentialVariables({ http_proxy: address })).toEqual(passwords);
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
