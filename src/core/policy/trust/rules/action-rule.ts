import type { Finding } from "../../finding.ts";
import { actionPatternMatches, matchesAction } from "../../match-action.ts";
import { parseProviderArn } from "../../match-principal.ts";
import type { Statement } from "../../policy.ts";
import { trustFinding } from "../trust-findings-table.ts";
import { webIdentityAction } from "../web-identity-action.ts";
import type { PolicyRule } from "./trust-rule.ts";

/** What is allowed: wrong-action, broad-action, not-action. */
export const actionRule: PolicyRule = (policy) => policy.statements.flatMap(statementFindings);

function statementFindings({ action, effect, principal, at }: Statement): Finding[] {
  const trustsProvider = principal?.entries.some(({ value }) => parseProviderArn(value) !== null) ?? false;
  const trustsAll = principal?.entries.some(({ value }) => value === "*") ?? false;
  if (effect === "Deny" || !(trustsProvider || trustsAll)) return [];
  const place = `${at}.${action.element}`;
  const facts = { value: action.values.join(", ") };
  const covers = matchesAction(action, webIdentityAction);
  if (action.element === "NotAction") {
    if (covers) return [trustFinding("not-action", "caution", place)];
    return wrongAction(trustsProvider, place, { value: `everything but ${facts.value}` });
  }
  if (!covers) {
    const onlySession = action.values.every((value) =>
      sessionActions.some((name) => actionPatternMatches(value, name)),
    );
    return onlySession ? [] : wrongAction(trustsProvider, place, facts);
  }
  const broad = action.values.filter((value) => /[*?]/.test(value));
  return broad.length === 0 ? [] : [trustFinding("broad-action", "info", place, { value: broad.join(", ") })];
}

function wrongAction(trustsProvider: boolean, place: string, facts: Readonly<Record<string, string>>): Finding[] {
  return trustsProvider ? [trustFinding("wrong-action", "caution", place, facts)] : [];
}

/** Calls that a trust policy allows beside the assumption itself. Source: IAM User Guide, "Pass session tags in AWS STS". */
const sessionActions = ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"];
