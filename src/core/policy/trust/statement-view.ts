import { type IssuerView, issuerView } from "../../identity/condition-keys.ts";
import { type OperatorName, parseOperatorName } from "../conditions/operator-name.ts";
import { matchesAction } from "../match-action.ts";
import { parseProviderArn, sameProvider } from "../match-principal.ts";
import type { Condition, Policy, Statement } from "../policy.ts";
import { literalPattern, type Pattern, patternOf, patternText } from "../wildcard.ts";
import type { LintTrustOptions } from "./trust-options.ts";

/** The call that a job makes with its ID token. */
export const webIdentityAction = "sts:AssumeRoleWithWebIdentity";

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

/** A condition and the claim that its key stands for. */
export interface ConditionView {
  readonly condition: Condition;
  readonly name: OperatorName | null;
  /** `claim`: exposed by this issuer; `hidden`: this issuer's, but no condition key; `foreign`: never in such a request. */
  readonly key: { readonly kind: "claim" | "hidden" | "foreign"; readonly claim: string } | { readonly kind: "other" };
}

/** A claim that must equal or resemble one of several values. */
export interface Guard {
  readonly claim: string;
  readonly at: string;
  readonly values: readonly GuardValue[];
}

/** One of a guard's alternatives. */
export interface GuardValue {
  readonly text: string;
  readonly at: string;
  readonly pattern: Pattern;
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

function conditionView(condition: Condition, issuer: IssuerView): ConditionView {
  return { condition, name: parseOperatorName(condition.operator), key: keyOf(condition.key, issuer) };
}

function keyOf(key: string, issuer: IssuerView): ConditionView["key"] {
  const name = key.toLowerCase();
  const prefix = `${issuer.prefix}:`.toLowerCase();
  if (name.startsWith(prefix)) {
    const claim = name.slice(prefix.length);
    const exposed = issuer.claims.some((candidate) => candidate.toLowerCase() === claim);
    return { kind: exposed ? "claim" : "hidden", claim };
  }
  if (/^(?:aws|sts):/.test(name) && name !== "sts:externalid") return { kind: "other" };
  return { kind: "foreign", claim: name };
}

/** Whether a condition with this operator fails without its key. */
export function needsKey(name: OperatorName | null): boolean {
  if (name === null || name.kind === "null") return false;
  return !name.ifExists && name.set !== "ForAllValues" && (name.set === "ForAnyValue" || !name.operator.negated);
}

/** Operators that hold a claim to the values that they list. */
const pinningOperators: ReadonlySet<string> = new Set([
  "StringEquals",
  "StringEqualsIgnoreCase",
  "StringLike",
  "ArnEquals",
  "ArnLike",
  "NumericEquals",
  "Bool",
]);

/** Operators that do so when a Deny statement uses them. */
const negatedPinningOperators: ReadonlySet<string> = new Set([
  "StringNotEquals",
  "StringNotEqualsIgnoreCase",
  "StringNotLike",
  "ArnNotEquals",
  "ArnNotLike",
  "NumericNotEquals",
]);

/** A condition as a guard. `IfExists` counts: a token always has the claims that AWS exposes of GitLab's. */
function guardOf({ condition, name, key }: ConditionView, policy: Policy): Guard[] {
  if (key.kind !== "claim" || name?.kind !== "comparison") return [];
  if (!pinningOperators.has(name.operator.name) || name.set === "ForAllValues") return [];
  return [guard(key.claim, condition, name.operator.wildcards, policy)];
}

/** What Deny statements with one condition impose: a denied `StringNotEquals` asks for equality. */
function denyGuards(policy: Policy, issuer: IssuerView): Guard[] {
  return policy.statements.flatMap((statement) => {
    const [condition, ...others] = statement.conditions;
    if (statement.effect !== "Deny" || condition === undefined || others.length > 0) return [];
    if (!matchesAction(statement.action, webIdentityAction) || !coversIssuer(statement, issuer)) return [];
    const { name, key } = conditionView(condition, issuer);
    if (key.kind !== "claim" || name?.kind !== "comparison" || name.set !== null) return [];
    if (negatedPinningOperators.has(name.operator.name))
      return [guard(key.claim, condition, name.operator.wildcards, policy)];
    const isEquality = pinningOperators.has(name.operator.name);
    const deniesUnprotected = isEquality && key.claim === "ref_protected" && condition.values.includes("false");
    return deniesUnprotected ? [guard(key.claim, { ...condition, values: ["true"] }, false, policy)] : [];
  });
}

function coversIssuer(statement: Statement, issuer: IssuerView): boolean {
  if (statement.principal?.element !== "Principal") return false;
  return statement.principal.entries.some((entry) => {
    const provider = parseProviderArn(entry.value)?.provider;
    return entry.value === "*" || (provider !== undefined && sameProvider(provider, issuer.prefix));
  });
}

function guard(claim: string, condition: Condition, wildcards: boolean, policy: Policy): Guard {
  const several = condition.values.length > 1;
  const values = condition.values.map((text, index) => ({
    text,
    at: several ? `${condition.at}[${index}]` : condition.at,
    pattern: patternWithVariables(text, wildcards, policy),
  }));
  return { claim, at: condition.at, values };
}

/** A policy variable can have any value, as far as a linter knows. */
function patternWithVariables(text: string, wildcards: boolean, policy: Policy): Pattern {
  const read = wildcards ? patternOf : literalPattern;
  if (policy.version === "2008-10-17") return read(text);
  return text.split(/(\$\{[^{}]*\})/).flatMap((part): Pattern => {
    if (!/^\$\{[^{}]*\}$/.test(part)) return read(part);
    const special = /^\$\{([*?$])\}$/.exec(part)?.[1];
    return special === undefined ? [{ kind: "any" }] : literalPattern(special);
  });
}

/** Whether each of a guard's values is one value without a wildcard. */
export function isExact(guardValue: GuardValue): boolean {
  return guardValue.pattern.every((token) => token.kind === "text");
}

/** The guard's only value, as text, where it has just one and that is exact. */
export function soleValue({ values }: Guard): string | null {
  const [value, ...others] = values;
  return value !== undefined && others.length === 0 && isExact(value) ? patternText(value.pattern) : null;
}
