import { conditionView, needsKey } from "../condition-view.ts";
import { denyStatements } from "../guard.ts";
import { trustFinding } from "../trust-findings-table.ts";
import { literalWildcards } from "./operator-rule.ts";
import type { ProviderRule } from "./trust-rule.ts";

/**
 * Deny statements over keys that this issuer's tokens never have, unknown-key, or over values that no claim ever has,
 * literal-wildcard. They strike always, or never.
 */
export const denyRule: ProviderRule = ({ issuer }, policy) =>
  denyStatements(policy, issuer).flatMap(({ conditions }) => {
    const views = conditions.map((condition) => conditionView(condition, issuer));
    const unknownKeys = views
      .filter(({ key }) => key.kind === "hidden" || key.kind === "foreign")
      .map(({ condition, name }) =>
        trustFinding("unknown-key", "caution", condition.at, {
          key: condition.key,
          prefix: issuer.prefix,
          effect: needsKey(name) ? "never holds, and denies nobody" : "always holds, and so denies them all the same",
          exposed: issuer.claims.map((claim) => `${issuer.prefix}:${claim}`).join(", "),
        }),
      );
    return [...unknownKeys, ...views.flatMap(literalWildcards)];
  });
