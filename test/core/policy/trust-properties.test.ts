import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateTrustPolicy, lintTrustPolicy } from "../../../src/core/policy/index.ts";
import { idToken, trustPolicy } from "./gitlab-token.ts";

const keys = fc.constantFrom(
  "gitlab.com:sub",
  "gitlab.com:aud",
  "gitlab.com:project_id",
  "gitlab.com:ref",
  "aws:SourceIp",
);
const operators = fc.constantFrom(
  "StringEquals",
  "StringLike",
  "StringNotLike",
  "StringEqualsIfExists",
  "ForAllValues:StringLike",
  "ForAnyValue:StringEquals",
  "Null",
);
const values = fc.constantFrom(
  "*",
  "true",
  "4242",
  "main",
  "sts.amazonaws.com",
  "project_path:org/team/app:ref_type:branch:ref:main",
  "project_path:org/*:ref_type:branch:ref:*",
  "${aws:username}",
);
const condition = fc.dictionary(operators, fc.dictionary(keys, fc.oneof(values, fc.array(values, { maxLength: 2 }))));
const statement = fc
  .record({ effect: fc.constantFrom("Allow", "Deny"), condition })
  .map(({ effect, condition: block }) => trustPolicy(block, { Effect: effect }).Statement[0]);
const policy = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: "2012-10-17", Statement }));

describe("every policy", () => {
  test("never throws, and its verdict follows from its statements", () => {
    fc.assert(
      fc.property(policy, (document) => {
        const { statements, verdict } = evaluateTrustPolicy(document, idToken());
        const applies = (effect: string) =>
          statements.filter((item) => item.effect === effect).map((item) => item.applies);
        const [allows, denies] = [applies("Allow"), applies("Deny")];
        if (denies.includes(true) || allows.every((item) => item === false)) expect(verdict).toBe("deny");
        else if (denies.includes(null) || !allows.includes(true)) expect(verdict).toBe("unknown");
        else expect(verdict).toBe("allow");
      }),
    );
  });

  test("unknown becomes allow or deny once the missing keys are told, and certain verdicts stay", () => {
    fc.assert(
      fc.property(
        policy,
        fc.constantFrom("10.0.0.1", "*", null),
        fc.constantFrom("sample", null),
        (document, ip, user) => {
          const before = evaluateTrustPolicy(document, idToken()).verdict;
          const context = { "aws:SourceIp": ip, "aws:username": user };
          const after = evaluateTrustPolicy(document, idToken(), { context }).verdict;
          expect(after).not.toBe("unknown");
          if (before !== "unknown") expect(after).toBe(before);
        },
      ),
    );
  });

  test("a deny statement more never turns a deny into an allow", () => {
    fc.assert(
      fc.property(policy, condition, (document, block) => {
        const stricter = {
          ...document,
          Statement: [...document.Statement, ...trustPolicy(block, { Effect: "Deny" }).Statement],
        };
        const [before, after] = [document, stricter].map((item) => evaluateTrustPolicy(item, idToken()).verdict);
        if (before === "deny") expect(after).toBe("deny");
        if (after === "allow") expect(before).toBe("allow");
      }),
    );
  });

  test("a policy that admits a stranger's token is graded dangerous", () => {
    const strangers = [
      idToken({ sub: "project_path:evil/evil:ref_type:branch:ref:main", project_id: "666", namespace_id: "66" }),
      idToken({ sub: "project_path:org/team/app:ref_type:branch:ref:evil", ref: "evil", ref_protected: "false" }),
      idToken({ sub: "project_path:org/team/app:ref_type:tag:ref:main", ref_type: "tag", ref_protected: "false" }),
    ];
    fc.assert(
      fc.property(policy, (document) => {
        if (strangers.some((claims) => evaluateTrustPolicy(document, claims).verdict === "allow")) {
          expect(lintTrustPolicy(document).grade).toBe("dangerous");
        }
      }),
      { numRuns: 1000 },
    );
  });
});
