import type { StatementOutcome } from "./evaluate-statement.ts";
import { anyOf, type Truth } from "./truth.ts";

/** The answer to a request: `unknown` where facts that weren't given decide. */
export type Verdict = "allow" | "deny" | "unknown";

/** What statements say together, before anything else is weighed. */
export interface Effects {
  readonly allowed: Truth;
  readonly denied: Truth;
}

/** Whether any statement allows and any denies. */
export function effectsOf(outcomes: readonly StatementOutcome[]): Effects {
  const applying = (effect: "Allow" | "Deny"): Truth =>
    anyOf(outcomes.filter(({ statement }) => statement.effect === effect).map(({ applies }) => applies));
  return { allowed: applying("Allow"), denied: applying("Deny") };
}

/**
 * An explicit deny wins, then an allow is needed; what might be denied or is perhaps allowed is unknown. Source: IAM
 * User Guide, "Policy evaluation logic".
 */
export function verdictOf({ allowed, denied }: Effects): Verdict {
  if (denied === true || allowed === false) return "deny";
  return denied === null || allowed === null ? "unknown" : "allow";
}
