import { bySeniority, holds, holdsPair, unreadable } from "./read-situation.ts";
import type { RotationSituation, UserKey } from "./rotation-situation.ts";

/** One thing to do next on the way back to the old key. */
export type RollBackStep =
  | { readonly kind: "activate"; readonly keyId: string }
  | { readonly kind: "restore"; readonly keyId: string; readonly place: string }
  /** Store the new key's id beside its secret, as nobody has the old secret any more. */
  | { readonly kind: "complete"; readonly keyId: string; readonly place: string }
  /** Deactivate the new key, which nothing holds any more. */
  | { readonly kind: "deactivate"; readonly keyId: string }
  /** All is done that can be: `kept` are the places that go on with the new key, as nobody has the old secret. */
  | { readonly kind: "rolled-back"; readonly old: string; readonly other: string; readonly kept: readonly string[] }
  /** There is no old key to go back to. */
  | { readonly kind: "nothing-to-roll-back"; readonly keyId: string | null };

/**
 * What to do next to go back to the old key. It is activated first, so that whoever still has it can work again. A
 * place gets its pair back only where its secret is known: from a place that still has it. The new key stays as long as
 * a place holds it.
 */
export function rollBackStep(situation: RotationSituation): RollBackStep {
  const [older, newer] = bySeniority(situation.keys);
  if (older === undefined || newer === undefined) {
    return { kind: "nothing-to-roll-back", keyId: older?.id ?? null };
  }
  if (!older.active) return { kind: "activate", keyId: older.id };

  const { places, known, journal } = situation;
  const knows = (key: UserKey) => known.includes(key.id) || places.some(({ secretOf }) => secretOf === key.id);
  const withNewer = places.filter((place) => holds(place, newer));
  // A place that names the old key may hold the new secret already, where a run was killed between the two writes.
  const broken = places.filter((place) => holds(place, older) && !holdsPair(place, older));
  const [next] = knows(older) ? [...broken, ...withNewer] : [];
  if (next !== undefined) return { kind: "restore", keyId: older.id, place: next.name };
  const [half] = broken;
  if (half !== undefined && newer.active && knows(newer))
    return { kind: "complete", keyId: newer.id, place: half.name };

  const handedOut = places.some(unreadable) || (journal?.newKeyId === newer.id && journal.handedOut);
  const kept = [...withNewer, ...broken].map(({ name }) => name);
  const unused = kept.length === 0 && !handedOut && places.some((place) => holds(place, older));
  if (unused && newer.active) return { kind: "deactivate", keyId: newer.id };
  return { kind: "rolled-back", old: older.id, other: newer.id, kept };
}
