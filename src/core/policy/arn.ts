import { matchesPattern, type Pattern, type PatternToken } from "./wildcard.ts";

/** The six parts of an ARN. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Splits `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`; null for anything else. The resource may hold colons. */
export function parseArn(text: string): Arn | null {
  const parts = splitText(text);
  if (parts?.[0] !== "arn") return null;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = parts;
  return { partition, service, region, account, resource };
}

/**
 * Compares an ARN with a pattern part by part, so that a wildcard never crosses into the next part (it does cross
 * colons and slashes within the last one). A pattern with fewer than six parts matches nothing.
 *
 * Source: IAM User Guide, "Condition operators", ARN condition operators.
 */
export function matchesArn(pattern: Pattern, text: string): boolean {
  const patterns = splitPattern(pattern);
  const parts = splitText(text);
  if (patterns === null || parts === null) return false;
  return patterns.every((part, index) => matchesPattern(part, parts[index] ?? ""));
}

/**
 * Whether a pattern with fewer than six parts, whose last ends in `*`, covers an ARN: there the wildcard goes on beyond
 * the colons, as in `arn:aws:ecr:*`. Source: IAM User Guide, "IAM JSON policy elements: Resource", wildcards.
 */
export function matchesArnStart(pattern: Pattern, text: string): boolean {
  const patterns = partsOf(pattern);
  if (patterns.length > lastPart || pattern.at(-1)?.kind !== "any") return false;
  const parts = text.split(":");
  const rest = parts.slice(patterns.length - 1).join(":");
  return patterns.every((part, index) => {
    return matchesPattern(part, index === patterns.length - 1 ? rest : (parts[index] ?? ""));
  });
}

const lastPart = 5;

function splitText(text: string): readonly string[] | null {
  const parts = text.split(":");
  if (parts.length <= lastPart) return null;
  return [...parts.slice(0, lastPart), parts.slice(lastPart).join(":")];
}

function splitPattern(pattern: Pattern): readonly Pattern[] | null {
  const parts = partsOf(pattern);
  return parts.length === lastPart + 1 ? parts : null;
}

function partsOf(pattern: Pattern): readonly Pattern[] {
  const parts: PatternToken[][] = [[]];
  for (const token of pattern) {
    if (token.kind !== "text") {
      parts.at(-1)?.push(token);
      continue;
    }
    for (const [index, text] of splitLimited(token.text, lastPart - parts.length + 1).entries()) {
      if (index > 0) parts.push([]);
      if (text !== "") parts.at(-1)?.push({ kind: "text", text });
    }
  }
  return parts;
}

/** Splits at the first `colons` colons; what follows stays together. */
function splitLimited(text: string, colons: number): string[] {
  const parts = text.split(":");
  return parts.length <= colons + 1 ? parts : [...parts.slice(0, colons), parts.slice(colons).join(":")];
}
