import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { variableChange } from "../../../src/core/rotation/index.ts";

const plain = { masked: false, hidden: false, raw: false };
const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

describe("a variable's new value", () => {
  test.each([
    { what: "a secret of AWS's in a masked variable", value: secret, flags: { masked: true }, change: {} },
    { what: "the same in a hidden one", value: secret, flags: { masked: true, hidden: true }, change: {} },
    { what: "a dollar sign, which GitLab would expand", value: "abc$HOME/def", flags: {}, change: { raw: true } },
    { what: "a dollar sign in a raw variable", value: "abc$HOME/def", flags: { raw: true }, change: {} },
    { what: "a dollar sign in a masked one", value: "abc$HOME/def", flags: { masked: true }, change: { raw: true } },
    {
      what: "what can be masked only where it is raw",
      value: "abc%def%ghi",
      flags: { masked: true, raw: true },
      change: {},
    },
    { what: "the same where it isn't", value: "abc%def%ghi", flags: { masked: true }, change: null },
    { what: "what is too short to be masked", value: "abcdefg", flags: { masked: true }, change: null },
    { what: "the same in a variable that isn't masked", value: "abcdefg", flags: {}, change: {} },
    { what: "two lines in a masked variable", value: "abcdefgh\nijkl", flags: { masked: true }, change: null },
    { what: "a blank in a hidden one", value: "abcd efgh", flags: { hidden: true, raw: true }, change: null },
  ])("$what: $change", ({ value, flags, change }) => {
    expect(variableChange(value, { ...plain, ...flags })).toEqual(change);
  });

  test("of AWS's alphabet never needs a change, whatever the flags", () => {
    const flags = fc.record({ masked: fc.boolean(), hidden: fc.boolean(), raw: fc.boolean() });
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9/+]{40}$/), flags, (value, given) => {
        expect(variableChange(value, given)).toEqual({});
      }),
    );
  });
});
