import { needsKey } from "../condition-view.ts";
import { trustFinding } from "../trust-findings-table.ts";
import type { StatementRule } from "./trust-rule.ts";

/** Keys that a request with this issuer's token never has: unknown-key. */
export const keyRule: StatementRule = ({ conditions, issuer }) =>
  conditions
    .filter(({ key }) => key.kind === "hidden" || key.kind === "foreign")
    .map(({ condition, name }) =>
      trustFinding("unknown-key", "caution", condition.at, {
        key: condition.key,
        prefix: issuer.prefix,
        effect: needsKey(name) ? "never holds" : "always holds, and guards nothing",
        exposed: issuer.claims.map((claim) => `${issuer.prefix}:${claim}`).join(", "),
      }),
    );
