import { describe, expect, test } from "vitest";
import { type LintTrustOptions, lintTrustPolicy } from "../../../src/core/policy/index.ts";
import { idToken, trustPolicy } from "./gitlab-token.ts";

const sub = String(idToken().sub);
const open = "project_path:org/*:ref_type:*:ref:v?.*";
const everyRef = "project_path:org/team/app:ref_type:branch:ref:*";

/** What the linter says of a statement: place and id, then severity, message and remedy. */
interface Case {
  readonly condition?: unknown;
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly options?: LintTrustOptions;
  /** By place in the statement, then id: the beginning of what is said, or all findings' ids where nothing else is. */
  readonly says: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function said({ condition = {}, changes, options }: Omit<Case, "says">): Case["says"] {
  const found: Record<string, Record<string, string>> = {};
  for (const { id, severity, at, message, remedy } of lintTrustPolicy(trustPolicy(condition, changes), options)
    .findings) {
    const place = at.replace("Statement[0]", "").replace(/^\./, "");
    found[place] ??= {};
    found[place][id] = `${severity}: ${message} ${remedy}`;
  }
  return found;
}

function expectSaid({ says, ...given }: Case): void {
  const expected = Object.entries(says).map(([place, texts]) => [
    place,
    Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, expect.stringContaining(text)])),
  ]);
  expect(said(given)).toEqual(Object.fromEntries(expected));
}

const missingAud = {
  "missing-aud": "info: No condition on gitlab.com:aud: every audience that the provider lists is admitted. Add",
};

