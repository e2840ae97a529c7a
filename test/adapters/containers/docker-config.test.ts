import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  helperFor,
  isEmptyConfig,
  parseDockerConfig,
  storedLogin,
  withLogin,
  withoutEmpty,
  withoutLogin,
} from "../../../src/adapters/containers/docker-config.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const auth = Buffer.from("AWS:password").toString("base64");
const parse = (text: string) => parseDockerConfig(text, "/home/me/.docker/config.json");
const set = (text: string) => withLogin(parse(text), host, "AWS:password").text;

const key = fc.oneof(
  fc.string(),
  fc.constantFrom("1", 'a"b', "a\\", "é\u2028", "https://other/v1/", "auth", "}", "{,"),
);
const entries = fc.dictionary(key, fc.jsonValue(), { noNullPrototype: true });
const indent = fc.constantFrom(undefined, "\t", "  ", "    ");
const config = fc
  .tuple(entries, fc.option(entries, { nil: undefined }), fc.boolean())
  .map(([rest, auths, first]): Record<string, unknown> => {
    const { auths: _, credHelpers: __, credsStore: ___, ...foreign } = rest;
    if (auths === undefined) return foreign;
    return first ? { auths, ...foreign } : { ...foreign, auths };
  });
const texts = fc.tuple(config, indent, fc.constantFrom("", "\n", "\r\n")).map(([document, space, end]) => {
  const text = (JSON.stringify(document, undefined, space) + end).replaceAll("\n", end === "\r\n" ? "\r\n" : "\n");
  return { document: JSON.parse(text) as Record<string, unknown>, text }; // Read back, as JSON has no -0.
});

const reversed = (text: string) => text.split("").reverse().join("");

/** How many UTF-16 units two texts have in common from their beginning. */
function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

describe("withLogin", () => {
  it("keeps all else of any configuration, whatever its layout", () => {
    fc.assert(
      fc.property(texts, ({ document, text }) => {
        const after = JSON.parse(set(text));
        expect(after).toEqual({ ...document, auths: { ...(document.auths as object), [host]: { auth } } });
        expect(storedLogin(parse(set(text)), host)).toBe("AWS:password");
      }),
    );
  });

  it("is the text that was there with something put in", () => {
    fc.assert(
      fc.property(texts, ({ document, text }) => {
        fc.pre(Object.keys((document.auths as object) ?? {}).length > 0);
        const after = set(text);
        const start = commonStart(text, after);
        const end = commonStart(reversed(text), reversed(after));
        expect(start + end).toBeGreaterThanOrEqual(text.length);
      }),
    );
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(texts, ({ text }) => {
        expect(set(set(text))).toBe(set(text));
      }),
    );
  });

  it.each([
    [
      "tabs",
      '{\n\t"a": 1\n}\n',
      `{\n\t"a": 1,\n\t"auths": {\n\t\t"${host}": {\n\t\t\t"auth": "${auth}"\n\t\t}\n\t}\n}\n`,
    ],
    [
      "two spaces, no end",
      '{\n  "auths": {\n    "x": {}\n  }\n}',
      `{\n  "auths": {\n    "x": {},\n    "${host}": {\n      "auth": "${auth}"\n    }\n  }\n}`,
    ],
    [
      "Windows line ends",
      '{\r\n  "auths": {}\r\n}',
      `{\r\n  "auths": {\r\n    "${host}": {\r\n      "auth": "${auth}"\r\n    }\r\n  }\r\n}`,
    ],
    ["one line", '{"auths":{},"a":1}', `{"auths":{"${host}":{"auth":"${auth}"}},"a":1}`],
    ["one line with spaces", '{"a": 1, "b": 2}', `{"a": 1, "b": 2, "auths": {"${host}": {"auth": "${auth}"}}}`],
    ["nothing", "", `{\n\t"auths": {\n\t\t"${host}": {\n\t\t\t"auth": "${auth}"\n\t\t}\n\t}\n}\n`],
    ["white space", " \n", `{\n\t"auths": {\n\t\t"${host}": {\n\t\t\t"auth": "${auth}"\n\t\t}\n\t}\n}\n`],
    ["null", '{"auths":null}', `{"auths":{"${host}":{"auth":"${auth}"}}}`],
  ])("keeps the layout: %s", (_, before, after) => {
    expect(set(before)).toBe(after);
  });

  it("keeps numbers, escapes and repeated keys that a parser would lose", () => {
    const odd = '{"n": 1.0, "big": 12345678901234567890, "e": "\\u003c", "2": 0, "1": 0, "x": 1, "x": 2, "auths": {';
    expect(set(`${odd}}}`).startsWith(odd)).toBe(true);
  });

  it("replaces the whole entry, as a token left in it would be preferred", () => {
    const text = `{"auths":{"${host}":{"auth":"b2xk","identitytoken":"old","email":"x"}}}`;
    expect(set(text)).toBe(`{"auths":{"${host}":{"auth":"${auth}"}}}`);
  });

  it("leaves entries for the same host under other keys alone", () => {
    const text = `{"auths":{"https://${host}":{"auth":"b2xk"},"${host}/team":{"auth":"b2xk"}}}`;
    expect(JSON.parse(withoutLogin(parse(set(text)), host).text)).toEqual(JSON.parse(text));
  });
});

