import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProxies } from "../../src/adapters/aws/proxies.ts";
import { parseDockerConfig, storedLogin, withLogin } from "../../src/adapters/containers/docker-config.ts";
import { parseHelperSettings, variablesFor } from "../../src/adapters/containers/helper-settings.ts";
import { shadowedHosts } from "../../src/adapters/containers/shadowing.ts";
import { readIssuerDocument } from "../../src/adapters/gitlab/issuer-document.ts";
import { fieldsOf as gitlabFields } from "../../src/adapters/gitlab/rest/fields.ts";
import { refusal } from "../../src/adapters/gitlab/rest/refusal.ts";
import { loginCommand } from "../../src/cli/login.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { parseTime } from "../../src/cli/parse-time.ts";
import { readPolicy } from "../../src/commands/doctor/read-policy.ts";
import {
  auditAccount,
  readAccounts,
  readBaseline,
  readCredentialReport,
  readSuppressions,
} from "../../src/core/audit/index.ts";
import { readLog, tokenHeader } from "../../src/core/diagnosis/index.ts";
import { GitlabEcrError } from "../../src/core/errors/index.ts";
import { decodeIdToken, expiryOf, parseRoleArn, withProfile } from "../../src/core/identity/index.ts";
import { parseMigrationState, parseRows } from "../../src/core/migration/index.ts";
import {
  dockerConfigLogin,
  findLogins,
  pipelineRisks,
  readIncludes,
  rewritePipeline,
} from "../../src/core/pipeline/index.ts";
import { evaluateTrustPolicy, lintTrustPolicy, parseArn, parsePolicy } from "../../src/core/policy/index.ts";
import { customEndpoint, parseRegistry, parseRegistryHost } from "../../src/core/registry/index.ts";
import { parseJournal, parseTarget, withFields } from "../../src/core/rotation/index.ts";
import {
  addToPipeline,
  allowPublicRead,
  findDrift,
  readGitRemote,
  readInstanceUrl,
  readLiveDocuments,
  readPublishPlace,
  trustsProvider,
} from "../../src/core/setup/index.ts";
import { anyText, longTexts, nearJson, nearText } from "./arbitraries.ts";

/** In every text where a secret may be: no error may hold it. */
const secret = "hunter2";
const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const issuer = "https://gitlab.example.com";