describe("what the linter says, with its place", () => {
  test.each<[string, Case]>([
    [
      "wildcards in one value",
      {
        condition: { StringLike: { "gitlab.com:sub": open } },
        says: {
          "Condition.StringLike.gitlab.com:sub": {
            "wildcard-group": `dangerous: "${open}" leaves the project open`,
            "subgroup-reach": `info: * crosses slashes, so "${open}" reaches`,
            "branch-prefix": `dangerous: "${open}" admits every ref that resembles it, such as vx.-evil,`,
            "wildcard-ref-type": `dangerous: "${open}" leaves the kind of ref open`,
          },
          "": missingAud,
        },
      },
    ],
    [
      "wildcards that another condition narrows",
      {
        condition: {
          StringLike: { "gitlab.com:sub": open, "gitlab.com:aud": "sts.amazonaws.com" },
          StringEquals: { "gitlab.com:sub": "project_id:1:ref_type:tag:ref:v1.0" },
        },
        says: {
          "Condition.StringLike.gitlab.com:sub": {
            "wildcard-group": "info: ",
            "subgroup-reach": "info: ",
            "branch-prefix": "info: ",
            "wildcard-ref-type": "info: ",
            "unprotected-ref": "info: Nothing asks for a protected ref: whoever may push to the ref may",
          },
          "Condition.StringEquals.gitlab.com:sub": {
            "unprotected-ref": "info: Nothing asks for a protected ref: whoever may push to v1.0 may",
          },
        },
      },
    ],
    [
      "alternatives, and audiences",
      {
        condition: {
          StringLike: { "gitlab.com:sub": [sub, everyRef], "gitlab.com:aud": ["s*", "https://gitlab.com", "a?", "*"] },
        },
        options: { providerAudiences: ["sts.amazonaws.com", "some", "ab"] },
        says: {
          "Condition.StringLike.gitlab.com:sub": { "multi-value-or": "dangerous: sub has 2 alternatives," },
          "Condition.StringLike.gitlab.com:sub[0]": {
            "no-id-pin": `caution: "${sub}" rests on a path; after a rename or deletion somebody else can take the path over. Add "gitlab.com:project_id": "PROJECT_ID" under StringEquals.`,
            "unprotected-ref":
              'caution: Nothing asks for a protected ref: whoever may push to main may assume the role. Protect main in GitLab. Add "gitlab.com:ref_protected": "true" under StringEquals.',
          },
          "Condition.StringLike.gitlab.com:sub[1]": {
            "wildcard-ref": `dangerous: "${everyRef}" leaves the ref open`,
            "no-id-pin": "caution: ",
          },
          "Condition.StringLike.gitlab.com:aud[0]": { "broad-audience": 'caution: "s*" admits' },
          "Condition.StringLike.gitlab.com:aud[1]": {
            "broad-audience": 'info: "https://gitlab.com" admits',
            "audience-mismatch": `info: "https://gitlab.com" isn't among the provider's audiences (sts.amazonaws.com, some, ab):`,
          },
          "Condition.StringLike.gitlab.com:aud[2]": { "broad-audience": 'info: "a?" admits' },
          "Condition.StringLike.gitlab.com:aud[3]": { "broad-audience": 'caution: "*" admits' },
        },
      },
    ],
    [
      "an audience by wildcard, of a provider with one",
      {
        condition: {
          StringLike: { "gitlab.com:aud": "*" },
          StringEquals: { "gitlab.com:sub": sub, "gitlab.com:project_id": "1", "gitlab.com:ref_protected": "true" },
        },
        options: { providerAudiences: ["sts.amazonaws.com"], maxSessionDuration: 3600 },
        says: { "Condition.StringLike.gitlab.com:aud": { "broad-audience": 'info: "*" admits' } },
      },
    ],
    [
      "no audience, of a provider with several",
      {
        condition: { StringEquals: { "gitlab.com:namespace_id": "1" } },
        options: { providerAudiences: ["a", "b"] },
        says: {
          "": {
            "missing-aud":
              "caution: No condition on gitlab.com:aud: every audience that the provider lists is admitted (a, b). Add",
            "missing-sub": "dangerous: No condition on gitlab.com:sub holds: every project of the namespace can assume",
          },
        },
      },
    ],
    [
      "no audience, of a provider with one",
      {
        condition: { StringEquals: { "gitlab.com:project_id": "1" }, Null: { "gitlab.com:sub": "false" } },
        options: { providerAudiences: ["a"] },
        says: {
          "": {
            ...missingAud,
            "missing-sub":
              "dangerous: No condition on gitlab.com:sub holds: every branch and tag of the project can assume",
          },
        },
      },
    ],
    [
      "other capitals",
      {
        condition: {
          StringEqualsIgnoreCase: {
            "gitlab.com:sub": [sub, "project_id:1:ref_type:branch:ref:main"],
            "gitlab.com:aud": "x",
          },
          StringEquals: { "gitlab.com:project_id": "1", "gitlab.com:ref_protected": "true" },
        },
        says: {
          "Condition.StringEqualsIgnoreCase.gitlab.com:sub": {
            "multi-value-or": "info: sub has 2 alternatives,",
            "ignore-case": `caution: StringEqualsIgnoreCase admits ${sub}, project_id:1:ref_type:branch:ref:main in other capitals`,
          },
        },
      },
    ],
    [
      "negations and keys that are never there",
      {
        condition: {
          StringNotEquals: { "gitlab.com:sub": sub, "gitlab.com:ref": "main", "gitlab.com:aud": "x", tag: "x" },
        },
        says: {
          "": missingAud,
          "Condition.StringNotEquals.gitlab.com:sub": {
            "negated-only":
              "dangerous: Only StringNotEquals speaks of gitlab.com:sub: everything else that gitlab.com signs",
          },
          "Condition.StringNotEquals.gitlab.com:ref": {
            "unknown-key":
              "caution: gitlab.com:ref is never in a request with a token of gitlab.com: this condition always holds, and guards nothing. Use a key that AWS exposes for this issuer: gitlab.com:sub, gitlab.com:aud, gitlab.com:amr, ",
          },
          "Condition.StringNotEquals.tag": { "unknown-key": "caution: tag is never in a request" },
        },
      },
    ],
    [
      "ForAllValues, on sub alone",
      {
        condition: { "ForAllValues:StringEquals": { "gitlab.com:sub": sub, "gitlab.com:aud": "x" } },
        says: {
          "": missingAud,
          "Condition.ForAllValues:StringEquals.gitlab.com:sub": {
            "for-all-values": "dangerous: ForAllValues:StringEquals is true when gitlab.com:sub is missing",
          },
          "Condition.ForAllValues:StringEquals.gitlab.com:aud": {
            "for-all-values": "caution: ForAllValues:StringEquals is true when gitlab.com:aud is missing",
          },
        },
      },
    ],
    [
      "ForAllValues beside another condition, and IfExists",
      {
        condition: {
          "ForAllValues:StringLikeIfExists": { "gitlab.com:sub": sub },
          StringEqualsIfExists: { "gitlab.com:sub": sub, "gitlab.com:ref_protected": "true" },
          StringNotEqualsIfExists: { "gitlab.com:aud": "x" },
          StringEquals: { "gitlab.com:project_id": "1" },
        },
        says: {
          "": missingAud,
          "Condition.ForAllValues:StringLikeIfExists.gitlab.com:sub": { "for-all-values": "caution: " },
          "Condition.StringEqualsIfExists.gitlab.com:sub": {
            "if-exists": "caution: StringEqualsIfExists is true when gitlab.com:sub is missing.",
          },
          "Condition.StringEqualsIfExists.gitlab.com:ref_protected": { "if-exists": "caution: " },
        },
      },
    ],
    [
      "values that are never there",
      {
        condition: {
          StringEquals: {
            "gitlab.com:sub": "project_path:org:ref_type:mr:ref:refs/heads/main",
            "gitlab.com:aud": "${aws:x*}",
            "gitlab.com:project_id": ["abc", "x1", "1x", "1*"],
            "gitlab.com:namespace_id": "n?",
            "gitlab.com:user_id": "me",
            "gitlab.com:ref_protected": "yes",
            "gitlab.com:runner_environment": ["self-hosted", "gitlab-hosted", "hosted"],
          },
          StringMatches: { "gitlab.com:aud": "x" },
        },
        says: {
          "Condition.StringEquals.gitlab.com:sub": { "impossible-value": "caution: ref is never " },
          "Condition.StringEquals.gitlab.com:aud": { "broad-audience": "info: " },
          "Condition.StringEquals.gitlab.com:project_id[0]": {
            "impossible-value": 'caution: project_id is never "abc": GitLab writes digits. Write digits.',
          },
          "Condition.StringEquals.gitlab.com:project_id[1]": { "impossible-value": "caution: " },
          "Condition.StringEquals.gitlab.com:project_id[2]": { "impossible-value": "caution: " },
          "Condition.StringEquals.gitlab.com:project_id[3]": {
            "literal-wildcard": 'caution: StringEquals takes * and ? in "1*" literally',
          },
          "Condition.StringEquals.gitlab.com:namespace_id": {
            "impossible-value": "caution: ",
            "literal-wildcard": 'caution: StringEquals takes * and ? in "n?" literally',
          },
          "Condition.StringEquals.gitlab.com:user_id": { "impossible-value": "caution: " },
          "Condition.StringEquals.gitlab.com:ref_protected": {
            "impossible-value": 'caution: ref_protected is never "yes": GitLab writes true or false.',
          },
          "Condition.StringEquals.gitlab.com:runner_environment[2]": {
            "impossible-value":
              'caution: runner_environment is never "hosted": GitLab writes gitlab-hosted or self-hosted.',
          },
          "Condition.StringMatches.gitlab.com:aud": {
            "unknown-operator": "caution: AWS has no condition operator StringMatches.",
          },
        },
      },
    ],
    [
      "a provider without its ARN",
      {
        changes: {
          Principal: {
            Federated: ["http://gitlab.com", "https://x.example.com", "accounts.google.com", "arn:x"],
            AWS: "1",
          },
        },
        says: {
          "Principal.Federated[0]": { "bare-provider": "caution: gitlab.com isn't the ARN of a provider" },
          "Principal.Federated[1]": { "bare-provider": "caution: x.example.com isn't the ARN of a provider" },
        },
      },
    ],
    [
      "another account's provider, and a long session",
      {
        condition: {
          StringEquals: {
            "gitlab.com:sub": "project_id:1:ref_type:branch:ref:main",
            "gitlab.com:aud": "x",
            "gitlab.com:ref_protected": "TRUE",
          },
        },
        options: { accountId: "999999999999", maxSessionDuration: 3601 },
        says: {
          "Principal.Federated": {
            "foreign-provider":
              "caution: arn:aws:iam::123456789012:oidc-provider/gitlab.com isn't the provider of the role's account, 999999999999: the statement never matches. Use the provider of the account that the role is in.",
          },
          "Condition.StringEquals.gitlab.com:ref_protected": { "impossible-value": "caution: " },
          MaxSessionDuration: { "long-session": "info: Sessions may last up to 3601 seconds;" },
        },
      },
    ],
    [
      "another provider's ARN, without an account",
      {
        condition: {
          StringEquals: {
            "gitlab.com:sub": "project_id:1:ref_type:branch:ref:main",
            "gitlab.com:aud": "x",
            "gitlab.com:ref_protected": "true",
          },
        },
        options: { providerArn: "arn:aws:iam::999999999999:oidc-provider/gitlab.com" },
        says: {
          "Principal.Federated": {
            "foreign-provider": "isn't the provider of the role's account: the statement never",
          },
        },
      },
    ],
    [
      "actions that aren't the right ones",
      {
        changes: { Action: ["sts:AssumeRole", "sts:TagSession"] },
        says: {
          Action: { "wrong-action": "but sts:AssumeRole, sts:TagSession doesn't cover sts:AssumeRoleWithWebIdentity" },
        },
      },
    ],
    [
      "all actions but the right one",
      {
        changes: { Action: undefined, NotAction: ["sts:AssumeRoleWithWebIdentity", "s3:*"] },
        says: { NotAction: { "wrong-action": "but everything but sts:AssumeRoleWithWebIdentity, s3:* doesn't cover" } },
      },
    ],
    [
      "actions beside the assumption",
      { changes: { Action: ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"] }, says: {} },
    ],
    [
      "more actions than needed, for everyone",
      {
        condition: { StringEquals: { "sts:ExternalId": "x" } },
        changes: {
          Principal: { AWS: ["*", "123456789012"] },
          Action: ["sts:*", "sts:AssumeRoleWithWebIdentit?", "sts:TagSession"],
        },
        says: {
          "": missingAud,
          Action: { "broad-action": "info: sts:*, sts:AssumeRoleWithWebIdentit? covers more than" },
          "Principal.AWS[0]": { "wildcard-principal": 'caution: {"AWS":"*"} as principal' },
          "Condition.StringEquals.sts:ExternalId": { "unknown-key": "this condition never holds. Use" },
        },
      },
    ],
    [
      "everyone who knows a secret id",
      {
        condition: { StringEquals: { "sts:ExternalId": "x" }, Bool: { "aws:SecureTransport": "true" } },
        changes: { Principal: "*" },
        says: {
          "": missingAud,
          Principal: { "wildcard-principal": "caution: * as principal" },
          "Condition.StringEquals.sts:ExternalId": { "unknown-key": "caution: " },
        },
      },
    ],
    [
      "everyone, with keys that only resemble those of a caller",
      {
        condition: { StringEquals: { "aws:PrincipalArnX": "x", "my-aws:PrincipalArn": "x" } },
        changes: { Principal: "*" },
        says: {
          "": missingAud,
          Principal: { "wildcard-principal": "dangerous: * as principal" },
          "Condition.StringEquals.my-aws:PrincipalArn": { "unknown-key": "caution: " },
        },
      },
    ],
    [
      "nothing at all",
      {
        says: {
          "": {
            ...missingAud,
            "missing-sub": "dangerous: No condition on gitlab.com:sub holds: every project on gitlab.com can assume",
          },
        },
      },
    ],
    [
      "NotPrincipal in a Deny statement",
      {
        changes: { Effect: "Deny", Action: "*", Principal: undefined, NotPrincipal: { AWS: "123456789012" } },
        says: { NotPrincipal: { "not-principal": "info: " } },
      },
    ],
    [
      "any principal and action in a Deny statement",
      { changes: { Effect: "Deny", Action: "*", Principal: "*" }, says: {} },
    ],
  ])("%s", (_name, given) => {
    expectSaid(given);
  });

  test("of other instances, how to compose sub", () => {
    const issuer = "gitlab.example.com";
    const found = said({
      condition: { StringEquals: { [`${issuer}:sub`]: sub, [`${issuer}:aud`]: "x" } },
      changes: { Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` } },
    })["Condition.StringEquals.gitlab.example.com:sub"];
    expect(found?.["no-id-pin"]).toContain(
      `AWS exposes only sub, aud and amr for ${issuer}: compose sub with the id. Where GitLab's version allows it, run curl --request PUT --header "PRIVATE-TOKEN: $TOKEN" --header "Content-Type: application/json" --data '{"ci_id_token_sub_claim_components":["project_id","ref_type","ref"]}' "https://${issuer}/api/v4/projects/PROJECT_ID", then ask for the sub project_id:PROJECT_ID:ref_type:branch:ref:BRANCH;`,
    );
    expect(found?.["unprotected-ref"]).toContain(`AWS doesn't expose ref_protected for ${issuer};`);
  });

  test("of Deny statements over keys that are never there", () => {
    const deny = (condition: unknown) => trustPolicy(condition, { Effect: "Deny" }).Statement;
    const allow = trustPolicy({ StringEquals: { "gitlab.com:sub": sub } }).Statement;
    const Statement = [
      ...allow,
      ...deny({ StringEquals: { "gitlab.com:ref": "x", "token.example.com:sub": "x" } }),
      ...deny({ StringNotEquals: { "gitlab.com:ref": "main" } }),
    ];
    const { findings } = lintTrustPolicy({ Version: "2012-10-17", Statement });
    const keys = findings.filter(({ id }) => id === "unknown-key");
    expect(keys.map(({ at, message }) => [at, message])).toEqual([
      [
        "Statement[1].Condition.StringEquals.gitlab.com:ref",
        expect.stringContaining(
          "gitlab.com:ref is never in a request with a token of gitlab.com: this condition never holds, and denies nobody.",
        ),
      ],
      [
        "Statement[1].Condition.StringEquals.token.example.com:sub",
        expect.stringContaining("token.example.com:sub is never"),
      ],
      [
        "Statement[2].Condition.StringNotEquals.gitlab.com:ref",
        expect.stringContaining("this condition always holds, and so denies them all the same."),
      ],
    ]);
    expect(keys[0]?.remedy).toContain("gitlab.com:sub, gitlab.com:aud, gitlab.com:amr, ");
  });

  test("of a length at IAM's limit nothing, beyond it how long it is", () => {
    const sized = (size: number) => {
      const rest = JSON.stringify({ ...trustPolicy({}), Id: "" }).length;
      const { findings } = lintTrustPolicy({ ...trustPolicy({}), Id: "x".repeat(size - rest) });
      return findings.filter(({ id }) => id === "too-long").map(({ severity, at, message }) => [severity, at, message]);
    };
    expect(sized(2048)).toEqual([]);
    expect(sized(2049)).toEqual([
      ["info", "", expect.stringContaining("The policy has 2049 characters; IAM takes 2048")],
    ]);
    expect(sized(8192)).toEqual([["info", "", expect.anything()]]);
    expect(sized(8193)).toEqual([["caution", "", expect.anything()]]);
  });
});
