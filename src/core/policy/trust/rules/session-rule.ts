import { trustFinding } from "../trust-findings-table.ts";
import type { PolicyRule } from "./trust-rule.ts";

/** Sessions longer than jobs need: long-session. */
export const sessionRule: PolicyRule = (_policy, { maxSessionDuration }) => {
  if (maxSessionDuration === undefined || maxSessionDuration <= defaultSeconds) return [];
  return [trustFinding("long-session", "info", "MaxSessionDuration", { seconds: String(maxSessionDuration) })];
};

/** IAM's default for MaxSessionDuration. */
const defaultSeconds = 3600;
