import type { IssuerView } from "../../identity/index.ts";
import type { ConditionOperator } from "../conditions/condition-operator.ts";
import { matchesAction } from "../match-action.ts";
import { parseProviderArn, sameProvider } from "../match-principal.ts";
import type { Condition, Policy, Statement } from "../policy.ts";
import { literalPattern, type Pattern, patternOf, patternText } from "../wildcard.ts";
import { type ConditionView, conditionView } from "./condition-view.ts";
import { webIdentityAction } from "./web-identity-action.ts";

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
  /** As `hasLiteralWildcard`: the value equals nothing real, so this alternative admits nobody. */
  readonly literalWildcard: boolean;
}

/**
 * A condition as a guard. `IfExists` counts: a token always has the claims that AWS exposes of GitLab's. So does the
 * negation of a claim with two values: `ref_protected` that isn't `false` is `true`.
 */
export function guardOf({ condition, name, key }: ConditionView, policy: Policy): Guard[] {
  if (key.kind !== "claim" || name?.kind !== "comparison" || name.set === "ForAllValues") return [];
  const { operator } = name;
  if (pinningOperators.has(operator.name)) return [guard(key.claim, condition, operator, policy)];
  const excludesUnprotected = operator.name.startsWith("StringNot") && namesUnprotected(key.claim, condition);
  return excludesUnprotected ? [protectedGuard(condition, operator, policy)] : [];
}

/** What Deny statements with one condition impose: a denied `StringNotEquals` asks for equality. */
export function denyGuards(policy: Policy, issuer: IssuerView): Guard[] {
  return denyStatements(policy, issuer).flatMap(({ conditions: [condition, ...others] }) => {
    if (condition === undefined || others.length > 0) return [];
    const { name, key } = conditionView(condition, issuer);
    if (key.kind !== "claim" || name?.kind !== "comparison" || name.set !== null) return [];
    if (negatedPinningOperators.has(name.operator.name)) {
      return [guard(key.claim, condition, name.operator, policy)];
    }
    const deniesUnprotected = pinningOperators.has(name.operator.name) && namesUnprotected(key.claim, condition);
    return deniesUnprotected ? [protectedGuard(condition, name.operator, policy)] : [];
  });
}

/** Whether an operator takes `*` or `?` in a value literally, so that it never equals a real value. */
export function hasLiteralWildcard(operator: ConditionOperator, value: string): boolean {
  if (!operator.name.startsWith("String") || operator.wildcards) return false;
  return /[*?]/.test(value.replaceAll(/\$\{[^{}]*\}/g, ""));
}

/** Deny statements about web identities that concern an issuer. */
export function denyStatements(policy: Policy, issuer: IssuerView): Statement[] {
  return policy.statements.filter(
    (statement) =>
      statement.effect === "Deny" &&
      matchesAction(statement.action, webIdentityAction) &&
      coversIssuer(statement, issuer),
  );
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

function coversIssuer(statement: Statement, issuer: IssuerView): boolean {
  if (statement.principal?.element !== "Principal") return false;
  return statement.principal.entries.some((entry) => {
    const provider = parseProviderArn(entry.value)?.provider;
    return entry.value === "*" || (provider !== undefined && sameProvider(provider, issuer.prefix));
  });
}

/** Whether unprotected refs are among the values of a condition. */
function namesUnprotected(claim: string, { values }: Condition): boolean {
  return claim === "ref_protected" && values.includes("false");
}

function protectedGuard(condition: Condition, operator: ConditionOperator, policy: Policy): Guard {
  return guard("ref_protected", { ...condition, values: ["true"] }, operator, policy);
}

function guard(claim: string, condition: Condition, operator: ConditionOperator, policy: Policy): Guard {
  const several = condition.values.length > 1;
  const values = condition.values.map((text, index) => ({
    text,
    at: several ? `${condition.at}[${index}]` : condition.at,
    pattern: patternWithVariables(text, operator.wildcards, policy),
    literalWildcard: hasLiteralWildcard(operator, text),
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
