import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue, type ErrorCode } from "../../src/core/errors/index.ts";
import { exampleWorld, idToken, inject } from "../fake/index.ts";
import { type CliOptions, interceptRequests, runCli, temporaryFolder } from "./run-cli.ts";

interceptRequests();

type Example = ReturnType<typeof exampleWorld>;

interface Failure {
  code: ErrorCode;
  when: string;
  argv?: string[];
  /** Changes the world, and gives the variables of the job on top of a complete OIDC configuration. */
  arrange?: (example: Example, home: string) => CliOptions["environment"] | Promise<CliOptions["environment"]>;
}

const keys = ({ user }: Example) => ({
  AWS_ACCESS_KEY_ID: user.accessKeys[0]?.accessKeyId,
  AWS_SECRET_ACCESS_KEY: user.accessKeys[0]?.secretAccessKey,
});
const exchange = "sts:AssumeRoleWithWebIdentity";
const ecr = "ecr:GetAuthorizationToken";
const error = (code: string, message: string, status = 400) => ({ kind: "error", code, message, status }) as const;

const failures: Failure[] = [
  { code: "id-token-missing", when: "the job has no id_tokens", arrange: () => ({ GITLAB_OIDC_TOKEN: undefined }) },
  { code: "id-token-missing", when: "the named file isn't there", argv: ["--id-token-file", "/nowhere/token"] },
  { code: "id-token-missing", when: "the named variable is empty", argv: ["--id-token-env", "EMPTY"] },
  {
    code: "id-token-malformed",
    when: "the variable holds something else",
    arrange: () => ({ GITLAB_OIDC_TOKEN: "glpat-0123456789abcdefghij" }),
  },
  {
    code: "id-token-malformed",
    when: "AWS finds the signature wrong",
    arrange: ({ world }) => ({ GITLAB_OIDC_TOKEN: idToken(world, { signature: "other-key" }) }),
  },
  {
    code: "id-token-expired",
    when: "the token has expired",
    arrange: ({ world }) => ({ GITLAB_OIDC_TOKEN: idToken(world, { expiresIn: -600 }) }),
  },
  {
    code: "id-token-issuance-disabled",
    when: "GitLab gives a sentence instead of a token",
    arrange: () => ({ GITLAB_OIDC_TOKEN: "ID token issuance is disabled for this project" }),
  },
  {
    code: "unexpanded-variable",
    when: "the role is literally a variable's name",
    arrange: () => ({ GITLAB_ECR_ROLE_ARN: "$AWS_PUSH_ROLE" }),
  },
  {
    code: "unexpanded-variable",
    when: "the token is literally a variable's name",
    arrange: () => ({ GITLAB_OIDC_TOKEN: "${GITLAB_OIDC_TOKEN}" }),
  },
  {
    code: "unexpanded-variable",
    when: "a key is literally a variable's name",
    argv: ["--auth", "static"],
    arrange: (example) => ({ ...keys(example), AWS_SECRET_ACCESS_KEY: "$AWS_SECRET" }),
  },
  { code: "role-arn-missing", when: "there is a token alone", arrange: () => ({ GITLAB_ECR_ROLE_ARN: undefined }) },
  {
    code: "role-arn-missing",
    when: "--auth oidc, and the role is the runner's own",
    argv: ["--auth", "oidc"],
    arrange: () => ({
      GITLAB_ECR_ROLE_ARN: "",
      GITLAB_OIDC_TOKEN: "",
      AWS_ROLE_ARN: "arn:aws:iam::455931011959:role/runner",
      AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/token",
    }),
  },
  { code: "role-arn-invalid", when: "the role is a name", argv: ["--role-arn", "gitlab-ecr-role"] },
  {
    code: "role-arn-invalid",
    when: "the account lost its leading zero",
    argv: ["--role-arn", "arn:aws:iam::12345678901:role/x"],
  },
  {
    code: "role-arn-invalid",
    when: "AWS says that it isn't one",
    arrange: ({ world }) => void inject(world, exchange, error("ValidationError", "Request ARN is invalid")),
  },
  {
    code: "trust-denied",
    when: "the branch is another",
    arrange: ({ world }) => ({ GITLAB_OIDC_TOKEN: idToken(world, { ref: "feature" }) }),
  },
  {
    code: "trust-denied",
    when: "there is no such role",
    argv: ["--role-arn", "arn:aws:iam::455931011959:role/no-such-role"],
  },
  {
    code: "provider-missing",
    when: "the account has no provider",
    arrange: ({ account }) => void account.providers.splice(0),
  },
  {
    code: "audience-rejected",
    when: "the audience is another",
    arrange: ({ world }) => ({ GITLAB_OIDC_TOKEN: idToken(world, { audience: "https://gitlab.example.com" }) }),
  },
  {
    code: "issuer-unreachable",
    when: "AWS can't reach the instance",
    arrange: ({ world }) => void Object.assign(world.issuers[0] ?? {}, { reachable: false }),
  },
  {
    code: "idp-rejected",
    when: "the provider rejects the token",
    arrange: ({ world }) =>
      void inject(world, exchange, error("IDPRejectedClaim", "The identity provider rejected the claim", 403)),
  },
  {
    code: "idp-unavailable",
    when: "AWS doesn't reach the provider, again and again",
    arrange: ({ world }) => void inject(world, exchange, { kind: "idp-communication-error" }, Number.POSITIVE_INFINITY),
  },
  {
    code: "aws-refused",
    when: "AWS says something that nobody foresaw",
    arrange: ({ world }) => void inject(world, exchange, error("BrandNewError", "Something new")),
  },
  {
    code: "answer-invalid",
    when: "a captive portal answers",
    arrange: ({ world }) => void inject(world, exchange, { kind: "html" }, Number.POSITIVE_INFINITY),
  },
  {
    code: "answer-invalid",
    when: "the answer is empty",
    arrange: ({ world }) => void inject(world, exchange, { kind: "empty" }, Number.POSITIVE_INFINITY),
  },
  {
    code: "answer-invalid",
    when: "the answer lacks the credentials",
    arrange: ({ world }) => void inject(world, exchange, { kind: "without", fields: ["SecretAccessKey"] }),
  },
  {
    code: "answer-invalid",
    when: "ECR's answer lacks the password",
    arrange: ({ world }) => void inject(world, ecr, { kind: "without", fields: ["authorizationToken"] }),
  },
  {
    code: "answer-invalid",
    when: "ECR's answer lacks the expiry",
    arrange: ({ world }) => void inject(world, ecr, { kind: "without", fields: ["expiresAt"] }),
  },
  {
    code: "credentials-missing",
    when: "nothing is configured",
    arrange: () => ({ GITLAB_OIDC_TOKEN: "", GITLAB_ECR_ROLE_ARN: "" }),
  },
  {
    code: "credentials-missing",
    when: "only the runner's own identity is there",
    arrange: () => ({
      GITLAB_OIDC_TOKEN: "",
      GITLAB_ECR_ROLE_ARN: "",
      AWS_ROLE_ARN: "arn:aws:iam::455931011959:role/runner",
      AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/token",
    }),
  },
  {
    code: "credentials-missing",
    when: "--fallback never forbids the keys",
    argv: ["--fallback", "never"],
    arrange: (example) => ({ ...keys(example), GITLAB_OIDC_TOKEN: "", GITLAB_ECR_ROLE_ARN: "" }),
  },
  { code: "duration-too-long", when: "the role doesn't grant it", argv: ["--duration", "2h"] },
  {
    code: "session-policy-invalid",
    when: "AWS can't pack the policy",
    arrange: ({ world }) => void inject(world, exchange, error("PackedPolicyTooLarge", "Packed size exceeds 100%")),
  },
  { code: "region-missing", when: "nothing names a region", arrange: () => ({ AWS_REGION: "" }) },
  {
    code: "region-disabled",
    when: "STS isn't active there",
    arrange: ({ account }) => void account.disabledRegions.push("ap-northeast-1"),
  },
  { code: "static-keys-missing", when: "--auth static without keys", argv: ["--auth", "static"] },
  {
    code: "static-keys-incomplete",
    when: "the secret is missing",
    argv: ["--auth", "static"],
    arrange: (example) => ({ ...keys(example), AWS_SECRET_ACCESS_KEY: "" }),
  },
  {
    code: "static-keys-incomplete",
    when: "temporary keys lack their session token",
    argv: ["--auth", "static"],
    arrange: (example) => ({ ...keys(example), AWS_ACCESS_KEY_ID: "ASIAQNZGKIQY56JQ7WML" }),
  },
  {
    code: "static-keys-invalid",
    when: "the key was deactivated",
    argv: ["--auth", "static"],
    arrange: (example) => {
      Object.assign(example.user.accessKeys[0] ?? {}, { active: false });
      return keys(example);
    },
  },
  {
    code: "static-keys-secret-wrong",
    when: "the secret is another key's",
    argv: ["--auth", "static"],
    arrange: (example) => ({ ...keys(example), AWS_SECRET_ACCESS_KEY: "wrong-secret-0123456789-wrong-secret-0123" }),
  },
  {
    code: "clock-skew",
    when: "the signature's date is hours off, and a corrected one doesn't help",
    argv: ["--auth", "static"],
    arrange: (example) => {
      const message = "Signature expired: 20261124T000000Z is now earlier than 20261124T010000Z";
      inject(example.world, "sts:GetCallerIdentity", error("SignatureDoesNotMatch", message, 403));
      return keys(example);
    },
  },
  {
    code: "account-not-allowed",
    when: "the role is another account's",
    argv: ["--allowed-account-id", "012345678901"],
  },
  {
    code: "endpoint-insecure",
    when: "the endpoint is http: elsewhere",
    arrange: () => ({ AWS_ENDPOINT_URL_STS: "http://sts.example.com" }),
  },
  {
    code: "ecr-denied",
    when: "the role lacks GetAuthorizationToken",
    arrange: ({ role }) => void role.policies.splice(0),
  },
  {
    code: "ecr-public-denied",
    when: "the role lacks what ECR Public takes",
    argv: ["public"],
  },
  {
    code: "chain-denied",
    when: "the next role doesn't trust the first",
    argv: ["--chain-role-arn", "arn:aws:iam::210987654321:role/deploy"],
  },
  {
    code: "duration-too-long",
    when: "a chained session can't last so long",
    argv: ["--chain-role-arn", "arn:aws:iam::210987654321:role/deploy", "--duration", "2h"],
  },
  {
    code: "session-policy-invalid",
    when: "the scope has too many repositories",
    argv: Array.from({ length: 40 }, (_, index) => ["--repository", `team/service-with-a-long-name-${index}`]).flat(),
  },
  {
    code: "session-policy-invalid",
    when: "the session policy's file is no JSON",
    argv: ["--session-policy", "/dev/null"],
  },
  {
    code: "input-invalid",
    when: "the session policy's file isn't there",
    argv: ["--session-policy", "/nowhere/policy.json"],
  },
  { code: "input-invalid", when: "a scope names no repository", argv: ["--scope", "push"] },
  { code: "input-invalid", when: "a repository's name isn't one", argv: ["--repository", "Team/App"] },
  { code: "input-invalid", when: "a session policy's ARN isn't one", argv: ["--session-policy-arn", "PowerUser"] },
  {
    code: "input-invalid",
    when: "a scope and a session policy are given",
    argv: ["--repository", "app", "--session-policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
  },
  {
    code: "input-invalid",
    when: "static keys shall be narrowed",
    argv: ["--auth", "static", "--repository", "app"],
    arrange: keys,
  },
  { code: "input-invalid", when: "an external id has no role to go to", argv: ["--external-id-env", "CI_JOB_TOKEN"] },
  {
    code: "input-invalid",
    when: "the external id's variable isn't set",
    argv: ["--chain-role-arn", "arn:aws:iam::210987654321:role/deploy", "--external-id-env", "NOWHERE"],
  },
  {
    code: "input-invalid",
    when: "a chained role is of another partition",
    argv: ["--chain-role-arn", "arn:aws-cn:iam::210987654321:role/deploy"],
  },
  { code: "role-arn-invalid", when: "a chained role is none", argv: ["--chain-role-arn", "deploy"] },
  { code: "input-invalid", when: "a profile is named, but not used", argv: ["--profile", "ci"] },
  {
    code: "account-not-allowed",
    when: "the last role of the chain is another account's",
    argv: ["--chain-role-arn", "arn:aws:iam::210987654321:role/deploy", "--allowed-account-id", "455931011959"],
  },
  { code: "registry-invalid", when: "ECR Public shall be FIPS", argv: ["--fips", "public"] },
  {
    code: "input-invalid",
    when: "a switch in a variable is neither true nor false",
    arrange: () => ({ AWS_USE_FIPS_ENDPOINT: "maybe" }),
  },
  {
    code: "network",
    when: "STS has an outage",
    arrange: ({ world }) =>
      void inject(world, exchange, { kind: "server-error", status: 503 }, Number.POSITIVE_INFINITY),
  },
  {
    code: "network",
    when: "connections are reset",
    arrange: ({ world }) => void inject(world, ecr, { kind: "reset" }, Number.POSITIVE_INFINITY),
  },
  {
    code: "network",
    when: "answers break off",
    arrange: ({ world }) => void inject(world, exchange, { kind: "truncated" }, Number.POSITIVE_INFINITY),
  },
  { code: "registry-invalid", when: "the registry isn't ECR's", argv: ["registry.example.com"] },
  {
    code: "registry-invalid",
    when: "the registry is of another partition",
    argv: ["455931011959.dkr.ecr.cn-north-1.amazonaws.com.cn"],
  },
  { code: "engine-missing", when: "docker isn't there", argv: ["--engine", "docker"] },
  {
    code: "config-unreadable",
    when: "config.json is broken",
    arrange: async (_, home) => {
      await mkdir(join(home, ".docker"), { mode: 0o700 });
      await writeFile(join(home, ".docker/config.json"), "{");
      return {};
    },
  },
  { code: "config-unwritable", when: "the folder is a file", argv: ["--config-dir", "/dev/null"] },
  {
    code: "config-unwritable",
    when: "the folder is a link",
    arrange: async (_, home) => {
      await mkdir(join(home, "elsewhere"));
      await symlink(join(home, "elsewhere"), join(home, ".docker"));
      return {};
    },
  },
  { code: "input-invalid", when: "an option is unknown", argv: ["--nope"] },
  { code: "input-invalid", when: "a choice is none", argv: ["--auth", "magic"] },
  {
    code: "input-invalid",
    when: "a choice in a variable is none",
    arrange: () => ({ GITLAB_ECR_FALLBACK: "sometimes" }),
  },
  { code: "input-invalid", when: "the duration is too short", argv: ["--duration", "899"] },
  { code: "input-invalid", when: "the duration is no time", argv: ["--duration", "1e4"] },
  { code: "input-invalid", when: "the session's name has a blank", argv: ["--session-name", "my job"] },
  {
    code: "input-invalid",
    when: "an allowed account has eleven digits",
    argv: ["--allowed-account-id", "12345678901"],
  },
  {
    code: "input-invalid",
    when: "two places are named for the token",
    argv: ["--id-token-env", "A", "--id-token-file", "b"],
  },
  { code: "input-invalid", when: "the region is none", argv: ["--region", "moon"] },
  {
    code: "input-invalid",
    when: "the endpoint is no URL",
    arrange: () => ({ AWS_ENDPOINT_URL_ECR: "ecr.example.com" }),
  },
];

/** Everything secret that a run can meet, besides what the world makes itself. */
const sentinels = {
  CI_JOB_TOKEN: "glcbt-64_sentinel-job-token",
  CI_REGISTRY_PASSWORD: "sentinel-registry-password",
  GITLAB_TOKEN: "glpat-sentinel-gitlab-token",
  MY_DEPLOY_SECRET: "sentinel-deploy-secret",
  HTTPS_PROXY: "",
};

async function fail({ argv = [], arrange }: Failure, mode: string[]) {
  const example = exampleWorld();
  const home = await temporaryFolder();
  const oidc = {
    GITLAB_OIDC_TOKEN: idToken(example.world),
    GITLAB_ECR_ROLE_ARN: example.role.arn,
    AWS_REGION: "ap-northeast-1",
  };
  const environment: Record<string, string | undefined> = {
    HOME: home,
    ...sentinels,
    ...oidc,
    ...(await arrange?.(example, home)),
  };
  const run = await runCli(example.world, ["login", ...mode, ...argv], { environment });
  return { example, environment, run };
}

function secretsOf({ example, environment }: Awaited<ReturnType<typeof fail>>): string[] {
  const { world } = example;
  const token = environment.GITLAB_OIDC_TOKEN ?? "";
  return [
    ...Object.values(sentinels),
    ...(token.startsWith("$") ? [] : [token, token.split(".")[2] ?? ""]),
    environment.AWS_SECRET_ACCESS_KEY?.startsWith("$") ? "" : (environment.AWS_SECRET_ACCESS_KEY ?? ""),
    environment.AWS_ACCESS_KEY_ID ?? "",
    ...world.sessions.flatMap((session) => [session.accessKeyId, session.secretAccessKey, session.sessionToken]),
    ...world.passwords.map(({ password }) => password),
    ...world.calls.map(({ headers }) => headers.authorization ?? ""),
  ].filter((secret) => secret !== "" && !secret.startsWith("ID token issuance"));
}

describe.each(failures)("$code when $when", (failure) => {
  test("exits as the catalogue says, with the code in the first line of the error", async () => {
    const { run } = await fail(failure, []);
    expect(run.stderr).toMatch(new RegExp(`^error\\[${failure.code}\\]: .`, "m"));
    expect(run.status).toBe(catalogue[failure.code].exitStatus);
  });

  test("prints one JSON object with --json", async () => {
    const { run } = await fail(failure, ["--json"]);
    expect(run.json()).toMatchObject({
      ok: false,
      error: { code: failure.code, docs: `docs/errors.md#${failure.code}` },
    });
    const { message, remedy } = run.json().error as Record<string, string>;
    expect(message).not.toMatch(/\b[A-Z]+_[A-Z]+\b(?<!AWS_\w+|GITLAB_\w+|MY_\w+|CI_\w+|NO_PROXY|HTTPS_PROXY)/);
    expect(remedy).not.toBe("");
  });

  test("shows no secret, in text, verbosely, in JSON", async () => {
    for (const mode of [[], ["--verbose"], ["--json", "--verbose"]]) {
      const failed = await fail(failure, mode);
      const printed = failed.run.stdout + failed.run.stderr;
      for (const secret of secretsOf(failed)) expect(printed).not.toContain(secret);
    }
  });
});

test("every code that login can end with is driven above", () => {
  const driven = new Set(failures.map(({ code }) => code));
  const elsewhere = new Set<ErrorCode>([
    // setup-apply.test.ts.
    "setup-denied",
    "setup-conflict",
    "setup-unsettled",
    // Warnings: login.test.ts.
    "oidc-half-configured",
    "oidc-fell-back",
    "session-shorter-than-job",
    "auth-config-shadowed",
    // From the process or from real sockets: login.test.ts, test/adapters/aws, test/adapters/containers, test/e2e.
    "interrupted",
    "timeout",
    "tls",
    "proxy",
    "throttled",
    "engine-failed",
    // From exec: exec.test.ts.
    "command-not-found",
    "command-not-executable",
    // A bug of ours, which no input should reach.
    "internal",
    // The doctor's: doctor-log.test.ts and doctor-online.test.ts.
    "registry-not-logged-in",
    "registry-token-expired",
    "registry-token-invalid",
    "push-denied",
    "pull-denied",
    "repository-missing",
    "tag-immutable",
    "registry-forbidden",
    "registry-throttled",
    "credential-helper-missing",
    "credential-helper-empty",
    "docker-daemon-missing",
    "aws-cli-missing",
    "role-missing",
    "issuer-mismatch",
    "issuer-key-missing",
    // The rotation's: rotate.test.ts.
    "rotation-denied",
    "user-missing",
    "key-not-stored",
    "key-slots-taken",
    "new-key-refused",
    // Of GitLab's API: test/adapters/gitlab.
    "gitlab-unauthorized",
    "gitlab-forbidden",
    "gitlab-not-found",
    "gitlab-refused",
    "gitlab-rate-limited",
    // setup-issuer-failures.test.ts, setup-issuer.test.ts.
    "issuer-unfit",
    "bucket-unusable",
    "publish-blocked",
    "publish-denied",
    "publish-conflict",
  ]);
  const missing = (Object.keys(catalogue) as ErrorCode[]).filter((code) => !driven.has(code) && !elsewhere.has(code));
  expect(missing).toEqual([]);
});