describe("withoutLogin", () => {
  it("undoes withLogin", () => {
    fc.assert(
      fc.property(texts, ({ document, text }) => {
        const removed = withoutLogin(parse(set(text)), host);
        const undone = document.auths === undefined ? withoutEmpty(removed, "auths") : removed;
        expect(JSON.parse(undone.text)).toEqual(document);
        // Byte for byte, unless an empty object had been opened up for the entry.
        if (Object.keys((document.auths as object) ?? document).length > 0) expect(undone.text).toBe(text);
      }),
    );
  });

  it("removes every entry of a key that is there twice, and no other", () => {
    const text = `{"auths": {"${host}": {}, "a": {}, "${host}": {"auth": "x"}, "b": {}}}`;
    expect(withoutLogin(parse(text), host).text).toBe('{"auths": {"a": {}, "b": {}}}');
  });

  it("returns what it was given where there is no entry", () => {
    fc.assert(
      fc.property(texts, ({ text }) => {
        expect(withoutLogin(parse(text), host).text).toBe(text);
      }),
    );
  });
});

describe("parseDockerConfig", () => {
  it.each([
    ["half a file", '{"auths": {"hunter2'],
    ["a list", '["hunter2"]'],
    ["a text", '"hunter2"'],
    ["null", "null"],
    ["auths that is a list", '{"auths": ["hunter2"]}'],
    ["auths that is a text", '{"auths": "hunter2"}'],
    ["credHelpers of objects", '{"credHelpers": {"x": {"hunter2": 1}}}'],
    ["credsStore that is a list", '{"credsStore": ["hunter2"]}'],
  ])("refuses %s without quoting it", (_, text) => {
    const attempt = () => parse(text);
    expect(attempt).toThrow(expect.objectContaining({ code: "config-unreadable" }));
    expect(attempt).toThrow(expect.not.objectContaining({ message: expect.stringContaining("hunter2") }));
    try {
      attempt();
    } catch (error) {
      expect(JSON.stringify(error) + String((error as Error).cause)).not.toContain("hunter2");
    }
  });

  it("counts an empty file as an empty configuration", () => {
    expect(isEmptyConfig(parse(""))).toBe(true);
    expect(isEmptyConfig(parse(" {\n} "))).toBe(true);
    expect(isEmptyConfig(parse('{"auths":{}}'))).toBe(false);
  });
});

describe("helperFor", () => {
  it.each([
    ["{}", undefined],
    ['{"credsStore":"pass"}', "pass"],
    ['{"credsStore":""}', undefined],
    [`{"credsStore":"pass","credHelpers":{"${host}":"vault"}}`, "vault"],
    [`{"credsStore":"pass","credHelpers":{"${host}":""}}`, undefined],
    ['{"credHelpers":{"other":"vault"}}', undefined],
  ])("reads %s as docker does", (text, helper) => {
    expect(helperFor(parse(text), host)).toBe(helper);
  });
});
