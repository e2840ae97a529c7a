import { plus, unreadable } from "./read-situation.ts";
import type { RotationSituation, UserKey } from "./rotation-situation.ts";
import type { RotationStep } from "./rotation-step.ts";

const minute = 60_000;

/** A new key is tried within this time of its making; the trial is a call to STS. */
const trialTime = 15 * minute;

/** A key that is younger may be another run's, which is about to store it. */
const runTime = 60 * minute;

/** Clocks may differ by so much: AWS refuses signatures that are further off. */
const skew = 5 * minute;

/**
 * What to do about a second key that no place holds and whose secret nobody knows. It is deleted where the journal says
 * that a run of ours made it, or where it can't be used by anybody: never used but for a trial, and not just made.
 */
export function orphanStep(situation: RotationSituation, older: UserKey, newer: UserKey): RotationStep {
  const { places, journal, now } = situation;
  const refused = { kind: "refuse", reason: "other-key", old: older, other: newer } as const;
  const own = isOwn(situation, older, newer);
  // Whether it reached standard output isn't known: somebody may have it.
  if (own && journal?.handedOut) return refused;
  if (own) return { kind: "discard", keyId: newer.id, because: "own" };
  if (!newer.active || places.some(unreadable) || journal?.newKeyId === newer.id) return refused;

  const { lastUsed, createdAt } = newer;
  const onlyTried = lastUsed === null || (lastUsed.service === "sts" && lastUsed.at <= plus(createdAt, trialTime));
  if (!onlyTried) return refused;
  const until = plus(createdAt, runTime);
  if (now < until) return { kind: "wait", to: "discard", keyId: newer.id, until };
  return { kind: "discard", keyId: newer.id, because: "never-used" };
}

/** Whether a run of ours made it: the journal names it, or was begun before it, with nobody's name yet. */
function isOwn({ journal }: RotationSituation, older: UserKey, newer: UserKey): boolean {
  if (journal === null || journal.oldKeyId !== older.id) return false;
  if (journal.newKeyId === newer.id) return journal.storedAt === null;
  return journal.newKeyId === null && newer.createdAt >= plus(journal.startedAt, -skew);
}
