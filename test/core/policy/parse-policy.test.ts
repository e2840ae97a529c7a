import { describe, expect, test } from "vitest";
import { GitlabEcrError } from "../../../src/core/errors/index.ts";
import { parsePolicy } from "../../../src/core/policy/index.ts";
import { trustPolicy } from "./gitlab-token.ts";

const statement = { Effect: "Allow", Action: "ecr:*", Resource: "*" };

describe("parsePolicy", () => {
  test("reads objects, JSON text and URL-encoded text alike", () => {
    const document = trustPolicy({ StringEquals: { "gitlab.com:sub": "a+b c" } });
    const parsed = parsePolicy(document);
    expect(parsePolicy(JSON.stringify(document, null, 2))).toEqual(parsed);
    expect(parsePolicy(encodeURIComponent(JSON.stringify(document)))).toEqual(parsed);
    expect(parsePolicy(`\uFEFF${JSON.stringify(document)}`)).toEqual(parsed);
    expect(parsePolicy(` \n${encodeURIComponent(JSON.stringify(document))}\n`)).toEqual(parsed);
    expect(parsePolicy(encodeURIComponent(JSON.stringify(document, null, 1)).replaceAll("%20", "+"))).toEqual(parsed);
    const percent = trustPolicy({ StringEquals: { "%7b": "%7b\uFEFF" } });
    expect(parsePolicy(JSON.stringify(percent)).statements[0]?.conditions[0]).toMatchObject({
      key: "%7b",
      values: ["%7b\uFEFF"],
    });
  });

  test("takes one value or a list, and one statement or a list", () => {
    const single = parsePolicy({ Statement: statement });
    const list = parsePolicy({ Statement: [{ Effect: "Allow", Action: ["ecr:*"], Resource: ["*"] }] });
    expect(single.statements).toEqual(list.statements);
    expect(single.version).toBe("2008-10-17");
  });

  test("turns numbers and booleans of conditions into text", () => {
    const { statements } = parsePolicy(trustPolicy({ Bool: { a: true }, NumericEquals: { b: [1, "2"] } }));
    expect(statements[0]?.conditions.map(({ values }) => values)).toEqual([["true"], ["1", "2"]]);
  });

  test("keeps elements that it doesn't know, with Id, Sid and size", () => {
    const parsed = parsePolicy({ Id: "x", Extra: 1, Statement: { ...statement, Sid: "S", Note: "n" } });
    expect(parsed).toMatchObject({ id: "x", unknownElements: { Extra: 1 } });
    expect(parsed.statements[0]).toMatchObject({ sid: "S", unknownElements: { Note: "n" } });
    expect(parsePolicy('{ "Statement" : [ ] }').size).toBe('{"Statement":[]}'.length);
  });

  test.each([
    ["text that isn't JSON", "{", ""],
    ["broken URL encoding", "%7B%", ""],
    ["a list", [], ""],
    ["null", null, ""],
    ["no Statement", { Version: "2012-10-17" }, "Statement"],
    ["another version", { Version: "2012-10-18", Statement: [] }, "Version"],
    ["a statement that is text", { Statement: ["x"] }, "Statement[0]"],
    ["no Effect", { Statement: [statement, { Action: "*" }] }, "Statement[1].Effect"],
    ["a small effect", { Statement: { ...statement, Effect: "allow" } }, "Statement[0].Effect"],
    ["no Action", { Statement: { Effect: "Allow" } }, "Statement[0].Action"],
    ["Action and NotAction", { Statement: { ...statement, NotAction: "x" } }, "Statement[0].NotAction"],
    ["Resource and NotResource", { Statement: { ...statement, NotResource: "x" } }, "Statement[0].NotResource"],
    ["two principals", { Statement: { ...statement, Principal: "*", NotPrincipal: "*" } }, "Statement[0].NotPrincipal"],
    ["a number as action", { Statement: { ...statement, Action: ["a", 1] } }, "Statement[0].Action[1]"],
    [
      "an unknown principal",
      { Statement: { ...statement, Principal: { Google: "x" } } },
      "Statement[0].Principal.Google",
    ],
    ["a principal as text", { Statement: { ...statement, Principal: "me" } }, "Statement[0].Principal"],
    ["a condition list", { Statement: { ...statement, Condition: [] } }, "Statement[0].Condition"],
    [
      "an operator without keys",
      { Statement: { ...statement, Condition: { Bool: "true" } } },
      "Statement[0].Condition.Bool",
    ],
    [
      "an object as value",
      { Statement: { ...statement, Condition: { Bool: { k: {} } } } },
      "Statement[0].Condition.Bool.k",
    ],
    [
      "null as value",
      { Statement: { ...statement, Condition: { Bool: { k: [null] } } } },
      "Statement[0].Condition.Bool.k[0]",
    ],
    [
      "a name that stands twice",
      '{"Statement":[{"Effect":"Allow","Action":"x","Condition":{"Bool":{"a":"1"},"Bool":{}}}]}',
      "Statement[0].Condition.Bool",
    ],
    ["a Sid that isn't text", { Statement: { ...statement, Sid: 1 } }, "Statement[0].Sid"],
  ])("refuses %s, naming the place", (_name, document, path) => {
    expect(failure(document)).toMatchObject({ code: "input-invalid", context: { path } });
  });

  test.each([
    [[], "The policy document must be an object, not a list"],
    [{ Statement: [1] }, "In the policy, Statement[0] must be an object, not the number 1"],
    [{ Version: null, Statement: [] }, 'In the policy, Version must be "2012-10-17" or "2008-10-17", not null'],
    [
      { Statement: { ...statement, Effect: {} } },
      'In the policy, Statement[0].Effect must be "Allow" or "Deny", not an object',
    ],
    [{ Version: "x".repeat(50), Statement: [] }, `not "${"x".repeat(40)}…"`],
    [{ Statement: { ...statement, Resource: 1 } }, "must be text or a list of texts, not the number 1"],
    [{ Statement: { ...statement, Resource: [1] } }, "Statement[0].Resource[0] must be text, not the number 1"],
  ])("says what is wrong with %j", (document, message) => {
    expect(failure(document).message).toContain(message);
  });

  test.each([
    ["{", "The policy isn't JSON"],
    ["%7B%", "The policy isn't URL-encoded JSON"],
    ['{"Id":"a","Id":"b","Statement":[]}', "Id stands there twice"],
    [{ Id: 1, Statement: [] }, "Id must be text, not the number 1"],
    [{ Statement: { Action: "*" } }, "Statement[0].Effect is missing"],
    [{ Statement: { effect: "Allow" } }, "Effect is missing; effect is written with other capitals"],
    [{ Statement: { Effect: "Allow", action: "*" } }, "Action is missing; action is written with other capitals"],
    [{ Statement: { ...statement, NotAction: "x" } }, "NotAction can't stand beside Action"],
    [{ Statement: { ...statement, Principal: "*", NotPrincipal: "*" } }, "NotPrincipal can't stand beside Principal"],
    [{ Statement: { ...statement, Principal: "me" } }, 'must be "*" or an object, not "me"'],
    [
      { Statement: { ...statement, Principal: { Google: "x" } } },
      "isn't one of AWS, Federated, Service, CanonicalUser",
    ],
    [
      { Statement: { ...statement, NotResource: 1, Resource: undefined } },
      "NotResource must be text or a list of texts",
    ],
    [{ Statement: { ...statement, Principal: { AWS: ["1", null] } } }, "Principal.AWS[1] must be text, not null"],
    [{ Statement: { ...statement, Condition: [] } }, "Condition must be an object, not a list"],
    [{ Statement: { ...statement, Condition: { Bool: "x" } } }, 'must be an object of keys and values, not "x"'],
    [
      { Statement: { ...statement, Condition: { Bool: { k: {} } } } },
      "must be text, a number or a boolean, not an object",
    ],
    [{ Statement: { ...statement, Effect: "x".repeat(40) } }, `not "${"x".repeat(40)}"`],
    [{ Statement: { ...statement, Effect: "x".repeat(41) } }, `not "${"x".repeat(40)}…"`],
  ])("of %j it says what is wrong", (document, message) => {
    expect(failure(document).message).toContain(message);
  });

  test.each([
    [
      '{"Statement":[{"Sid":"{\\"a\\":1,\\"a\\":2}","Effect":"Allow","Action":["a","a","Sid"],"Resource":"Sid"}]}',
      null,
    ],
    ['{"Statement":[],"Extra":{"Statement":[{"Statement":1},{"Statement":2}]}}', null],
    ['{"Extra":[{"a":1},{"b":[1,2],"c":{},"b":2}],"Statement":[]}', "Extra[1].b"],
    ['{"Extra":[1,[2,{"a":{"x":1},"a":0}]],"Statement":[]}', "Extra[1][1].a"],
    ['{"Extra":{"a":[],"b":1,"\\u0061":2},"Statement":[]}', "Extra.a"],
    ['{"Statement":[],"Extra":{},"Statement":[]}', "Statement"],
  ])("names that stand twice in %s: %s", (json, path) => {
    if (path === null) expect(() => parsePolicy(json)).not.toThrow();
    else expect(failure(json)).toMatchObject({ context: { path } });
  });

  test("tells a name in other capitals", () => {
    expect(failure({ statement: [] }).message).toContain("statement is written with other capitals");
  });
});

function failure(document: unknown): GitlabEcrError {
  try {
    parsePolicy(document);
  } catch (error) {
    if (error instanceof GitlabEcrError) return error;
  }
  throw new Error("parsePolicy accepted it");
}
