import { describe, expect, test } from "vitest";
import { evaluateCondition } from "../../../src/core/policy/conditions/evaluate-condition.ts";
import type { PolicyVersion } from "../../../src/core/policy/policy.ts";
import { contextEntries, type KnownKeys, type RequestContext } from "../../../src/core/policy/request-context.ts";

const absent = { k: null } as const;

function matched(operator: string, values: readonly string[], keys: KnownKeys, version: PolicyVersion = "2012-10-17") {
  const condition = { operator, key: "K", values, at: "Condition" };
  return evaluateCondition(condition, version, contextOf(keys)).matched;
}

function contextOf(keys: KnownKeys): RequestContext {
  return { values: new Map(contextEntries(keys)), absentPrefixes: [], unknownPrefixes: ["aws:", "unknown:"] };
}

const malformedAddresses = [
  "",
  "203.0.113",
  "203.0.113.1.2",
  "203.0.113.256",
  "203.0.113.1x",
  "203.0.113.x1",
  "203.0.113.0001",
  "203.0.113.",
  "1::2::3",
  "2001:db8::12345",
  "2001:db8::1g",
  "2001:db8::g1",
  "1:2:3:4:5:6:7:8::",
];

const malformedRanges = [
  "203.0.113.0/33",
  "203.0.113.0/",
  "203.0.113.0/2x",
  "203.0.113.0/x2",
  "203.0.113.0/24/24",
  "::/129",
];

