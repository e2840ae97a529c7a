import type { Finding } from "../../finding.ts";
import { matchesPattern, patternText } from "../../wildcard.ts";
import type { GuardValue } from "../guard.ts";
import { readSubPattern } from "../sub-pattern.ts";
import { trustFinding } from "../trust-findings-table.ts";
import type { GuardRule } from "./trust-rule.ts";

/** Values that a claim never has: impossible-value. */
export const valueRule: GuardRule = (view) =>
  view.guards.flatMap(({ claim, values }) =>
    values.flatMap((value) => (claim === "sub" ? subFindings(value) : claimFindings(claim, value))),
  );

function subFindings(value: GuardValue): Finding[] {
  return readSubPattern(value.pattern).impossible.map(({ component, value: text, expected }) =>
    trustFinding("impossible-value", "caution", value.at, { component, value: JSON.stringify(text), expected }),
  );
}

function claimFindings(claim: string, { pattern, at, text }: GuardValue): Finding[] {
  const possible = domains[claim];
  const expected = possible?.join(" or ") ?? "digits";
  const fits =
    possible?.some((candidate) => matchesPattern(pattern, candidate)) ??
    (!numericClaims.has(claim) || /^[\d*?]+$/.test(patternText(pattern)));
  if (fits) return [];
  return [trustFinding("impossible-value", "caution", at, { component: claim, value: JSON.stringify(text), expected })];
}

/** Source: GitLab Docs, "OpenID Connect (OIDC) Authentication Using ID Tokens", token payload. */
const domains: Readonly<Record<string, readonly string[]>> = {
  ref_protected: ["true", "false"],
  runner_environment: ["gitlab-hosted", "self-hosted"],
};

const numericClaims: ReadonlySet<string> = new Set(["project_id", "namespace_id", "user_id"]);
