import { type IssuerView, issuerView } from "../../identity/index.ts";
import { matchesAction } from "../match-action.ts";
import { parseProviderArn } from "../match-principal.ts";
import type { Policy, Statement } from "../policy.ts";
import { type ConditionView, conditionView, needsKey } from "./condition-view.ts";
import { denyGuards, type Guard, guardOf } from "./guard.ts";
import type { LintTrustOptions } from "./trust-options.ts";
import { webIdentityAction } from "./web-identity-action.ts";

/** One Allow statement as one OIDC provider's tokens meet it. */
export interface StatementView {
  readonly policy: Policy;
  readonly statement: Statement;
  readonly issuer: IssuerView;
  /** Conditions of the statement, each with what it asks of this issuer's tokens. */
  readonly conditions: readonly ConditionView[];
  /** Conditions that hold for every token that gets in, those that Deny statements impose among them. */
  readonly guards: readonly Guard[];
  /** A condition fails for every token of this issuer, so the statement never applies to them. */
  readonly inert: boolean;
}

/** Every pair of an Allow statement for web identities and an OIDC provider that it trusts. */
export function statementViews(policy: Policy, options: LintTrustOptions): StatementView[] {
  return policy.statements
    .filter((statement) => statement.effect === "Allow" && matchesAction(statement.action, webIdentityAction))
    .flatMap((statement) => trustedIssuers(statement, options).map((issuer) => viewOf(policy, statement, issuer)));
}

/** Names of the OIDC providers that a statement trusts; where it trusts everyone, those that its keys speak of. */
function trustedIssuers(statement: Statement, options: LintTrustOptions): IssuerView[] {
  const { principal } = statement;
  if (principal === null) return [];
  const named = principal.entries.flatMap((entry) =>
    entry.type === "Federated" ? (parseProviderArn(entry.value)?.provider ?? []) : [],
  );
  const everyone = principal.element === "NotPrincipal" || principal.entries.some((entry) => entry.value === "*");
  const names = everyone
    ? [...keyPrefixes(statement), ...(options.issuer === undefined ? [] : [options.issuer])]
    : named;
  const fallback = everyone && names.length === 0 ? ["gitlab.com"] : names;
  return [...new Set(fallback)].map(issuerView);
}

function keyPrefixes(statement: Statement): string[] {
  return statement.conditions.flatMap(({ key }) => /^([^:]*\.[^:]*):[^:]+$/.exec(key)?.[1] ?? []);
}

function viewOf(policy: Policy, statement: Statement, issuer: IssuerView): StatementView {
  const conditions = statement.conditions.map((condition) => conditionView(condition, issuer));
  return {
    policy,
    statement,
    issuer,
    conditions,
    guards: [...conditions.flatMap((view) => guardOf(view, policy)), ...denyGuards(policy, issuer)],
    inert: conditions.some((view) => view.key.kind !== "claim" && view.key.kind !== "other" && needsKey(view.name)),
  };
}
