import { type ConditionBlock, type ConditionContext, conditionsMatch } from "./conditions.ts";
import { matchesPattern } from "./pattern.ts";

/** A policy, in IAM's JSON language. */
export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: Statement | Statement[];
}

/** One statement of a policy. */
export interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: ConditionBlock;
}

/** Who asks, as the kinds and names that a `Principal` can hold. */
export interface Principal {
  /** ARN of the OIDC provider. */
  federated?: string;
  /** ARNs (or account ids) by which an AWS principal can be named. */
  aws?: string[];
}

/** What is asked. */
export interface PolicyQuestion {
  action: string;
  /** ARN or `*`; undefined for a trust policy, which has none. */
  resource?: string;
  /** For a policy on a resource; undefined for an identity policy. */
  principal?: Principal;
  context: ConditionContext;
}

/** `implicit`: no statement speaks of it. */
export type PolicyDecision = "allow" | "deny" | "implicit";

/**
 * The stand-in's own evaluator: simple, strict and independent of the one in
 * src, so that the two can be held against each other. What it doesn't know
 * (an operator, a policy variable, NotPrincipal) it throws on.
 */
export function decide(policies: readonly PolicyDocument[], question: PolicyQuestion): PolicyDecision {
  const effects = policies
    .flatMap((policy) => policy.Statement)
    .filter((statement) => applies(statement, question))
    .map((statement) => statement.Effect);
  if (effects.includes("Deny")) return "deny";
  return effects.includes("Allow") ? "allow" : "implicit";
}

function applies(statement: Statement, question: PolicyQuestion): boolean {
  if ("NotPrincipal" in statement) throw new Error("The stand-in doesn't know NotPrincipal.");
  return (
    principalMatches(statement, question) &&
    actionMatches(statement, question.action) &&
    resourceMatches(statement, question.resource) &&
    conditionsMatch(statement.Condition ?? {}, question.context)
  );
}

function principalMatches(statement: Statement, { principal }: PolicyQuestion): boolean {
  if (principal === undefined) return statement.Principal === undefined;
  if (statement.Principal === "*") return true;
  const named = statement.Principal ?? {};
  const aws = list(named.AWS);
  return (
    aws.includes("*") ||
    (principal.federated !== undefined && list(named.Federated).includes(principal.federated)) ||
    (principal.aws ?? []).some((name) => aws.includes(name))
  );
}

function actionMatches(statement: Statement, action: string): boolean {
  const among = (patterns: string[]) =>
    patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()));
  if (statement.NotAction !== undefined) return !among(list(statement.NotAction));
  return among(list(statement.Action));
}

function resourceMatches(statement: Statement, resource: string | undefined): boolean {
  if (resource === undefined) return true;
  const among = (patterns: string[]) => patterns.some((pattern) => matchesPattern(pattern, resource));
  if (statement.NotResource !== undefined) return !among(list(statement.NotResource));
  return among(list(statement.Resource));
}

function list(value: string | string[] | undefined): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
