import { GitlabEcrError } from "../errors/index.ts";
import { duplicateName } from "./duplicate-names.ts";
import { invalid, kindOf, missing, optionalText } from "./invalid-policy.ts";
import { isObject } from "./json-object.ts";
import { parseStatement } from "./parse-statement.ts";
import type { Policy, PolicyVersion } from "./policy.ts";

/**
 * Reads a policy document: an object, or JSON text, URL-encoded (as IAM's API returns it) or not. One value or a list
 * is accepted wherever AWS accepts both; elements that aren't known are kept aside.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 *
 * @throws GitlabEcrError `input-invalid`, naming the place in `reason` and in the context's `path`
 */
export function parsePolicy(input: unknown): Policy {
  const document = typeof input === "string" ? parseText(input) : input;
  if (!isObject(document)) throw invalid("", `must be an object, not ${kindOf(document)}`);
  const { Version, Id, Statement: statements, ...unknownElements } = document;
  if (statements === undefined) throw invalid("Statement", missing("Statement", document));
  const list = Array.isArray(statements) ? statements : [statements];
  return {
    version: parseVersion(Version),
    id: optionalText(Id, "Id"),
    statements: list.map(parseStatement),
    unknownElements,
    size: JSON.stringify(document).length,
  };
}

function parseText(text: string): unknown {
  const trimmed = text.trim();
  const json = /^%7b/i.test(trimmed) ? decode(trimmed) : trimmed;
  let document: unknown;
  try {
    document = JSON.parse(json.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new GitlabEcrError("input-invalid", { reason: "The policy isn't JSON", path: "" }, { cause });
  }
  const duplicate = duplicateName(json);
  if (duplicate !== null) throw invalid(duplicate, "stands there twice; AWS accepts a name only once");
  return document;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch (cause) {
    throw new GitlabEcrError("input-invalid", { reason: "The policy isn't URL-encoded JSON", path: "" }, { cause });
  }
}

function parseVersion(version: unknown): PolicyVersion {
  if (version === undefined) return "2008-10-17";
  if (version === "2008-10-17" || version === "2012-10-17") return version;
  throw invalid("Version", `must be "2012-10-17" or "2008-10-17", not ${kindOf(version)}`);
}