/** IAM User Guide, "IAM JSON policy elements: Condition operators". */
describe("operators, one value of the policy against one of the request", () => {
  test.each([
    ["StringEquals", "main", "main", true],
    ["StringEquals", "main", "Main", false],
    ["StringEquals", "ma*", "main", false],
    ["StringEquals", "ma*", "ma*", true],
    ["StringEquals", "ma?n", "main", false],
    ["StringNotEquals", "main", "main", false],
    ["StringNotEquals", "main", "dev", true],
    ["StringEqualsIgnoreCase", "MAIN", "main", true],
    ["StringNotEqualsIgnoreCase", "MAIN", "main", false],
    ["StringNotEqualsIgnoreCase", "MAIN", "dev", true],
    ["StringLike", "home/*/x", "home/a/b/x", true],
    ["StringLike", "ma?n", "main", true],
    ["StringLike", "ma?n", "man", false],
    ["StringLike", "MA*", "main", false],
    ["StringNotLike", "ma*", "main", false],
    ["StringNotLike", "ma*", "dev", true],
    ["NumericEquals", "10", "10.0", true],
    ["NumericEquals", "10", "ten", false],
    ["NumericNotEquals", "10", "11", true],
    ["NumericNotEquals", "10", "10", false],
    ["NumericNotEquals", "10", "ten", false],
    ["NumericLessThan", "10", "9.5", true],
    ["NumericLessThan", "10", "10", false],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericLessThanEquals", "ten", "1", false],
    ["NumericGreaterThan", "-1", "0", true],
    ["NumericGreaterThan", "10", "10", false],
    ["NumericGreaterThanEquals", "10", "1e1", true],
    ["NumericEquals", "", "0", false],
    ["NumericEquals", "1.25", "1.250", true],
    ["NumericEquals", ".25", "0.25", true],
    ["NumericEquals", "1.25e+12", "1250000000000", true],
    ["NumericEquals", "-1e-2", "-.01", true],
    ["NumericNotEquals", "10", "x11", false],
    ["NumericNotEquals", "10", "11x", false],
    ["NumericNotEquals", "10", "1.x", false],
    ["NumericNotEquals", "ten", "11", false],
    ["DateEquals", "2020-01-01T00:00:01Z", "2020-01-01T01:00:01+01:00", true],
    ["DateEquals", "2020-01-01", "2020-01-01T00:00:00Z", true],
    ["DateEquals", "1577836800", "2020-01-01T00:00:00Z", true],
    ["DateEquals", "2020-02-30", "2020-02-30", false],
    ["DateEquals", "2020-13-01", "2020-13-01", false],
    ["DateEquals", "2020-01-01T24:00:00Z", "2020-01-01T24:00:00Z", false],
    ["DateEquals", "2020-01-01T23:60:00Z", "2020-01-01T23:60:00Z", false],
    ["DateEquals", "2020-01-01T23:59:60Z", "2020-01-01T23:59:60Z", false],
    ["DateEquals", "2020-01-01T23:59:59Z", "2020-01-01T22:29:59-01:30", true],
    ["DateEquals", "2020-01", "2020-01-01T00:00Z", true],
    ["DateEquals", "2020", "2020-01-01", true],
    ["DateEquals", "2020-01-01T00:00:00Z", "1577836800.0", true],
    ["DateEquals", "1577836800.25", "2020-01-01T00:00:00.25Z", true],
    ["DateEquals", "2020-01-01T00:00:00.250Z", "2020-01-01T00:00:00.5Z", false],
    ["DateEquals", "2020-01-01T02:00:00+0200", "2020-01-01t00:00z", true],
    ["DateEquals", "2020-01-01T02:30:00+02:30", "2020-01-01", true],
    ["DateNotEquals", "2020-01-01", "x2020-01-02", false],
    ["DateNotEquals", "2020-01-01", "2020-01-02x", false],
    ["DateNotEquals", "2020-01-01", "x1577836801", false],
    ["DateNotEquals", "2020-01-01", "1577836801x", false],
    ["DateNotEquals", "2020-01-01", "1577836801.x", false],
    ["DateNotEquals", "2020-01-01", "2020-01-00", false],
    ["DateNotEquals", "2020-01-01", "2020-01-01T00:00:01", false],
    ["DateNotEquals", "2020-01-01", "2020-01-02", true],
    ["DateNotEquals", "2020-01-01", "soon", false],
    ["DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59.999Z", true],
    ["DateLessThan", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", false],
    ["DateLessThanEquals", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", true],
    ["DateGreaterThan", "2020-01-01T00:00:01Z", "2020-01-01T00:00:02Z", true],
    ["DateGreaterThanEquals", "2020-01-01T00:00:01Z", "2020-01-01T00:00:01Z", true],
    ["Bool", "true", "true", true],
    ["Bool", "false", "true", false],
    ["Bool", "True", "true", true],
    ["Bool", "yes", "yes", false],
    ["BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "BinaryValueInBase64", true],
    ["BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", true],
    ["BinaryEquals", "w6k=", "é", true],
    ["BinaryEquals", "QQ==", "B", false],
    ["BinaryEquals", "not base64!", "not base64!", false],
    ["BinaryEquals", "QUJD", "ABC", true],
    ["BinaryEquals", "QUI=", "AB", true],
    ["BinaryEquals", "Q=Q=", "A", false],
    ["StringEquals", "", "", true],
    ["StringNotEquals", "", "", false],
    ["IpAddress", "203.0.113.0/24", "203.0.113.255", true],
    ["IpAddress", "203.0.113.0/24", "203.0.114.0", false],
    ["IpAddress", "203.0.113.7", "203.0.113.7", true],
    ["IpAddress", "0.0.0.0/0", "198.51.100.1", true],
    ["IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678:9::1", true],
    ["IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", false],
    ["IpAddress", "::1", "0:0:0:0:0:0:0:1", true],
    ["IpAddress", "0.0.0.0/0", "2001:db8::1", false],
    ["IpAddress", "203.0.113.0/33", "203.0.113.1", false],
    ["IpAddress", "203.0.113.0/24", "203.0.113", false],
    ["IpAddress", "1::2::3", "1::2", false],
    ["IpAddress", "::/0", "1:2:3:4:5:6:7", false],
    ["IpAddress", "::/0", "1:2:3:4:5:6:7:g", false],
    ["IpAddress", "::/0", "1:2:3:4:5:6:7:8:9", false],
    ["IpAddress", "::/0", "1:2:3:4:5:6:7::8", false],
    ["IpAddress", "::/0", "1:2:3:4:5:6:7:8", true],
    ["NotIpAddress", "203.0.113.0/24", "203.0.113.1", false],
    ["NotIpAddress", "203.0.113.0/24", "198.51.100.1", true],
    ["NotIpAddress", "203.0.113.0/24", "2001:db8::1", true],
    ["IpAddress", "0.0.0.0/0", "::1", false],
    ["IpAddress", "::/0", "0.0.0.1", false],
    ["IpAddress", "::/128", "::", true],
    ["IpAddress", "::/128", "::1", false],
    ["ArnLike", "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", true],
    ["ArnEquals", "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a", true],
    [
      "ArnLike",
      "arn:aws:someservice:*:111122223333:finance/*",
      "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt",
      false,
    ],
    [
      "StringLike",
      "arn:aws:someservice:*:111122223333:finance/*",
      "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt",
      true,
    ],
    ["ArnLike", "arn:aws:sns:*", "arn:aws:sns:eu-west-1:1:t", false],
    ["ArnLike", "arn:aws:sns:eu-west-1:1:t", "arn:aws:SNS:eu-west-1:1:t", false],
    ["ArnNotLike", "arn:aws:s3:::bucket/*", "arn:aws:s3:::other/a", true],
    ["ArnNotEquals", "arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a", false],
    ["stringequals", "main", "main", true],
  ])("%s %j with %j is %j", (operator, expected, actual, result) => {
    expect(matched(operator, [expected], { k: actual })).toBe(result);
  });

  test("no operator holds with an address or range that isn't one", () => {
    for (const operator of ["IpAddress", "NotIpAddress"]) {
      for (const address of malformedAddresses) {
        expect(matched(operator, ["203.0.113.0/24"], { k: address }), address).toBe(false);
      }
      for (const range of [...malformedAddresses, ...malformedRanges]) {
        expect(matched(operator, [range], { k: "198.51.100.1" }), range).toBe(false);
      }
    }
  });

  test("an operator that AWS doesn't have is unknown", () => {
    expect(matched("StringMatches", ["main"], { k: "main" })).toBe(null);
    expect(matched("NullIfExists", ["true"], absent)).toBe(null);
    expect(matched("ForSomeValues:StringEquals", ["main"], { k: "main" })).toBe(null);
  });
});

/** IAM User Guide, "Condition operators": missing keys, …IfExists and Null. */
describe("missing keys", () => {
  test.each([
    ["StringEquals", false],
    ["StringLike", false],
    ["StringNotEquals", true],
    ["StringNotEqualsIgnoreCase", true],
    ["StringNotLike", true],
    ["NumericNotEquals", true],
    ["NumericLessThan", false],
    ["DateNotEquals", true],
    ["Bool", false],
    ["NotIpAddress", true],
    ["IpAddress", false],
    ["ArnNotLike", true],
    ["StringEqualsIfExists", true],
    ["StringNotEqualsIfExists", true],
    ["BoolIfExists", true],
    ["ForAllValues:StringEquals", true],
    ["ForAllValues:StringNotEquals", true],
    ["ForAnyValue:StringEquals", false],
    ["ForAnyValue:StringNotEquals", false],
    ["ForAllValues:StringLikeIfExists", true],
  ])("%s without its key is %j", (operator, result) => {
    expect(matched(operator, ["1"], absent)).toBe(result);
    expect(matched(operator, ["1"], { k: [] })).toBe(result);
  });

  test.each([
    ["true", absent, true],
    ["false", absent, false],
    ["true", { k: "x" }, false],
    ["false", { k: "x" }, true],
    ["TRUE", absent, true],
    ["true", { k: [] }, true],
  ] as const)("Null %j with %j is %j", (value, keys, result) => {
    expect(matched("Null", [value], keys)).toBe(result);
  });

  test("Null with both values holds either way", () => {
    expect(matched("Null", ["true", "false"], absent)).toBe(true);
    expect(matched("Null", ["true", "false"], { k: "x" })).toBe(true);
  });

  test("a key that comes from elsewhere and wasn't given is unknown, whatever the operator", () => {
    for (const operator of [
      "StringEquals",
      "StringNotEquals",
      "StringLikeIfExists",
      "Null",
      "ForAllValues:StringLike",
    ]) {
      const condition = { operator, key: "aws:SourceIp", values: ["*"], at: "" };
      expect(evaluateCondition(condition, "2012-10-17", contextOf({}))).toMatchObject({
        matched: null,
        note: "key-unknown",
      });
    }
  });
});

/** IAM User Guide, "Set operators for multivalued context keys". */
describe("several values", () => {
  test.each([
    ["StringEquals", ["a", "b"], "b", true],
    ["StringEquals", [], "b", false],
    ["StringNotEquals", ["a", "b"], "b", false],
    ["StringNotEquals", ["a", "b"], "c", true],
    ["StringNotEquals", [], "c", true],
    ["ForAllValues:StringEquals", ["PostDateTime", "Message", "Tags"], ["PostDateTime", "UserName"], false],
    ["ForAllValues:StringEquals", ["PostDateTime", "Message", "Tags"], ["Message", "Tags"], true],
    ["ForAnyValue:StringEquals", ["ID", "PostDateTime"], ["UserName", "Message", "PostDateTime"], true],
    ["ForAnyValue:StringEquals", ["ID", "PostDateTime"], ["UserName"], false],
    ["ForAnyValue:StringNotEquals", ["DataClass", "Owner"], ["DataClass", "Owner"], false],
    ["ForAnyValue:StringNotEquals", ["DataClass", "Owner"], ["Dept", "DataClass"], true],
    ["ForAllValues:StringNotEquals", ["DataClass", "Owner"], ["Dept", "DataClass"], false],
    ["ForAllValues:StringNotEquals", ["DataClass", "Owner"], ["Dept", "SIC"], true],
    ["ForAllValues:StringLike", ["key1*"], ["key1a", "key1b"], true],
    ["ForAllValues:StringEquals", ["x"], "", true],
    ["ForAnyValue:StringEquals", [""], "", false],
    ["StringEquals", ["a"], ["a", "b"], true],
    ["StringNotEquals", ["a"], ["a", "b"], false],
    ["NumericNotEquals", ["ten", "1"], "2", false],
    ["IpAddress", ["203.0.113.0/24", "2001:DB8:1234:5678::/64"], "2001:db8:1234:5678::9", true],
  ] as const)("%s %j with %j is %j", (operator, expected, actual, result) => {
    expect(matched(operator, expected, { k: actual })).toBe(result);
  });

  test("key names are compared without regard to case", () => {
    expect(matched("StringEquals", ["x"], { K: "x" })).toBe(true);
  });
});

describe("notes", () => {
  test.each([
    ["StringEquals", ["x"], absent, "key-absent"],
    ["StringNotEquals", ["x"], absent, "key-absent-passes"],
    ["StringEquals", ["x*"], { k: "xy" }, "literal-wildcard"],
    ["StringLike", ["x*"], { k: "y" }, null],
    ["StringEquals", ["y"], { k: "x" }, null],
    ["NumericEquals", ["x"], { k: "1" }, "incomparable"],
    ["NumericEquals", ["x", "1"], { k: "1" }, null],
    ["Bool", ["yes"], { k: "true" }, "incomparable"],
    ["Bool", ["true"], { k: "yes" }, "incomparable"],
    ["BinaryEquals", ["A=QQ"], { k: "A" }, "incomparable"],
    ["BinaryEquals", ["QUJDR"], { k: "ABC" }, "incomparable"],
    ["IpAddress", ["everywhere"], { k: "203.0.113.1" }, "incomparable"],
    ["StringEquals", ["${aws:PrincipalTag/t}"], { k: "x", "aws:PrincipalTag/t": null }, "variable-no-value"],
    ["StringEquals", ["${aws:PrincipalTag/t}"], { k: "x" }, "variable-unknown"],
    ["StringEquals", ["x"], { k: ["x", "y"] }, "several-values"],
    ["ForAnyValue:StringEquals", ["x"], { k: ["x", "y"] }, null],
    ["Null", ["true"], absent, null],
    ["Nonsense", ["true"], absent, "operator-unknown"],
  ] as const)("%s %j with %j: %s", (operator, expected, keys, note) => {
    const condition = { operator, key: "k", values: expected, at: "" };
    expect(evaluateCondition(condition, "2012-10-17", contextOf(keys)).note).toBe(note);
  });

  test("a variable under Version 2008-10-17", () => {
    const condition = { operator: "StringEquals", key: "k", values: ["${x:y}"], at: "" };
    expect(evaluateCondition(condition, "2008-10-17", contextOf({ k: "z" })).note).toBe("variables-off");
    const among = { ...condition, values: ["y", "${x:y}"] };
    expect(evaluateCondition(among, "2008-10-17", contextOf({ k: "z" })).note).toBe("variables-off");
    const without = { ...condition, values: ["y"] };
    expect(evaluateCondition(without, "2008-10-17", contextOf({ k: "z" })).note).toBe(null);
  });
});

/** IAM User Guide, "IAM policy elements: Variables and tags". */
describe("policy variables", () => {
  const keys = { k: "team-yellow", "aws:PrincipalTag/team": "yellow" };
  test.each([
    ["StringEquals", "team-${aws:PrincipalTag/team}", keys, true],
    ["StringEquals", "team-${aws:principaltag/team}", keys, true],
    ["StringEqualsIgnoreCase", "TEAM-${aws:PrincipalTag/team}", keys, true],
    ["StringLike", "*-${aws:PrincipalTag/team}", keys, true],
    ["StringEquals", "team-${aws:PrincipalTag/team, 'blue'}", keys, true],
    ["StringEquals", "team-${aws:PrincipalTag/team, 'blue'}", { k: "team-blue", "aws:PrincipalTag/team": null }, true],
    ["StringEquals", "team-${aws:PrincipalTag/team}", { k: "team-", "aws:PrincipalTag/team": null }, false],
    ["StringNotEquals", "team-${aws:PrincipalTag/team}", { k: "team-", "aws:PrincipalTag/team": null }, true],
    ["StringEquals", "team-${aws:PrincipalTag/team}", { k: "team-yellow" }, null],
    ["StringEquals", "${aws:PrincipalTag/team}", { k: "a", "aws:PrincipalTag/team": ["a", "b"] }, false],
    ["StringEquals", "${*}", { k: "*" }, true],
    ["StringLike", "a${*}", { k: "abc" }, false],
    ["StringLike", "a${*}", { k: "a*" }, true],
    ["StringLike", "a${?}", { k: "ab" }, false],
    ["StringLike", "a${?}", { k: "a?" }, true],
    ["StringEquals", "${ aws:PrincipalTag/team ,  'blue' }", { k: "blue", "aws:PrincipalTag/team": null }, true],
    ["StringEquals", "${aws:PrincipalTag/team,'blue'}", { k: "blue", "aws:PrincipalTag/team": null }, true],
    ["StringEquals", "${aws:PrincipalTag/team, 'blue'}", { k: "blue", "aws:PrincipalTag/team": ["a", "b"] }, false],
    ["StringEquals", "${$}{x}", { k: "${x}" }, true],
    ["StringLike", "${aws:PrincipalTag/team}", { k: "abc", "aws:PrincipalTag/team": "a*" }, false],
    ["NumericEquals", "${aws:PrincipalTag/n}", { k: "1", "aws:PrincipalTag/n": "1" }, false],
    ["IpAddress", "${aws:PrincipalTag/ip}", { k: "10.0.0.1", "aws:PrincipalTag/ip": "10.0.0.1" }, false],
    ["BinaryEquals", "${aws:PrincipalTag/b64}", { k: "A", "aws:PrincipalTag/b64": "QQ==" }, false],
    [
      "ArnLike",
      "arn:aws:s3:::${aws:PrincipalTag/bucket}/*",
      { k: "arn:aws:s3:::b/x", "aws:PrincipalTag/bucket": "b" },
      true,
    ],
    ["DateEquals", "${aws:PrincipalTag/d}", { k: "2020-01-01", "aws:PrincipalTag/d": "2020-01-01" }, false],
    ["Bool", "${aws:PrincipalTag/b}", { k: "true", "aws:PrincipalTag/b": "true" }, true],
  ] as const)("%s %j with %j is %j", (operator, expected, known, result) => {
    expect(matched(operator, [expected], known)).toBe(result);
  });

  test("Version 2008-10-17 has none: the text stands for itself", () => {
    expect(matched("StringEquals", ["${*}"], { k: "*" }, "2008-10-17")).toBe(false);
    expect(matched("StringEquals", ["${*}"], { k: "${*}" }, "2008-10-17")).toBe(true);
    expect(matched("StringEquals", ["${unknown:x}"], { k: "y" }, "2008-10-17")).toBe(false);
  });
});
