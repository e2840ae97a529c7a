import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateTrustPolicy, lintTrustPolicy, suggestCondition } from "../../../src/core/policy/index.ts";
import { idToken, trustPolicy } from "./gitlab-token.ts";

const segment = fc.string({
  unit: fc.constantFrom(..."abcXYZ019_.-"),
  minLength: 1,
  maxLength: 8,
});
const path = fc.array(segment, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/"));
/** Names that git allows, the awkward ones among them: `$`, braces, quotes, slashes. */
const ref = fc.string({ unit: fc.constantFrom(..."abMX09_.-/${}'\",é+@#%"), minLength: 1, maxLength: 16 });
const refType = fc.constantFrom("branch", "tag");
const issuer = fc.constantFrom("https://gitlab.com", "https://gitlab.example.com", "https://example.com/gitlab");
const audience = fc.constantFrom("sts.amazonaws.com", "https://gitlab.com", "${aws:username}");

const token = fc
  .record({
    path,
    ref,
    refType,
    issuer,
    audience,
    id: fc.nat().map(String),
    isProtected: fc.boolean(),
    composed: fc.boolean(),
  })
  .map((job) =>
    idToken({
      iss: job.issuer,
      aud: job.audience,
      project_id: job.id,
      ref: job.ref,
      ref_protected: String(job.isProtected),
      sub: job.composed
        ? `project_id:${job.id}:ref_type:${job.refType}:ref:${job.ref}`
        : `project_path:${job.path}:ref_type:${job.refType}:ref:${job.ref}`,
    }),
  );

function policyOf(claims: Record<string, unknown>, condition: unknown) {
  const provider = String(claims.iss).replace("https://", "");
  return trustPolicy(condition, { Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${provider}` } });
}

describe("suggestCondition", () => {
  test("admits the token it was made for, and grades safe where the issuer allows it", () => {
    fc.assert(
      fc.property(token, (claims) => {
        const { condition } = evaluateTrustPolicy(policyOf(claims, {}), claims).suggestion;
        const again = evaluateTrustPolicy(policyOf(claims, condition), claims);
        expect(again.verdict).toBe("allow");
        const pinned = claims.iss === "https://gitlab.com" || String(claims.sub).startsWith("project_id:");
        const worst = again.findings.filter(({ id, severity }) => severity !== "info" && id !== "impossible-value");
        expect(worst.map(({ id }) => id)).toEqual(pinned ? [] : ["no-id-pin", "unprotected-ref"]);
      }),
      { numRuns: 500 },
    );
  });

  test("admits no token of another ref, project, audience or issuer", () => {
    fc.assert(
      fc.property(token, token, (claims, other) => {
        fc.pre(claims.sub !== other.sub || claims.aud !== other.aud || claims.iss !== other.iss);
        const policy = policyOf(claims, suggestCondition({ ...claims, iss: String(claims.iss) }));
        expect(evaluateTrustPolicy(policy, other).verdict).toBe("deny");
      }),
      { numRuns: 500 },
    );
  });

  test("on gitlab.com: exact audience, sub and project id", () => {
    expect(evaluateTrustPolicy(trustPolicy({}), idToken()).suggestion).toEqual({
      condition: {
        StringEquals: {
          "gitlab.com:aud": "sts.amazonaws.com",
          "gitlab.com:sub": "project_path:org/team/app:ref_type:branch:ref:main",
          "gitlab.com:project_id": "4242",
        },
      },
    });
  });

  test("where sub is led by project_id, that is enough", () => {
    const claims = idToken({ sub: "project_id:4242:ref_type:branch:ref:main" });
    expect(evaluateTrustPolicy(trustPolicy({}), claims).suggestion.condition).toEqual({
      StringEquals: {
        "gitlab.com:aud": "sts.amazonaws.com",
        "gitlab.com:sub": "project_id:4242:ref_type:branch:ref:main",
      },
    });
  });

  test("on another instance the remedy tells how to compose sub", () => {
    const claims = idToken({ iss: "https://gitlab.example.com" });
    const { condition } = evaluateTrustPolicy(policyOf(claims, {}), claims).suggestion;
    const { grade, findings } = lintTrustPolicy(policyOf(claims, condition));
    expect(grade).toBe("caution");
    const remedy = findings.find(({ id }) => id === "no-id-pin")?.remedy;
    expect(remedy).toContain("ci_id_token_sub_claim_components");
    expect(remedy).toContain("https://gitlab.example.com/api/v4/projects/PROJECT_ID");
  });

  test("chooses the audience that the provider has", () => {
    const claims = idToken({ aud: ["vault", "sts.amazonaws.com"] });
    const { suggestion } = evaluateTrustPolicy(trustPolicy({}), claims, { providerAudiences: ["sts.amazonaws.com"] });
    expect(suggestion.condition.StringEquals?.["gitlab.com:aud"]).toBe("sts.amazonaws.com");
  });

  test("asks for a protected ref where sub leaves the ref open", () => {
    const claims = idToken({ sub: "project_path:org/team/app" });
    const { suggestion } = evaluateTrustPolicy(trustPolicy({}), claims);
    expect(suggestion.condition.StringEquals).toMatchObject({ "gitlab.com:ref_protected": "true" });
    expect(evaluateTrustPolicy(trustPolicy(suggestion.condition), claims)).toMatchObject({
      verdict: "allow",
      grade: "caution",
    });
  });

  test("says nothing without a sub", () => {
    expect(evaluateTrustPolicy(trustPolicy({}), { iss: "https://gitlab.com" }).suggestion).toEqual({ condition: {} });
  });
});
