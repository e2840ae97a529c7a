import { invalid, kindOf, missing, optionalText } from "./invalid-policy.ts";
import { isObject } from "./json-object.ts";
import {
  type Condition,
  type ListElement,
  type PrincipalElement,
  type PrincipalEntry,
  principalTypes,
  type Statement,
} from "./policy.ts";

/**
 * Reads one statement.
 *
 * @throws GitlabEcrError `input-invalid`, naming the place
 */
export function parseStatement(value: unknown, index: number): Statement {
  const at = `Statement[${index}]`;
  if (!isObject(value)) throw invalid(at, `must be an object, not ${kindOf(value)}`);
  const {
    Sid,
    Effect,
    Principal,
    NotPrincipal,
    Action,
    NotAction,
    Resource,
    NotResource,
    Condition,
    ...unknownElements
  } = value;
  if (Effect !== "Allow" && Effect !== "Deny") {
    const problem =
      Effect === undefined ? missing("Effect", value) : `must be "Allow" or "Deny", not ${kindOf(Effect)}`;
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
    throw invalid(
      Array.isArray(value) ? `${at}[${index}]` : at,
      `must be text, a number or a boolean, not ${kindOf(item)}`,
    );
  });
}
