export { type Arn, parseArn } from "./arn.ts";
export type { PolicyRequest, StatementReason } from "./evaluate-statement.ts";
export { type Finding, type Grade, gradeOf, type Severity } from "./finding.ts";
export { matchesAction } from "./match-action.ts";
export type { RequestPrincipal } from "./match-principal.ts";
export { parseProviderArn, sameProvider } from "./match-principal.ts";
export type { RequestResource } from "./match-resource.ts";
export { matchesResource } from "./match-resource.ts";
export { parsePolicy } from "./parse-policy.ts";
export { checkPermissions, type PermissionOptions, type PermissionsResult } from "./permissions/check-permissions.ts";
export { actionsFor, type EcrAction } from "./permissions/ecr-actions.ts";
export {
  evaluatePermissions,
  type PermissionDecision,
  type PermissionPolicies,
} from "./permissions/evaluate-permissions.ts";
export {
  type LintPermissionOptions,
  lintParsedPermissions,
  lintPermissionPolicies,
} from "./permissions/lint-permission-policies.ts";
export { permissionFindings } from "./permissions/permission-findings-table.ts";
export { type Scope, scopePolicy } from "./permissions/scope-policy.ts";
export type { Condition, Policy, PolicyVersion, PrincipalElement, PrincipalEntry, Statement } from "./policy.ts";
export { policyLimits } from "./policy-limits.ts";
export type { KnownKeys, RequestContext } from "./request-context.ts";
export { describeTrust, type TrustDescription } from "./trust/describe-trust.ts";
export {
  evaluateTrustPolicy,
  type TrustCondition,
  type TrustResult,
  type TrustStatement,
} from "./trust/evaluate-trust-policy.ts";
export { lintPolicyForTrust, lintTrustPolicy } from "./trust/lint-trust-policy.ts";
export { type ConditionBlock, suggestCondition } from "./trust/suggest-condition.ts";
export { trustFindings } from "./trust/trust-findings-table.ts";
export type { EvaluateTrustOptions, LintTrustOptions, PermissionDocuments } from "./trust/trust-options.ts";
export type { Verdict } from "./verdict.ts";
export { matchesPattern, patternOf } from "./wildcard.ts";
