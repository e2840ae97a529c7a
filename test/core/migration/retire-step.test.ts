import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyRetireStep,
  nextRetireStep,
  planRetire,
  type RetiredKey,
  type RetireSituation,
  type SeenKey,
} from "../../../src/core/migration/index.ts";

const hour = 3_600_000;
const now = new Date("2026-11-24T06:00:00Z");
const ago = (hours: number) => new Date(now.getTime() - hours * hour);
const id = "AKIAQNZGKIQYAAAAAAAA";

function situation(
  key: Partial<RetiredKey> = {},
  seen: Partial<SeenKey> | null = {},
  over: Partial<RetireSituation> = {},
): RetireSituation {
  const record = { id, user: "ci", activeBefore: true, deactivatedAt: null, deletedAt: null, ...key };
  return {
    state: { phase: "retire", keys: [record] },
    seen: seen === null ? [] : [{ id, active: true, lastUsedAt: null, ...seen }],
    places: ["p"],
    now,
    settings: { unused: 24 * hour, grace: 48 * hour },
    ...over,
  };
}

describe("the next step of a retirement", () => {
  test.each([
    ["an unused key goes off", situation(), { kind: "deactivate", keyId: id, lastUsedAt: null }],
    [
      "one used a day ago, too",
      situation({}, { lastUsedAt: ago(24) }),
      { kind: "deactivate", keyId: id, lastUsedAt: ago(24) },
    ],
    [
      "one in use stays",
      situation({}, { lastUsedAt: ago(1) }),
      { kind: "wait", to: "deactivate", keyId: id, until: ago(-23) },
    ],
    [
      "the grace time is waited for",
      situation({ deactivatedAt: ago(47) }, { active: false }),
      { kind: "wait", to: "delete", keyId: id, until: ago(-1) },
    ],
    [
      "and counts from the last use, should IAM tell of it late",
      situation({ deactivatedAt: ago(50) }, { active: false, lastUsedAt: ago(2) }),
      { kind: "wait", to: "delete", keyId: id, until: ago(-46) },
    ],
    [
      "then it is deleted",
      situation({ deactivatedAt: ago(48) }, { active: false }),
      { kind: "delete", keyId: id, lastUsedAt: null },
    ],
    [
      "one that is off, and not by this record, is noted",
      situation({}, { active: false }),
      { kind: "note-inactive", keyId: id },
    ],
    ["one that is gone is noted", situation({ deactivatedAt: ago(48) }, null), { kind: "note-deleted", keyId: id }],
    [
      "one that was activated again ends it",
      situation({ deactivatedAt: ago(48) }, { active: true }),
      { kind: "refuse", reason: "activated-again", keyId: id },
    ],
    ["variables go last", situation({ deletedAt: ago(1) }, null), { kind: "delete-variables", place: "p" }],
    ["and then it is done", situation({ deletedAt: ago(1) }, null, { places: [] }), { kind: "finished" }],
    [
      "nothing happens before pipelines were verified",
      situation({}, {}, { state: { phase: "dual", keys: [] } }),
      { kind: "refuse", reason: "not-verified", keyId: null },
    ],
  ] as const)("%s", (_, given, step) => {
    expect(nextRetireStep(given)).toEqual(step);
  });
});

describe("any retirement", () => {
  const moment = fc.option(fc.integer({ min: 0, max: 100 }).map(ago));
  const keys = fc.array(
    fc.record({
      deactivatedAt: moment,
      deletedAt: fc.constant(null),
      active: fc.boolean(),
      lastUsedAt: moment,
      there: fc.boolean(),
    }),
    { maxLength: 3 },
  );
  const situations = keys.map((all): RetireSituation => {
    const ids = all.map((_, index) => `${id.slice(0, -1)}${index}`);
    return {
      state: {
        phase: "retire",
        keys: all.map(({ deactivatedAt, deletedAt }, index) => ({
          id: ids[index] ?? "",
          user: "ci",
          activeBefore: true,
          deactivatedAt,
          deletedAt,
        })),
      },
      seen: all.flatMap(({ active, lastUsedAt, there }, index) =>
        there ? [{ id: ids[index] ?? "", active, lastUsedAt }] : [],
      ),
      places: ["a", "b"],
      now,
      settings: { unused: 24 * hour, grace: 48 * hour },
    };
  });

  test("ends, and deletes no key that wasn't inactive for the grace time, and no variable before all keys are gone", () => {
    fc.assert(
      fc.property(situations, (given) => {
        let seen = given;
        for (const step of planRetire(given)) {
          if (step.kind === "delete") {
            const record = seen.state.keys.find((key) => key.id === step.keyId);
            const key = seen.seen.find((one) => one.id === step.keyId);
            expect(key?.active).toBe(false);
            expect(now.getTime() - (record?.deactivatedAt?.getTime() ?? Number.NaN)).toBeGreaterThanOrEqual(48 * hour);
          }
          if (step.kind === "delete-variables") expect(seen.seen).toEqual([]);
          if (step.kind === "deactivate") {
            const key = seen.seen.find((one) => one.id === step.keyId);
            expect(now.getTime() - (key?.lastUsedAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(24 * hour);
          }
          seen = applyRetireStep(seen, step);
        }
      }),
    );
  });
});
