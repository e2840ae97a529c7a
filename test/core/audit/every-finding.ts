import type { AccountData } from "../../../src/core/audit/index.ts";
import { readAccounts } from "../../../src/core/audit/index.ts";
import {
  account,
  allow,
  arnOf,
  credentialReport,
  details,
  type Json,
  managed,
  pinned,
  policy,
  providerArn,
  pull,
  push,
  pushTo,
  repositoryArn,
  role,
  subOfMain,
  trusts,
  user,
} from "./account-json.ts";

const host = "gitlab.com";
const own = "gitlab.example.com";
const app = repositoryArn("app");
const eq = (over: Json) => ({ StringEquals: { [`${host}:aud`]: "sts.amazonaws.com", ...over } });
const sub = (value: string | readonly string[]) => ({ [`${host}:sub`]: value });

/** Trust policies that are wrong in every way that the linter knows, by the name of the role. */
const trustPolicies: Readonly<Record<string, unknown>> = {
  "wildcard-group": trusts(host, { StringLike: sub("project_path:org/*:ref_type:branch:ref:main") }),
  "branch-prefix": trusts(host, { StringLike: sub("project_path:org/app:ref_type:branch:ref:release*") }),
  "wildcard-ref-type": trusts(host, { StringLike: sub("project_path:org/app:ref_type:*:ref:main") }),
  "open-ref": trusts(host, { StringLike: sub("project_path:org/app:ref_type:branch:ref:*") }),
  "ignore-case": trusts(host, { StringEqualsIgnoreCase: sub(subOfMain) }),
  alternatives: trusts(host, { StringLike: sub([subOfMain, "project_path:org/app:*"]) }),
  "no-sub": trusts(host, eq({})),
  negated: trusts(host, { StringNotEquals: sub(subOfMain) }),
  "for-all": trusts(host, { "ForAllValues:StringEquals": sub(subOfMain) }),
  "if-exists": trusts(host, { StringEqualsIfExists: sub(subOfMain) }),
  "any-audience": trusts(host, { StringEquals: sub(subOfMain), StringLike: { [`${host}:aud`]: "*" } }),
  "other-audience": trusts(host, { StringEquals: { ...sub(subOfMain), [`${host}:aud`]: "https://vault.example.com" } }),
  "literal-star": trusts(host, eq(sub("project_path:org/app:*"))),
  impossible: trusts(host, eq(sub("project_path:org/app:ref_type:commit:ref:main"))),
  "unknown-key": trusts(host, eq({ ...sub(subOfMain), [`${host}:environment`]: "production" })),
  "unknown-operator": trusts(host, { ...eq(sub(subOfMain)), StringMatches: { [`${host}:sub`]: "x" } }),
  "not-principal": policy({
    Effect: "Allow",
    NotPrincipal: { AWS: arnOf("root") },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: eq(sub(subOfMain)),
  }),
  everyone: policy({
    Effect: "Allow",
    Principal: "*",
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: eq(sub(subOfMain)),
  }),
  nobody: policy(
    { Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity", Condition: eq(sub(subOfMain)) },
    ...(pinned().Statement as Json[]),
  ),
  foreign: trusts(host, eq(sub(subOfMain)), {
    Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${host}` },
  }),
  bare: policy(
    {
      Effect: "Allow",
      Principal: { Federated: host },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: eq(sub(subOfMain)),
    },
    ...(pinned().Statement as Json[]),
  ),
  "wrong-action": policy(
    {
      Effect: "Allow",
      Principal: { Federated: providerArn(host) },
      Action: "sts:AssumeRole",
      Condition: eq(sub(subOfMain)),
    },
    ...(pinned().Statement as Json[]),
  ),
  "broad-action": trusts(host, eq(sub(subOfMain)), { Action: "sts:*" }),
  "not-action": policy({
    Effect: "Allow",
    Principal: { Federated: providerArn(host) },
    NotAction: "sts:GetCallerIdentity",
    Condition: eq(sub(subOfMain)),
  }),
  long: trusts(
    host,
    eq({
      ...sub([subOfMain, ...Array.from({ length: 60 }, (_, n) => `project_path:org/app:ref_type:branch:ref:b${n}`)]),
    }),
  ),
};

/** One account with everything that an audit can find. */
export function everyFinding(): AccountData {
  const roles = Object.entries(trustPolicies).map(([name, trust]) =>
    role(`gitlab-${name}`, trust, { inline: { push: pushTo(app) } }),
  );
  const [data] = readAccounts([
    {
      name: "details",
      content: details({
        users: [
          user("gitlab-ci", { inline: { push: pushTo(app) } }),
          user("deploy-wide", {
            inline: {
              star: policy(allow("*")),
              ecr: policy(allow("ecr:*", "*")),
              keyless: policy(allow("ecr:GetAuthorizationToken", app), allow(pull, "*")),
              deletes: policy(allow("ecr:BatchDeleteImage", app)),
              iam: policy(allow("iam:*", "*")),
              assumes: policy(allow("sts:AssumeRole", "*")),
              not: policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }),
              broken: "{",
            },
          }),
          user("ecr-narrow", {
            inline: { some: policy(allow(["ecr:PutImage", "ecr:BatchGetImage"], app)) },
          }),
          user("ecr-bound", { inline: { push: pushTo(app) }, boundary: arnOf("policy/narrow") }),
        ],
        roles: [
          role("gitlab-ecr-role", pinned(), { inline: { push: pushTo(app) }, createdAt: "2025-01-01T00:00:00+00:00" }),
          role("gitlab-gone", pinned("gitlab.gone.example.com")),
          role("gitlab-broken", "not a policy"),
          role(
            "gitlab-for-partners",
            policy({ Effect: "Allow", Principal: { AWS: "210987654321" }, Action: "sts:AssumeRole" }),
            { inline: { push: pushTo(app) } },
          ),
          role("long-sessions", pinned(), {}),
          ...roles,
        ],
        policies: [managed(arnOf("policy/narrow"), policy(allow("ecr:GetAuthorizationToken")))],
      }),
    },
    {
      name: "report",
      content: credentialReport(
        {
          user: "<root_account>",
          arn: arnOf("root"),
          mfa_active: "true",
          access_key_1_active: "true",
          access_key_1_last_rotated: "2020-01-01T00:00:00+00:00",
        },
        {
          user: "gitlab-ci",
          arn: arnOf("user/gitlab-ci"),
          password_enabled: "true",
          access_key_1_active: "true",
          access_key_1_last_rotated: "2024-01-15T09:30:00+00:00",
          access_key_1_last_used_date: "2026-11-23T00:00:00+00:00",
          access_key_1_last_used_region: "ap-northeast-1",
          access_key_1_last_used_service: "ecr",
          access_key_2_active: "true",
          access_key_2_last_rotated: "2026-08-01T00:00:00+00:00",
        },
        {
          user: "ecr-narrow",
          arn: arnOf("user/ecr-narrow"),
          access_key_1_active: "false",
          access_key_1_last_rotated: "2026-08-01T00:00:00+00:00",
        },
        { user: "deploy-wide", arn: arnOf("user/deploy-wide") },
        { user: "ecr-bound", arn: arnOf("user/ecr-bound") },
      ),
    },
  ]);
  if (data === undefined) throw new Error("There is one account.");
  return {
    ...data,
    alias: "network-prod",
    providers: [
      provider(host, ["sts.amazonaws.com", `https://${host}`], ["0".repeat(40)]),
      provider(own, []),
      provider("gitlab.old.example.com", ["sts.amazonaws.com"]),
      provider("token.actions.githubusercontent.com", ["sts.amazonaws.com"]),
    ],
    roleUse: new Map([
      ["gitlab-ecr-role", { lastUsedAt: "2026-01-01T00:00:00.000Z", maxSessionDuration: 3600 }],
      ["long-sessions", { lastUsedAt: "2026-11-01T00:00:00.000Z", maxSessionDuration: 43_200 }],
    ]),
    issuers: new Map([
      [host, { kind: "reached", issuer: `https://${host}` }],
      [own, { kind: "unreachable", reason: "there is no such host" }],
      ["gitlab.old.example.com", { kind: "reached", issuer: "https://gitlab.new.example.com" }],
    ]),
    repositories: [
      {
        arn: app,
        name: "app",
        immutableTags: true,
        scanOnPush: true,
        policy: {
          kind: "document",
          document: policy({
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::111111111111:root" },
            Action: push,
          }),
        },
      },
      {
        arn: repositoryArn("open"),
        name: "open",
        immutableTags: false,
        scanOnPush: false,
        policy: { kind: "document", document: policy({ Effect: "Allow", Principal: "*", Action: pull }) },
      },
      {
        arn: repositoryArn("torn"),
        name: "torn",
        immutableTags: true,
        scanOnPush: true,
        policy: { kind: "document", document: "{" },
      },
    ],
    unread: [
      {
        account,
        what: "MFA devices of gitlab-ci",
        action: "iam:ListMFADevices",
        because: "iam:ListMFADevices isn't allowed",
      },
    ],
  };
}

function provider(issuer: string, audiences: readonly string[], thumbprints: readonly string[] = []) {
  return { arn: providerArn(issuer), issuer, audiences, thumbprints, createdAt: "2025-01-01T00:00:00.000Z" };
}
