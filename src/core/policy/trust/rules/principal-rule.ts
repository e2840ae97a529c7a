import type { Finding } from "../../finding.ts";
import { nativeProviders, parseProviderArn } from "../../match-principal.ts";
import type { PrincipalEntry, Statement } from "../../policy.ts";
import { trustFinding } from "../trust-findings-table.ts";
import type { LintTrustOptions } from "../trust-options.ts";
import type { PolicyRule } from "./trust-rule.ts";

/** Who is trusted: not-principal, wildcard-principal, missing-principal, foreign-provider, bare-provider. */
export const principalRule: PolicyRule = (policy, options) =>
  policy.statements.flatMap((statement) => statementFindings(statement, options));

function statementFindings(statement: Statement, options: LintTrustOptions): Finding[] {
  const { principal, effect, at } = statement;
  if (principal === null) return [trustFinding("missing-principal", "caution", at)];
  if (principal.element === "NotPrincipal") {
    return [trustFinding("not-principal", effect === "Allow" ? "dangerous" : "info", `${at}.NotPrincipal`)];
  }
  if (effect === "Deny") return [];
  return principal.entries.flatMap((entry) => entryFindings(entry, statement, options));
}

function entryFindings(entry: PrincipalEntry, statement: Statement, options: LintTrustOptions): Finding[] {
  const { type, value, at } = entry;
  if (value === "*") {
    const shown = type === "Everyone" ? "*" : JSON.stringify({ [type]: "*" });
    const severity = type !== "Federated" && namesCaller(statement) ? "caution" : "dangerous";
    return [trustFinding("wildcard-principal", severity, at, { value: shown })];
  }
  if (type !== "Federated") return [];
  const provider = parseProviderArn(value);
  if (provider === null) {
    const isBare = !value.startsWith("arn:") && !nativeProviders.has(value);
    return isBare ? [trustFinding("bare-provider", "caution", at, { value: value.replace(/^https?:\/\//, "") })] : [];
  }
  const otherAccount = options.accountId !== undefined && options.accountId !== provider.account;
  const otherArn = options.providerArn !== undefined && options.providerArn !== value;
  if (!otherAccount && !(otherArn && sameHost(options.providerArn, provider.provider))) return [];
  const account = options.accountId === undefined ? "" : `, ${options.accountId}`;
  const why = `${value} isn't the provider of the role's account${account}`;
  const fix = "Use the provider of the account that the role is in.";
  return [trustFinding("foreign-provider", "caution", at, { why, fix })];
}

/** Whether a condition says which AWS principal it must be, so that `*` isn't everyone. */
function namesCaller(statement: Statement): boolean {
  return statement.conditions.some(
    ({ key, operator }) =>
      /^(aws:principal(arn|account|orgid|orgpaths)|sts:externalid)$/i.test(key) &&
      !/not|ifexists|forall/i.test(operator),
  );
}

function sameHost(arn: string | undefined, provider: string): boolean {
  return arn !== undefined && parseProviderArn(arn)?.provider === provider;
}
