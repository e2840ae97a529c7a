import { claimValues, issuerView, type TokenClaims } from "../../identity/index.ts";
import type { Finding } from "../finding.ts";
import { matchesPrincipal, parseProviderArn } from "../match-principal.ts";
import type { Policy } from "../policy.ts";
import { trustFinding } from "./trust-findings-table.ts";
import type { LintTrustOptions } from "./trust-options.ts";

/**
 * What stands between this token and the role beyond conditions: foreign-provider, audience-mismatch. They are info,
 * since the grade is the policy's, not the token's.
 */
export function tokenFindings(policy: Policy, claims: TokenClaims, options: LintTrustOptions): Finding[] {
  return [...issuerFindings(policy, claims.iss), ...audienceFindings(claims, options)];
}

/** foreign-provider where no statement trusts an issuer. */
export function issuerFindings(policy: Policy, issuer: string): Finding[] {
  const { prefix } = issuerView(issuer);
  const principal = { kind: "web-identity", provider: prefix, account: null, providerArn: null } as const;
  const allows = policy.statements.filter(({ effect }) => effect === "Allow");
  if (allows.some((statement) => matchesPrincipal(statement.principal, principal))) return [];
  const entries = allows.flatMap((statement) => statement.principal?.entries ?? []);
  const providers = entries.flatMap(({ value }) => parseProviderArn(value)?.provider ?? []);
  const trusted = providers.length === 0 ? "" : `, only ${[...new Set(providers)].join(", ")}`;
  const why = `No Allow statement trusts ${prefix}${trusted}`;
  const fix = `Trust the provider of ${prefix}: {"Federated": "arn:aws:iam::ACCOUNT:oidc-provider/${prefix}"}.`;
  return [trustFinding("foreign-provider", "info", "Statement", { why, fix })];
}

function audienceFindings(claims: TokenClaims, { providerAudiences }: LintTrustOptions): Finding[] {
  const audiences = claimValues(claims, "aud") ?? [];
  if (providerAudiences === undefined || audiences.some((audience) => providerAudiences.includes(audience))) return [];
  const facts = { value: JSON.stringify(audiences.join(", ")), audiences: providerAudiences.join(", ") };
  return [trustFinding("audience-mismatch", "info", "claims.aud", facts)];
}