interface Parser {
  readonly of: string;
  /** Reads a text, and uses what it read as the program does. */
  readonly read: (text: string) => unknown;
  /** With what it may end, besides a result. */
  readonly codes: readonly string[];
  /** Texts that are nearly right. */
  readonly near: fc.Arbitrary<string>;
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
const base64url = (text: string) => Buffer.from(text).toString("base64url");

const claims = {
  iss: issuer,
  sub: "project_path:a/b:ref_type:branch:ref:main",
  aud: "x",
  exp: 1_800_000_000,
  iat: 1,
  nbf: 1,
};
const trust = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "One",
      Effect: "Allow",
      Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.example.com" },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: {
        StringEquals: { "gitlab.example.com:aud": "x" },
        StringLike: { "gitlab.example.com:sub": ["project_path:a/*"] },
        "ForAnyValue:DateLessThan": { "aws:CurrentTime": "2027-01-01T00:00:00Z" },
        IpAddress: { "aws:SourceIp": ["10.0.0.0/8"] },
        NumericLessThan: { "aws:MultiFactorAuthAge": "1" },
      },
    },
  ],
};
const dockerConfig = {
  auths: { [host]: { auth: Buffer.from(`AWS:${secret}`).toString("base64"), password: secret }, other: {} },
  credHelpers: { other: "vault" },
  credsStore: "pass",
  HttpHeaders: { X: secret },
};
const account = {
  UserDetailList: [
    {
      UserName: "ci",
      UserId: "AIDA1",
      Arn: "arn:aws:iam::123456789012:user/ci",
      Path: "/",
      CreateDate: "2026-01-01T00:00:00Z",
      UserPolicyList: [
        { PolicyName: "p", PolicyDocument: { Statement: { Effect: "Allow", Action: "ecr:*", Resource: "*" } } },
      ],
      AttachedManagedPolicies: [{ PolicyName: "m", PolicyArn: "arn:aws:iam::123456789012:policy/m" }],
      GroupList: ["g"],
      Tags: [{ Key: "gitlab", Value: "x" }],
    },
  ],
  GroupDetailList: [
    { GroupName: "g", Arn: "arn:aws:iam::123456789012:group/g", GroupPolicyList: [], AttachedManagedPolicies: [] },
  ],
  RoleDetailList: [
    {
      RoleName: "r",
      RoleId: "AROA1",
      Arn: "arn:aws:iam::123456789012:role/r",
      Path: "/",
      CreateDate: "2026-01-01T00:00:00Z",
      AssumeRolePolicyDocument: trust,
      RolePolicyList: [],
      AttachedManagedPolicies: [],
      Tags: [],
      RoleLastUsed: { LastUsedDate: "2026-01-01T00:00:00Z", Region: "eu-west-1" },
    },
  ],
  Policies: [
    {
      PolicyName: "m",
      Arn: "arn:aws:iam::123456789012:policy/m",
      DefaultVersionId: "v1",
      PolicyVersionList: [
        { VersionId: "v1", IsDefaultVersion: true, Document: encodeURIComponent(JSON.stringify(trust)) },
      ],
    },
  ],
};
const credentialReport = [
  "user,arn,user_creation_time,password_enabled,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date",
  "ci,arn:aws:iam::123456789012:user/ci,2026-01-01T00:00:00+00:00,false,true,2026-01-01T00:00:00+00:00,N/A",
  '"a ""b""",arn:aws:iam::123456789012:user/b,2026-01-01T00:00:00+00:00,not_supported,false,N/A,N/A',
].join("\n");
const baseline = {
  ok: true,
  account: "123456789012",
  findings: [{ id: "key-old", resource: "user/ci", at: "keys[0]" }],
};
const suppressions =
  "suppressions:\n  - finding: wildcard-sub\n    resource: role/r\n    reason: &a known\n    expires: 2027-01-31\n    at: *a\n";
const journal = {
  version: 1,
  account: "123456789012",
  user: "ci",
  startedAt: "2026-01-01T00:00:00.000Z",
  oldKeyId: "AKIAIOSFODNN7EXAMPLE",
  newKeyId: null,
  handedOut: false,
  storedAt: null,
  deactivatedAt: null,
  rolledBackAt: null,
  targets: ["gitlab-project:a/b"],
};
const migration = {
  version: 1,
  phase: "retire",
  changedAt: "2026-01-01T00:00:00.000Z",
  changes: [{ path: ".gitlab-ci.yml", before: "a", after: "b", at: "2026-01-01T00:00:00.000Z" }],
  prepared: { at: "2026-01-01T00:00:00.000Z", roleArn: "arn:aws:iam::123456789012:role/r" },
  verified: null,
  keys: [{ id: "AKIAIOSFODNN7EXAMPLE", user: "ci", activeBefore: true, deactivatedAt: null, deletedAt: null }],
};
const pipeline = `include:
  - local: /a.yml
variables: &v {AWS_SECRET_ACCESS_KEY: ${secret}hunter2hunter2hunter2, X: "1"}
default:
  before_script: [echo]
build:
  <<: *v
  image: docker
  script:
    - |
      aws ecr get-login-password --region eu-west-1 | docker login -u AWS --password-stdin ${host}
    - !reference [x, script]
`;
const discovery = {
  issuer,
  jwks_uri: `${issuer}/oauth/discovery/keys`,
  id_token_signing_alg_values_supported: ["RS256"],
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
};
const keySet = { keys: [{ kty: "RSA", kid: "k1", use: "sig", alg: "RS256", n: "3bd4".repeat(100), e: "AQAB" }] };
const settings = {
  version: 1,
  jobs: { "7": { storedAt: "2026-01-01T00:00:00Z", hosts: { [host]: { GITLAB_ECR_ROLE_ARN: "x" } } } },
};

