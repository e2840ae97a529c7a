import { type IssuerView, issuerView } from "../../identity/index.ts";
import { matchesAction } from "../match-action.ts";
import { parseProviderArn } from "../match-principal.ts";
import type { Policy, Statement } from "../policy.ts";
import { type ConditionView, conditionView, needsKey } from "./condition-view.ts";
import { denyGuards, type Guard, guardOf } from "./guard.ts";
import { eitherPins, type Pins, pinsOf } from "./pins.ts";
import type { LintTrustOptions } from "./trust-options.ts";
import { webIdentityAction } from "./web-identity-action.ts";

/** Guards to be judged, among all that hold for the same tokens. */
export interface GuardView {
  readonly issuer: IssuerView;
  /** The guards to be judged: one statement's, or those that Deny statements impose. */
  readonly guards: readonly Guard[];
  /** What all guards hold, others than these among them. */
  readonly pins: Pins;
}

/** One Allow statement as one OIDC provider's tokens meet it; its guards are its own. */
export interface StatementView extends GuardView {
  readonly statement: Statement;
  /** Conditions of the statement, each with what it asks of this issuer's tokens. */
  readonly conditions: readonly ConditionView[];
  /** Claims that have a guard, in the statement or in a Deny statement. */
  readonly guarded: ReadonlySet<string>;
  /** A condition fails for every token of this issuer, so the statement never applies to them. */
  readonly inert: boolean;
}

/** All statements that trust one OIDC provider, and what Deny statements impose on its tokens. */
export interface ProviderView {
  readonly issuer: IssuerView;
  readonly statements: readonly StatementView[];
  /** The guards of Deny statements, once for each way in which the statements' own guards bear on them. */
  readonly denials: readonly GuardView[];
}

/** Every OIDC provider that an Allow statement for web identities trusts. Linear in the number of statements. */
export function providerViews(policy: Policy, options: LintTrustOptions): ProviderView[] {
  const trusting = new Map<string, { issuer: IssuerView; statements: Statement[] }>();
  for (const statement of policy.statements) {
    if (statement.effect !== "Allow" || !matchesAction(statement.action, webIdentityAction)) continue;
    for (const issuer of trustedIssuers(statement, options)) {
      const known = trusting.get(issuer.prefix);
      if (known === undefined) trusting.set(issuer.prefix, { issuer, statements: [statement] });
      else known.statements.push(statement);
    }
  }
  return [...trusting.values()].map(({ issuer, statements }) => providerView(policy, issuer, statements));
}

function providerView(policy: Policy, issuer: IssuerView, trusting: readonly Statement[]): ProviderView {
  const denied = denyGuards(policy, issuer);
  const imposed = { pins: pinsOf(denied), claims: new Set(denied.map(({ claim }) => claim)) };
  const statements = trusting.map((statement): StatementView => {
    const conditions = statement.conditions.map((condition) => conditionView(condition, issuer));
    const guards = conditions.flatMap((view) => guardOf(view, policy));
    return {
      statement,
      issuer,
      conditions,
      guards,
      guarded: new Set([...guards.map(({ claim }) => claim), ...imposed.claims]),
      pins: eitherPins(pinsOf(guards), imposed.pins),
      inert: conditions.some((view) => view.key.kind !== "claim" && view.key.kind !== "other" && needsKey(view.name)),
    };
  });
  const ways = new Map(statements.map(({ pins }) => [JSON.stringify(pins), pins]));
  return { issuer, statements, denials: [...ways.values()].map((pins) => ({ issuer, guards: denied, pins })) };
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
