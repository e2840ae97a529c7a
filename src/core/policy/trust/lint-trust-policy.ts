import { type Finding, type Grade, gradeOf, sortFindings } from "../finding.ts";
import { parsePolicy } from "../parse-policy.ts";
import type { Policy } from "../policy.ts";
import { actionRule } from "./rules/action-rule.ts";
import { audienceRule, missingAudienceRule } from "./rules/audience-rule.ts";
import { denyRule } from "./rules/deny-rule.ts";
import { keyRule } from "./rules/key-rule.ts";
import { missingSubRule } from "./rules/missing-sub-rule.ts";
import { operatorRule } from "./rules/operator-rule.ts";
import { principalRule } from "./rules/principal-rule.ts";
import { sessionRule } from "./rules/session-rule.ts";
import { sizeRule } from "./rules/size-rule.ts";
import { subRule } from "./rules/sub-rule.ts";
import type { GuardRule, PolicyRule, StatementRule } from "./rules/trust-rule.ts";
import { valueRule } from "./rules/value-rule.ts";
import { providerViews } from "./statement-view.ts";
import { issuerFindings } from "./token-findings.ts";
import type { LintTrustOptions } from "./trust-options.ts";

/**
 * What is unsafe, fragile or without effect in a role's trust policy, as far as GitLab's tokens are concerned.
 *
 * Dangerous is what lets in somebody outside the project, or a branch or tag that anyone with push rights can make;
 * caution is what is exact today but rests on a mutable path, or can't work; the rest is info and counts as safe.
 *
 * @param policy the trust policy: an object, or JSON text
 * @throws GitlabEcrError `input-invalid` for a policy that can't be read
 */
export function lintTrustPolicy(
  policy: unknown,
  options: LintTrustOptions = {},
): { readonly grade: Grade; readonly findings: readonly Finding[] } {
  const findings = lintPolicyForTrust(parsePolicy(policy), options);
  return { grade: gradeOf(findings), findings };
}

/** As `lintTrustPolicy`, for a policy that was parsed. */
export function lintPolicyForTrust(policy: Policy, options: LintTrustOptions): readonly Finding[] {
  const providers = providerViews(policy, options).filter(({ issuer }) => issuer.profile.kind !== "other");
  return sortFindings([
    ...policyRules.flatMap((rule) => rule(policy, options)),
    ...providers.flatMap((provider) => [
      ...provider.statements.flatMap((view) => statementRules.flatMap((rule) => rule(view, options))),
      ...provider.denials.flatMap((view) => guardRules.flatMap((rule) => rule(view, options))),
      ...denyRule(provider, policy),
    ]),
  ]);
}

const issuerRule: PolicyRule = (policy, { issuer }) => (issuer === undefined ? [] : issuerFindings(policy, issuer));

const policyRules: readonly PolicyRule[] = [principalRule, actionRule, sessionRule, sizeRule, issuerRule];

const guardRules: readonly GuardRule[] = [subRule, valueRule, audienceRule];

const statementRules: readonly StatementRule[] = [
  subRule,
  missingSubRule,
  operatorRule,
  valueRule,
  keyRule,
  missingAudienceRule,
  audienceRule,
];
