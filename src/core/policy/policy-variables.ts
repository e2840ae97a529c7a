import type { PolicyVersion } from "./policy.ts";
import { contextValue, type RequestContext } from "./request-context.ts";
import { literalPattern, type Pattern, patternOf } from "./wildcard.ts";

/**
 * A policy's text after its variables were filled in. `no-value`: a variable has neither value nor default, so nothing
 * equals or resembles it. `unknown`: a variable's key wasn't given.
 */
export type ResolvedText =
  | { readonly kind: "pattern"; readonly pattern: Pattern }
  | { readonly kind: "no-value"; readonly variable: string }
  | { readonly kind: "unknown"; readonly variable: string };

/**
 * Fills `${key}` and `${key, 'default'}` from the request, and `${*}`, `${?}`, `${$}` with the characters themselves.
 *
 * Only Version 2012-10-17 has variables; in 2008-10-17 the text stands for itself. A value that was filled in is
 * literal, even where it holds `*`. A key with several values can't be used. Source: IAM User Guide, "IAM policy
 * elements: Variables and tags".
 *
 * @param wildcards whether `*` and `?` outside variables are wildcards (they aren't in `StringEquals`)
 */
export function resolveText(
  text: string,
  version: PolicyVersion,
  context: RequestContext,
  wildcards: boolean,
): ResolvedText {
  const read = wildcards ? patternOf : literalPattern;
  if (version === "2008-10-17" || !text.includes("${")) return { kind: "pattern", pattern: read(text) };
  const pattern: Pattern[number][] = [];
  let unknown: string | null = null;
  for (const part of text.split(variablePart)) {
    const variable = wholeVariable.exec(part);
    if (variable === null) {
      pattern.push(...read(part));
      continue;
    }
    const value = variableValue(variable[1] ?? "", variable[2], context);
    if (value === null) return { kind: "no-value", variable: part };
    if (value === undefined) unknown ??= part;
    else pattern.push(...literalPattern(value));
  }
  if (unknown !== null) return { kind: "unknown", variable: unknown };
  return { kind: "pattern", pattern };
}

/** Writes a text so that a policy of Version 2012-10-17 takes it literally: no variable in it is filled in. */
export function escapeVariables(text: string): string {
  return text.replaceAll("${", "${$}{");
}

const variablePart = /(\$\{[^{}]*\})/;
const wholeVariable = /^\$\{\s*(.*?)\s*(?:,\s*'([^']*)'\s*)?\}$/;

/** The value; null where there is none, undefined where it isn't known. */
function variableValue(name: string, fallback: string | undefined, context: RequestContext): string | null | undefined {
  if (name === "*" || name === "?" || name === "$") return name;
  const value = contextValue(context, name);
  if (value.kind === "unknown") return undefined;
  if (value.kind === "present" && value.values.length === 1) return value.values[0] ?? null;
  return value.kind === "absent" ? (fallback ?? null) : null;
}