const change = {
  component: "gitlab.example.com/x/login@1",
  inputs: { region: "eu-west-1" },
  phase: "dual",
} as const;

const parsers: readonly Parser[] = [
  {
    of: "an ID token",
    read: (text) => [expiryOf(decodeIdToken(text)), tokenHeader(text)],
    codes: ["id-token-malformed"],
    near: fc.oneof(
      nearJson({ alg: "RS256", kid: "k" }).map(
        (header) => `${base64url(header)}.${base64url(JSON.stringify(claims))}.${secret}`,
      ),
      nearJson({ ...claims, user_email: secret }).map(
        (body) => `${base64url('{"alg":"RS256"}')}.${base64url(body)}.${secret}`,
      ),
      nearText(`${base64url('{"alg":"RS256"}')}.${base64url(JSON.stringify(claims))}.${secret}`),
    ),
  },
  {
    of: "a trust policy, with any claims",
    read: (text) => {
      const document = json(text);
      parsePolicy(document);
      return [lintTrustPolicy(document as object), evaluateTrustPolicy(document as object, claims)];
    },
    codes: ["input-invalid"],
    near: fc.oneof(nearJson(trust), nearText(JSON.stringify(trust))),
  },
  {
    of: "a token's claims, by a trust policy",
    read: (text) => evaluateTrustPolicy(trust, { iss: issuer, ...(json(text) as object) }),
    codes: ["input-invalid"],
    near: nearJson({ ...claims, ref_protected: "true", groups_direct: ["a"], user_access_level: null }),
  },
  {
    of: "a policy's file, for the doctor",
    read: (text) => readPolicy(text, "policy.json", "--trust-policy"),
    codes: ["input-invalid"],
    near: fc.oneof(nearJson({ Role: { AssumeRolePolicyDocument: trust } }), nearText(JSON.stringify(trust))),
  },
  {
    of: "a bucket's policy, and a trust policy that is there",
    read: (text) => [
      allowPublicRead(text, ["arn:aws:s3:::b/x"]),
      trustsProvider(text, "arn:aws:iam::1:oidc-provider/x"),
    ],
    codes: ["input-invalid", "bucket-unusable", "setup-conflict"],
    near: fc.oneof(nearJson(trust), nearText(JSON.stringify(trust))),
  },
  {
    of: "a registry",
    read: (text) => [parseRegistryHost(text), parseRegistry(text)],
    codes: ["registry-invalid", "unexpanded-variable", "input-invalid"],
    near: nearText(
      host,
      `https://${host}/team/app:tag`,
      "public",
      "123456789012.eu-west-1",
      `${host}:443`,
      "public.ecr.aws/x",
    ),
  },
  {
    of: "a role's ARN, and others",
    read: (text) => [parseArn(text), parseRoleArn(text)],
    codes: ["role-arn-invalid"],
    near: nearText("arn:aws:iam::123456789012:role/path/r", "arn:aws-cn:iam::123456789012:role/r"),
  },
  {
    of: "config.json",
    read: (text) => {
      const config = parseDockerConfig(text, "/home/me/.docker/config.json");
      return [
        storedLogin(config, host),
        withLogin(config, host, "AWS:x").text,
        withLogin(config, "__proto__", "AWS:x").text,
      ];
    },
    codes: ["config-unreadable"],
    near: fc.oneof(nearJson(dockerConfig), nearText(JSON.stringify(dockerConfig, null, 2))),
  },
  {
    of: "DOCKER_AUTH_CONFIG",
    read: (text) => [shadowedHosts(text, [host, "__proto__"]), dockerConfigLogin(text)],
    codes: [],
    near: fc.oneof(nearJson(dockerConfig), nearText(JSON.stringify(dockerConfig))),
  },
  {
    of: "the credential helper's settings",
    read: (text) => Object.values(parseHelperSettings(text).jobs).map((job) => variablesFor(host, job)),
    codes: [],
    near: fc.oneof(nearJson(settings), nearText(JSON.stringify(settings))),
  },
  {
    of: "what aws iam get-account-authorization-details prints",
    read: (text) => {
      readAccounts([{ name: "details.json", content: text }]);
      return auditAccount([{ name: "details.json", content: json(text) }], { now: new Date("2026-11-24") });
    },
    codes: ["input-invalid"],
    near: fc.oneof(nearJson(account), nearText(JSON.stringify(account))),
  },
  {
    of: "a credential report",
    read: (text) => [readCredentialReport(text), readAccounts([{ name: "report.csv", content: text }])],
    codes: ["input-invalid"],
    near: nearText(credentialReport),
  },
  {
    of: "suppressions",
    read: (text) => readSuppressions(text, "suppressions.yml"),
    codes: ["input-invalid"],
    near: nearText(suppressions),
  },
  {
    of: "a baseline",
    read: (text) => readBaseline(text, "baseline.json"),
    codes: ["input-invalid"],
    near: fc.oneof(nearJson(baseline), nearText(JSON.stringify(baseline))),
  },
  {
    of: "a rotation's journal",
    read: (text) => parseJournal(text, "journal.json", { account: "123456789012", user: "ci" }),
    codes: ["input-invalid"],
    near: fc.oneof(nearJson(journal), nearText(JSON.stringify(journal))),
  },
  {
    of: "a secret's document",
    read: (text) => withFields(text, { id: "a", __proto__: "b" }),
    codes: [],
    near: fc.oneof(nearJson({ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: secret }), nearText(`{"a":"${secret}"}`)),
  },
  {
    of: "a rotation's target",
    read: parseTarget,
    codes: ["input-invalid"],
    near: nearText(
      "gitlab-project:a/b",
      "gitlab-group:a",
      "secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:a",
    ),
  },
  {
    of: "a migration's state",
    read: (text) => parseMigrationState(text, ".gitlab-ecr-migration.json"),
    codes: ["input-invalid"],
    near: fc.oneof(nearJson(migration), nearText(JSON.stringify(migration))),
  },
  {
    of: "a group's plan, to go on from",
    read: (text) => parseRows(text, "a"),
    codes: [],
    near: nearText(
      '{"version":1,"group":"a"}\n{"id":1,"path":"a/b","need":"migrate"}\n{"id":2,"path":"a/c","need":"none"}\n',
    ),
  },
  {
    of: "a pipeline",
    read: (text) => [
      findLogins(text),
      readIncludes(text),
      pipelineRisks(text, findLogins(text), change),
      rewritePipeline(text, change),
      addToPipeline(text, "include:\n  - local: b.yml\n"),
    ],
    codes: ["input-invalid"],
    near: nearText(pipeline),
  },
  {
    of: "a job's log",
    read: readLog,
    codes: [],
    near: nearText(
      `\u001b[0Ksection_start:1:x\r\u001b[0K\nno basic auth credentials\nError response from daemon: login attempt to https://${host}/v2/ failed with status: 400 Bad Request\n`,
      "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity\n",
    ),
  },
  {
    of: "an issuer's documents",
    read: async (body) => {
      const answer = { kind: "answer", status: 200, location: null, body } as const;
      const read = await readIssuerDocument(async () => answer, issuer, new AbortController().signal);
      if (read.kind !== "read") return null;
      const addresses = { gitlabUrl: issuer, issuer: "https://keys.example.com" };
      const settings = { now: new Date("2026-11-24"), keepSeconds: 60 };
      return [
        readLiveDocuments(read.document, keySet, addresses),
        readLiveDocuments(discovery, read.document, addresses),
        findDrift(addresses.issuer, { discovery, keys: keySet.keys }, { discovery: read, keys: read }, settings),
      ];
    },
    codes: ["issuer-unfit"],
    near: fc.oneof(nearJson(discovery), nearJson(keySet)),
  },
  {
    of: "an answer of GitLab's",
    read: (text) => {
      const fields = gitlabFields(json(text), "gitlab.example.com");
      return [fields.texts("a"), fields.object("b"), fields.objects("c"), fields.text("id")];
    },
    codes: ["answer-invalid"],
    near: nearJson({ id: "1", a: ["x"], b: { c: 1 }, c: [{ d: 1 }] }),
  },
  {
    of: "a refusal of GitLab's",
    read: (text) => {
      const answer = { status: 400, headers: {}, body: text, cut: false };
      throw refusal(answer, { action: "read it", needs: "the scope api" }, "gitlab.example.com");
    },
    codes: ["gitlab-refused"],
    near: fc.oneof(
      nearJson({ message: { value: ["is invalid"], base: "x" }, error: "e", error_description: "d" }),
      nearText('{"message":"404 Not found"}'),
    ),
  },
  {
    of: "a shared credentials file",
    read: (text) => withProfile(text, { name: "ci", settings: { aws_access_key_id: "a" }, note: "made by gitlab-ecr" }),
    codes: ["input-invalid"],
    near: nearText(
      `[default]\naws_secret_access_key = ${secret}\n[ci]\naws_access_key_id=a\n# x\n  nested =\n    a = b\n`,
    ),
  },
  {
    of: "a Git remote",
    read: (text) => [readGitRemote(text), readGitRemote(text, issuer)],
    codes: [],
    near: nearText(
      `https://me:${secret}@gitlab.example.com/a/b.git`,
      "git@gitlab.example.com:a/b.git",
      "ssh://git@h:22/a/b",
    ),
  },
  {
    of: "an address of GitLab, of a bucket, of an endpoint",
    read: (text) => {
      const results: unknown[] = [];
      const thrown: unknown[] = [];
      const attempts = [
        () => readInstanceUrl(text),
        () => readPublishPlace(text),
        () => customEndpoint("STS", { AWS_ENDPOINT_URL_STS: text }),
      ];
      for (const attempt of attempts) {
        try {
          results.push(attempt());
        } catch (error) {
          thrown.push(error);
        }
      }
      for (const error of thrown) if (!(error instanceof GitlabEcrError)) throw error;
      if (thrown.length > 0) throw thrown[0];
      return results;
    },
    codes: ["input-invalid", "endpoint-insecure", "unexpanded-variable"],
    near: nearText(
      "https://gitlab.example.com/gitlab",
      "s3://bucket/path",
      "http://127.0.0.1:4566",
      "https://h:1/x?y#z",
    ),
  },
  {
    of: "a proxy's address",
    read: (text) => readProxies({ HTTPS_PROXY: text }),
    codes: ["input-invalid"],
    near: nearText(`http://me:${secret}@proxy.example.com:3128`, "proxy.example.com:3128", "socks5://x"),
  },
  {
    of: "a time",
    read: (text) => parseTime(text, { name: "--timeout", least: 1, most: 3600, command: "login" } as never),
    codes: ["input-invalid"],
    near: nearText("3600", "90s", "15m", "1h", "90d"),
  },
  {
    of: "arguments",
    read: (text) => parseArguments(loginCommand, text.split(" ")),
    codes: ["input-invalid"],
    near: nearText(
      `--role-arn=arn:aws:iam::1:role/x --region eu-west-1 --json -- ${host}`,
      "-h --help -V --no-such --__proto__=1",
    ),
  },
];

/** What came of a text: nothing, or the error's code; everything else is thrown on. */
async function outcomeOf({ read, codes }: Parser, text: string): Promise<void> {
  try {
    await read(text);
  } catch (error) {
    if (!(error instanceof GitlabEcrError)) throw error;
    expect(codes).toContain(error.code);
    const told = JSON.stringify([error.message, error.context, error.remedy]);
    expect(told).not.toContain(secret);
  }
}

const names = Object.getOwnPropertyNames(Object.prototype).sort();

describe.each(parsers)("what reads $of", (parser) => {
  test.each([
    ["any text", anyText],
    ["what is nearly right", parser.near],
  ])("ends well with %s", async (_, texts) => {
    await fc.assert(
      fc.asyncProperty(texts, (text) => outcomeOf(parser, text)),
      { numRuns: 300 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(names);
    expect(Object.keys([])).toEqual([]);
  });

  test.each(longTexts)("takes no longer for %s than they are long", (_, text) => outcomeOf(parser, text), 20_000);
});
