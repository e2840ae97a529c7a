import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isProfileName, withProfile } from "../../../src/core/identity/index.ts";

const keys = { aws_access_key_id: "ASIANEW", aws_secret_access_key: "new", aws_session_token: "token" };
const note = "a note";
const write = (text: string, name = "ci") => {
  const edited = withProfile(text, { name, settings: keys, note });
  return edited.ok ? edited.text : edited.conflicting;
};
const own = [
  "# gitlab-ecr: a note",
  "aws_access_key_id = ASIANEW",
  "aws_secret_access_key = new",
  "aws_session_token = token",
];

describe("a profile in a shared credentials file", () => {
  test("is made where there is none", () => {
    expect(write("")).toBe(["[ci]", ...own, ""].join("\n"));
  });

  test("is put behind what is there", () => {
    const before = "# mine\n[default]\naws_access_key_id = AKIAOLD\n";
    expect(write(before)).toBe([`${before.trimEnd()}`, "", "[ci]", ...own, ""].join("\n"));
  });

  test("gets new keys and keeps its other settings and comments", () => {
    const before = [
      "[ci]",
      "# gitlab-ecr: an old note",
      "# why this is here",
      "aws_access_key_id=ASIAOLD",
      "AWS_SECRET_ACCESS_KEY = old",
      "aws_session_token = old",
      "  continued",
      "region = eu-west-1",
      "",
      "[other]",
      "aws_access_key_id = AKIAOTHER",
      "",
    ].join("\n");
    expect(write(before)).toBe(
      [
        "[ci]",
        ...own,
        "# why this is here",
        "region = eu-west-1",
        "",
        "[other]",
        "aws_access_key_id = AKIAOTHER",
        "",
      ].join("\n"),
    );
  });

  test("written twice is the same as written once", () => {
    const once = write("[default]\nregion = x\n") as string;
    expect(write(once)).toBe(once);
  });

  test("keeps Windows's line ends", () => {
    expect(write("[default]\r\nregion = x\r\n")).toBe(["[default]", "region = x", "", "[ci]", ...own, ""].join("\r\n"));
  });

  test.each(["role_arn", "credential_process", "sso_session", "web_identity_token_file"])(
    "that has %s, by which its keys would count for nothing, is left as it is",
    (setting) => {
      expect(write(`[ci]\n${setting} = x\n`)).toEqual([setting]);
      expect(write(`[other]\n${setting} = x\n`)).toContain("[ci]");
    },
  );

  test("never touches a line of another profile", () => {
    const name = fc.constantFrom("default", "dev", "ci-other", "other ci", "c");
    const line = fc.oneof(
      fc.constantFrom("# comment", "; comment", "", "aws_access_key_id = A", "  nested = 1", "region=x"),
      fc.string({ maxLength: 12 }).filter((text) => !/[\r\n[\]]/.test(text)),
    );
    const section = fc.tuple(name, fc.array(line, { maxLength: 5 })).map(([one, lines]) => [`[${one}]`, ...lines]);
    fc.assert(
      fc.property(fc.array(section, { maxLength: 4 }), fc.array(section, { maxLength: 4 }), (before, after) => {
        const others = [...before, ...after].flat();
        const text = [...before.flat(), "[ci]", "aws_access_key_id = OLD", ...after.flat(), ""].join("\n");
        const edited = (write(text) as string).split("\n");
        const header = edited.indexOf("[ci]");
        const rest = edited.filter((_, index) => index < header || index > header + own.length);
        expect(rest.slice(0, -1)).toEqual(others);
      }),
    );
  });
});

test.each([
  ["deploy", true],
  ["team.deploy@prod", true],
  ["", false],
  ["two words", false],
  ["a]b", false],
  ["a\nb", false],
])("%j is a profile's name: %s", (name, is) => {
  expect(isProfileName(name)).toBe(is);
});
