import type { Finding, Severity } from "../../finding.ts";
import type { ConditionView } from "../condition-view.ts";
import type { StatementView } from "../statement-view.ts";
import { trustFinding } from "../trust-findings-table.ts";
import type { StatementRule } from "./trust-rule.ts";

/**
 * A statement that no condition on `sub` guards: missing-sub, or negated-only and for-all-values where such a condition
 * only seems to. AWS refuses new trust policies for gitlab.com without one (IAM User Guide, "Identity-provider controls
 * for shared OIDC providers").
 */
export const missingSubRule: StatementRule = (view) => {
  if (view.inert || view.guarded.has("sub")) return [];
  const severity = severityWithoutSub(view);
  const onSub = view.conditions.filter(({ key }) => key.kind === "claim" && key.claim === "sub");
  const findings = onSub.flatMap((condition) => weakFinding(condition, view, severity));
  if (findings.length > 0) return findings;
  const { prefix } = view.issuer;
  return [trustFinding("missing-sub", severity, view.statement.at, { prefix, whoGetsIn: whoGetsIn(view) })];
};

function weakFinding({ condition, name }: ConditionView, view: StatementView, severity: Severity): Finding[] {
  if (name?.kind !== "comparison") return [];
  const facts = { operator: condition.operator, key: condition.key, prefix: view.issuer.prefix };
  if (name.set === "ForAllValues") return [trustFinding("for-all-values", severity, condition.at, facts)];
  return name.operator.negated ? [trustFinding("negated-only", severity, condition.at, facts)] : [];
}

/** A project's protected refs alone are a caution; anything wider is dangerous. */
function severityWithoutSub({ pins }: StatementView): Severity {
  return pins.projectId && pins.protectedRef ? "caution" : "dangerous";
}

function whoGetsIn({ pins, issuer }: StatementView): string {
  if (pins.projectId) return "every branch and tag of the project";
  if (pins.namespaceId) return "every project of the namespace";
  return `every project on ${issuer.prefix}`;
}
