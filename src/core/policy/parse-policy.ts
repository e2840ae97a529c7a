import { GitlabEcrError } from "../errors/index.ts";
import { duplicateName } from "./duplicate-names.ts";
import {
  type Condition,
  type ListElement,
  type Policy,
  type PolicyVersion,
  type PrincipalElement,
  type PrincipalEntry,
  principalTypes,
  type Statement,
} from "./policy.ts";

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

function parseStatement(value: unknown, index: number): Statement {
  const at = `Statement[${index}]`;
  if (!isObject(value)) throw invalid(at, `must be an object, not ${kindOf(value)}`);
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition, ...unknownElements } =
    value;
  if (Effect !== "Allow" && Effect !== "Deny") {
    const problem = Effect === undefined ? missing("Effect", value) : `must be "Allow" or "Deny", not ${kindOf(Effect)}`;
    throw invalid(`${at}.Effect`, problem);
  }
  return {
    index,
    at,
    sid: optionalText(Sid, `${at}.Sid`),
    effect: Effect,
    principal: parsePrincipal(Principal, NotPrincipal, at),
    action: parseAction(Action, NotAction, value, at),
    resource: parseList("Resource", Resource, "NotResource", NotResource, at),
    conditions: parseConditions(Condition, `${at}.Condition`),
    unknownElements,
  };
}

function parseAction(action: unknown, notAction: unknown, statement: object, at: string): Statement["action"] {
  const list = parseList("Action", action, "NotAction", notAction, at);
  if (list === null) throw invalid(`${at}.Action`, missing("Action", statement));
  return list;
}

function parseList<Positive extends string, Negative extends string>(
  positiveName: Positive,
  positive: unknown,
  negativeName: Negative,
  negative: unknown,
  at: string,
): ListElement<Positive | Negative> | null {
  if (positive !== undefined && negative !== undefined) {
    throw invalid(`${at}.${negativeName}`, `can't stand beside ${positiveName}`);
  }
  if (positive !== undefined) return { element: positiveName, values: texts(positive, `${at}.${positiveName}`) };
  if (negative !== undefined) return { element: negativeName, values: texts(negative, `${at}.${negativeName}`) };
  return null;
}

function parsePrincipal(principal: unknown, notPrincipal: unknown, at: string): PrincipalElement | null {
  if (principal !== undefined && notPrincipal !== undefined) {
    throw invalid(`${at}.NotPrincipal`, "can't stand beside Principal");
  }
  if (principal === undefined && notPrincipal === undefined) return null;
  const element = principal === undefined ? "NotPrincipal" : "Principal";
  return { element, entries: parsePrincipalEntries(principal ?? notPrincipal, `${at}.${element}`) };
}

function parsePrincipalEntries(value: unknown, at: string): PrincipalEntry[] {
  if (value === "*") return [{ type: "Everyone", value: "*", at }];
  if (!isObject(value)) throw invalid(at, `must be "*" or an object, not ${kindOf(value)}`);
  return Object.entries(value).flatMap(([name, principals]) => {
    const type = principalTypes.find((candidate) => candidate === name);
    if (type === undefined) throw invalid(`${at}.${name}`, `isn't one of ${principalTypes.join(", ")}`);
    const single = !Array.isArray(principals);
    return texts(principals, `${at}.${name}`).map((principal, index) => ({
      type,
      value: principal,
      at: single ? `${at}.${name}` : `${at}.${name}[${index}]`,
    }));
  });
}

function parseConditions(value: unknown, at: string): Condition[] {
  if (value === undefined) return [];
  if (!isObject(value)) throw invalid(at, `must be an object, not ${kindOf(value)}`);
  return Object.entries(value).flatMap(([operator, block]) => {
    const operatorAt = `${at}.${operator}`;
    if (!isObject(block)) throw invalid(operatorAt, `must be an object of keys and values, not ${kindOf(block)}`);
    return Object.entries(block).map(([key, values]) => ({
      operator,
      key,
      values: scalars(values, `${operatorAt}.${key}`),
      at: `${operatorAt}.${key}`,
    }));
  });
}

function texts(value: unknown, at: string): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item, index) => {
    if (typeof item === "string") return item;
    const itemAt = Array.isArray(value) ? `${at}[${index}]` : at;
    throw invalid(itemAt, `must be text${Array.isArray(value) ? "" : " or a list of texts"}, not ${kindOf(item)}`);
  });
}

function scalars(value: unknown, at: string): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item, index) => {
    if (typeof item === "string" || typeof item === "number" || typeof item === "boolean") return String(item);
    throw invalid(Array.isArray(value) ? `${at}[${index}]` : at, `must be text, a number or a boolean, not ${kindOf(item)}`);
  });
}

function optionalText(value: unknown, at: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  throw invalid(at, `must be text, not ${kindOf(value)}`);
}

function missing(name: string, holder: object): string {
  const similar = Object.keys(holder).find((key) => key.toLowerCase() === name.toLowerCase());
  return similar === undefined ? "is missing" : `is missing; ${similar} is written with other capitals`;
}

function invalid(path: string, problem: string): GitlabEcrError {
  const subject = path === "" ? "The policy document" : `In the policy, ${path}`;
  return new GitlabEcrError("input-invalid", { reason: `${subject} ${problem}`, path });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return typeof value === "object" ? "an object" : `the ${typeof value} ${String(value)}`;
}
