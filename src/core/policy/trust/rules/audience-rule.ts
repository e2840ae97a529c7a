import type { Finding } from "../../finding.ts";
import { matchesEverything, matchesPattern, patternText } from "../../wildcard.ts";
import { isExact } from "../guard.ts";
import { trustFinding } from "../trust-findings-table.ts";
import type { GuardRule, StatementRule } from "./trust-rule.ts";

/**
 * missing-aud. The provider's client ids are checked anyway, so it only matters where the provider is known to have
 * several.
 */
export const missingAudienceRule: StatementRule = ({ issuer, statement, guarded }, { providerAudiences = [] }) => {
  if (guarded.has("aud")) return [];
  const several = providerAudiences.length > 1;
  const audiences = several ? ` (${providerAudiences.join(", ")})` : "";
  const facts = { prefix: issuer.prefix, audiences };
  return [trustFinding("missing-aud", several ? "caution" : "info", statement.at, facts)];
};

/** broad-audience, audience-mismatch. */
export const audienceRule: GuardRule = ({ issuer, guards }, { providerAudiences }) => {
  const several = providerAudiences !== undefined && providerAudiences.length > 1;
  const values = guards.filter(({ claim }) => claim === "aud").flatMap((guard) => guard.values);
  const findings: Finding[] = [];
  for (const value of values) {
    const facts = { value: JSON.stringify(value.text), audiences: providerAudiences?.join(", ") ?? "" };
    if (!isExact(value)) {
      const severity = several && matchesSeveral(value.pattern, providerAudiences) ? "caution" : "info";
      findings.push(trustFinding("broad-audience", severity, value.at, facts));
    } else if (patternText(value.pattern) === `https://${issuer.prefix}`) {
      findings.push(trustFinding("broad-audience", "info", value.at, facts));
    }
    if (
      providerAudiences !== undefined &&
      !providerAudiences.some((audience) => matchesPattern(value.pattern, audience))
    ) {
      findings.push(trustFinding("audience-mismatch", "info", value.at, facts));
    }
  }
  return findings;
};

function matchesSeveral(pattern: Parameters<typeof matchesPattern>[0], audiences: readonly string[]): boolean {
  return matchesEverything(pattern) || audiences.filter((audience) => matchesPattern(pattern, audience)).length > 1;
}
