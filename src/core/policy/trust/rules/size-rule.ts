import { policyLimits } from "../../policy-limits.ts";
import { trustFinding } from "../trust-findings-table.ts";
import type { PolicyRule } from "./trust-rule.ts";

/** A document longer than IAM takes: too-long. */
export const sizeRule: PolicyRule = ({ size }) => {
  if (size <= policyLimits.trust) return [];
  const severity = size > policyLimits.trustRaised ? "caution" : "info";
  return [trustFinding("too-long", severity, "", { size: String(size), limit: String(policyLimits.trust) })];
};
