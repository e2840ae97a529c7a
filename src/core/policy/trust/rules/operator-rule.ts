import type { Finding } from "../../finding.ts";
import type { ConditionView } from "../condition-view.ts";
import { hasLiteralWildcard } from "../guard.ts";
import { trustFinding } from "../trust-findings-table.ts";
import type { StatementRule } from "./trust-rule.ts";

/** Operators that don't do what they seem to: for-all-values, if-exists, literal-wildcard, ignore-case, unknown-operator. */
export const operatorRule: StatementRule = ({ conditions }) => conditions.flatMap(findings);

function findings({ condition, name, key }: ConditionView): Finding[] {
  const facts = { operator: condition.operator, key: condition.key };
  if (name === null) return [trustFinding("unknown-operator", "caution", condition.at, facts)];
  if (name.kind === "null" || key.kind !== "claim") return [];
  const found: Finding[] = [];
  if (name.set === "ForAllValues") found.push(trustFinding("for-all-values", "caution", condition.at, facts));
  if (name.ifExists && name.set === null && !name.operator.negated) {
    found.push(trustFinding("if-exists", "caution", condition.at, facts));
  }
  found.push(...literalWildcards({ condition, name, key }));
  if (name.operator.name === "StringEqualsIgnoreCase" && key.claim === "sub") {
    const value = condition.values.filter((text) => !hasLiteralWildcard(name.operator, text)).join(", ");
    if (value !== "") found.push(trustFinding("ignore-case", "caution", condition.at, { ...facts, value }));
  }
  return found;
}

/** literal-wildcard for each value of a condition on a claim, in Allow or Deny. */
export function literalWildcards({ condition, name, key }: ConditionView): Finding[] {
  if (name?.kind !== "comparison" || key.kind !== "claim") return [];
  const { operator, values } = condition;
  return values.flatMap((value, index) => {
    if (!hasLiteralWildcard(name.operator, value)) return [];
    const at = values.length > 1 ? `${condition.at}[${index}]` : condition.at;
    return [trustFinding("literal-wildcard", "caution", at, { operator, value: JSON.stringify(value) })];
  });
}
