import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatJournal, parseJournal, type RotationJournal } from "../../../src/core/rotation/index.ts";

const subject = { account: "455931011959", user: "gitlab-ci" };
const moment = fc.date({ noInvalidDate: true, min: new Date("2020-01-01"), max: new Date("2100-01-01") });
const keyId = fc.stringMatching(/^AKIA[A-Z2-7]{16}$/);
const journals: fc.Arbitrary<RotationJournal> = fc.record({
  account: fc.constant(subject.account),
  user: fc.constant(subject.user),
  startedAt: moment,
  oldKeyId: keyId,
  newKeyId: fc.option(keyId),
  handedOut: fc.boolean(),
  storedAt: fc.option(moment),
  deactivatedAt: fc.option(moment),
  rolledBackAt: fc.option(moment),
  targets: fc.array(fc.constantFrom("gitlab-project:org/app", "secretsmanager:ci/ecr")),
});

describe("a journal", () => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(journals, (journal) => {
        expect(parseJournal(formatJournal(journal), "j.json", subject)).toEqual(journal);
      }),
    );
  });

  test("with any field left out, or of another kind, is refused", () => {
    const names = [
      "version",
      "account",
      "user",
      "startedAt",
      "oldKeyId",
      "newKeyId",
      "handedOut",
      "storedAt",
      "deactivatedAt",
      "rolledBackAt",
      "targets",
    ];
    const wrong = fc.constantFrom(undefined, 7, true, {}, [], "", "x y");
    fc.assert(
      fc.property(journals, fc.constantFrom(...names), wrong, (journal, name, value) => {
        fc.pre(!(name === "handedOut" && value === true) && !(name === "targets" && Array.isArray(value)));
        const text = JSON.stringify({ ...(JSON.parse(formatJournal(journal)) as object), [name]: value });
        expect(() => parseJournal(text, "j.json", subject)).toThrow(expect.objectContaining({ code: "input-invalid" }));
      }),
    );
  });

  test("that was cut anywhere is refused", () => {
    fc.assert(
      fc.property(journals, fc.nat(), (journal, at) => {
        const text = formatJournal(journal).trimEnd();
        expect(() => parseJournal(text.slice(0, at % text.length), "j.json", subject)).toThrow("isn't a journal");
      }),
    );
  });
});
