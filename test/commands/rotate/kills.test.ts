import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rotate } from "../../../src/commands/rotate/rotate.ts";
import type { RotationResult } from "../../../src/commands/rotate/rotation-result.ts";
import { AccountModel, caller, Killed, options, type PlaceKind } from "./account-model.ts";

const place = fc
  .record({ hidden: fc.boolean(), whole: fc.boolean() })
  .map((kind) => ({ ...kind, hidden: kind.hidden && !kind.whole }));

/** A run that is killed at one of its points, and what happens until the next. */
const kill = fc.record({ points: fc.nat(60), hoursLater: fc.constantFrom(0, 0.5, 2, 30), journalLost: fc.boolean() });

/** Places of which one at least can be read back; several hidden ones alone are another property's. */
const places = fc
  .array(place, { minLength: 1, maxLength: 4 })
  .filter((kinds) => kinds.length === 1 || kinds.some(({ hidden }) => !hidden));

async function attempt(model: AccountModel, over = {}): Promise<RotationResult | "killed"> {
  try {
    return await rotate(options(over), caller, model.world(), model.run(), async () => "yes");
  } catch (error) {
    if (error instanceof Killed) return "killed";
    throw error;
  }
}

/** What must be so at every point of every run. */
function check(model: AccountModel): void {
  expect(model.keys.length).toBeLessThanOrEqual(2);
  const broken = model.places.filter((one) => !model.works(one));
  // Between the two writes of one place its pair is mixed; each half belongs to a key that is there, unless the place is
  // hidden: then a run that follows may have deleted the key whose secret stands there, to store another at once.
  expect(broken.length).toBeLessThanOrEqual(1);
  for (const { whole, id, hidden, secret } of broken) {
    expect(whole).toBe(false);
    expect(model.keys.some((key) => key.active && key.id === id)).toBe(true);
    if (!hidden) expect(model.keys.some((key) => key.active && key.secret === secret)).toBe(true);
  }
  expect(model.journal ?? "").not.toContain("secret-0");
}

function later(model: AccountModel, hours: number): void {
  model.now = new Date(model.now.getTime() + hours * 3_600_000);
}

/** Runs once a day, unharmed, until the rotation is over. */
async function finish(model: AccountModel): Promise<number> {
  model.pointsLeft = Number.POSITIVE_INFINITY;
  for (let run = 1; run <= 6; run += 1) {
    const result = await attempt(model);
    if (result !== "killed" && result.state === "finished") return run;
    later(model, 25);
  }
  throw new Error("It never ends.");
}

describe("whatever places there are, and wherever runs are killed", () => {
  test("some stored key works everywhere at every point, and daily runs end with one key that all places hold", async () => {
    const property = fc.asyncProperty(places, fc.array(kill, { maxLength: 5 }), async (kinds, kills) => {
      const model = new AccountModel(kinds);
      const first = model.keys[0]?.id;
      model.check = () => check(model);
      for (const { points, hoursLater, journalLost } of kills) {
        model.pointsLeft = points;
        await attempt(model);
        if (journalLost) model.journal = null;
        later(model, hoursLater);
      }
      await finish(model);
      expect(model.keys).toHaveLength(1);
      const [key] = model.keys;
      expect(key?.id).not.toBe(first);
      for (const one of model.places) expect([one.id, one.secret]).toEqual([key?.id, key?.secret]);
      expect(model.journal).toBeNull();
    });
    await fc.assert(property, { numRuns: 400 });
  });

  test("a run that isn't killed leaves all places with one pair that works", async () => {
    const property = fc.asyncProperty(places, kill, async (kinds, { points, journalLost }) => {
      const model = new AccountModel(kinds);
      model.pointsLeft = points;
      await attempt(model);
      if (journalLost) model.journal = null;
      later(model, 2);
      model.pointsLeft = Number.POSITIVE_INFINITY;
      await attempt(model);
      expect(new Set(model.places.map(({ id, secret }) => `${id} ${secret}`)).size).toBe(1);
      expect(model.places.every((one) => model.works(one))).toBe(true);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test("a rollback, killed and run again, ends with every place at work, and the old key active", async () => {
    const property = fc.asyncProperty(places, fc.nat(40), fc.nat(30), async (kinds, points, backPoints) => {
      const model = new AccountModel(kinds);
      const old = model.keys[0];
      model.check = () => check(model);
      model.pointsLeft = points;
      await attempt(model);
      if (model.keys.length < 2) return;
      model.pointsLeft = backPoints;
      await attempt(model, { rollback: true });
      model.pointsLeft = Number.POSITIVE_INFINITY;
      await attempt(model, { rollback: true });
      expect(old?.active).toBe(true);
      const readable = model.places.filter(({ hidden }) => !hidden);
      for (const one of readable) expect(model.works(one)).toBe(true);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

test("several hidden places alone may need a person, and work until one comes", async () => {
  const hidden: PlaceKind = { hidden: true, whole: false };
  const codes = new Set<string>();
  for (let points = 0; points < 60; points += 1) {
    const model = new AccountModel([hidden, hidden]);
    model.pointsLeft = points;
    if ((await attempt(model)) !== "killed") break;
    model.pointsLeft = Number.POSITIVE_INFINITY;
    const next = await attempt(model).catch((error: { code: string; context: object }) => {
      codes.add(error.code);
      return null;
    });
    if (next !== null) continue;
    const [, newer] = model.keys;
    const agreed = { settings: { ...options().settings, deleteKey: newer?.id ?? "" } };
    expect(await attempt(model, agreed)).toMatchObject({ state: "waiting" });
    expect(model.places.every((one) => model.works(one))).toBe(true);
  }
  expect([...codes]).toEqual(["key-slots-taken"]);
});
