import { GitlabEcrError } from "../../errors/index.ts";
import { claimValues, issuerView, type TokenClaims } from "../../identity/index.ts";
import { conditionNotes } from "../conditions/condition-notes.ts";
import type { ConditionOutcome } from "../conditions/evaluate-condition.ts";
import { evaluateStatement, type StatementOutcome, type StatementReason } from "../evaluate-statement.ts";
import type { Finding, Grade } from "../finding.ts";
import { gradeOf, sortFindings } from "../finding.ts";
import type { RequestPrincipal } from "../match-principal.ts";
import { parsePolicy } from "../parse-policy.ts";
import { checkPermissions, type PermissionsResult } from "../permissions/check-permissions.ts";
import { effectsOf, type Verdict, verdictOf } from "../verdict.ts";
import { lintPolicyForTrust } from "./lint-trust-policy.ts";
import { type ConditionBlock, suggestCondition } from "./suggest-condition.ts";
import { tokenFindings } from "./token-findings.ts";
import { trustContext } from "./trust-context.ts";
import type { EvaluateTrustOptions } from "./trust-options.ts";
import { webIdentityAction } from "./web-identity-action.ts";

/** What `doctor --offline --json` prints, without `ok`. */
export interface TrustResult {
  readonly verdict: Verdict;
  /** Of the policy, whatever the verdict. */
  readonly grade: Grade;
  readonly statements: readonly TrustStatement[];
  readonly findings: readonly Finding[];
  /** A condition that admits this token's project and ref, as safe as its issuer allows. */
  readonly suggestion: { readonly condition: ConditionBlock };
  /** Only where permission policies were given. */
  readonly permissions?: PermissionsResult;
}

/** One statement of the trust policy against the token. */
export interface TrustStatement {
  readonly index: number;
  readonly sid: string | null;
  readonly effect: "Allow" | "Deny";
  /** Null: unknown. */
  readonly applies: boolean | null;
  /** Which element decides. */
  readonly because: StatementReason;
  readonly conditions: readonly TrustCondition[];
}

/** One condition against the token. */
export interface TrustCondition {
  readonly operator: string;
  readonly key: string;
  readonly expected: readonly string[];
  /** Values of the request; empty where the key is absent or unknown. */
  readonly actual: readonly string[];
  /** Null: unknown. */
  readonly matched: boolean | null;
  readonly note: string | null;
}

/**
 * Whether AWS would let a token assume a role with this trust policy, which statement, key and value decide, how safe
 * the policy is, and what to change.
 *
 * @param policy the trust policy: an object, or JSON text
 * @param claims the token's claims; a claim that isn't there is absent for AWS, too
 * @throws GitlabEcrError `input-invalid` for a policy that can't be read, or claims without `iss`
 */
export function evaluateTrustPolicy(policy: unknown, claims: unknown, options: EvaluateTrustOptions = {}): TrustResult {
  const token = readClaims(claims);
  const parsed = parsePolicy(policy);
  const issuer = issuerView(token.iss);
  const principal: RequestPrincipal = {
    kind: "web-identity",
    provider: issuer.prefix,
    account: options.accountId ?? null,
    providerArn: options.providerArn ?? null,
  };
  const context = trustContext(token, options.context, options.unknownClaims);
  const request = { action: webIdentityAction, resource: { kind: "none" }, principal, context } as const;
  const outcomes = parsed.statements.map((statement) =>
    evaluateStatement({ ...statement, resource: null }, parsed, request),
  );
  const policyFindings = lintPolicyForTrust(parsed, options);
  const findings = sortFindings([...policyFindings, ...tokenFindings(parsed, token, options)]);
  const verdict = audienceAccepted(token, options) ? verdictOf(effectsOf(outcomes)) : "deny";
  const permissions =
    options.permissions === undefined ? {} : { permissions: checkPermissions(options.permissions, options) };
  return {
    verdict,
    grade: gradeOf(findings),
    statements: outcomes.map((outcome) => describeStatement(outcome, token)),
    findings,
    suggestion: { condition: suggestCondition(token, options) },
    ...permissions,
  };
}

/** Whether the provider takes the token's audience; true where the provider's audiences aren't known. */
function audienceAccepted(claims: TokenClaims, options: EvaluateTrustOptions): boolean {
  if (options.providerAudiences === undefined) return true;
  const audiences = claimValues(claims, "aud") ?? [];
  return audiences.some((audience) => options.providerAudiences?.includes(audience));
}

function readClaims(claims: unknown): TokenClaims {
  if (typeof claims !== "object" || claims === null || Array.isArray(claims)) {
    throw new GitlabEcrError("input-invalid", { reason: "The claims aren't a JSON object", path: "" });
  }
  const { iss, ...rest } = claims as Record<string, unknown>;
  if (typeof iss !== "string" || iss === "") {
    throw new GitlabEcrError("input-invalid", { reason: "The claims have no iss, the token's issuer", path: "iss" });
  }
  return { ...rest, iss };
}

function describeStatement(outcome: StatementOutcome, claims: TokenClaims): TrustStatement {
  const { statement, applies, because, conditions } = outcome;
  const { index, sid, effect } = statement;
  return {
    index,
    sid,
    effect,
    applies,
    because,
    conditions: conditions.map((condition) => describe(condition, claims)),
  };
}

function describe({ condition, actual, matched, note }: ConditionOutcome, claims: TokenClaims): TrustCondition {
  const { operator, key, values } = condition;
  const code = actual.length === 0 && isHiddenClaim(key, claims) ? "claim-not-exposed" : note;
  return { operator, key, expected: values, actual, matched, note: code === null ? null : conditionNotes[code] };
}

/** A claim that the token has, under a key that AWS doesn't make of it. */
function isHiddenClaim(key: string, claims: TokenClaims): boolean {
  const issuer = issuerView(claims.iss);
  const prefix = `${issuer.prefix}:`.toLowerCase();
  if (!key.toLowerCase().startsWith(prefix)) return false;
  const claim = key.slice(prefix.length).toLowerCase();
  return !issuer.claims.some((exposed) => exposed.toLowerCase() === claim);
}
