import { orphanStep } from "./orphan-step.ts";
import { bySeniority, holds, holdsPair, laterOf, plus, unreadable } from "./read-situation.ts";
import type { RotationSituation, UserKey } from "./rotation-situation.ts";
import type { RotationStep } from "./rotation-step.ts";

/**
 * What to do next, from what the account and the places show; the journal only adds what they can't tell. The key id
 * is the mark of a stored pair, as it is written after the secret: a place that names the new key holds its secret.
 *
 * The old key stays active until every place holds the new one, and has then been unused for the overlap.
 */
export function nextStep(situation: RotationSituation): RotationStep {
  const { settings, journal } = situation;
  const [older, newer] = bySeniority(situation.keys);
  if (older === undefined) return { kind: "refuse", reason: "no-keys" };
  if (newer === undefined && journal?.newKeyId === older.id && journal.storedAt !== null) {
    return { kind: "finished", keyId: older.id };
  }
  if (settings.oldKey !== null && settings.oldKey !== older.id) {
    return { kind: "refuse", reason: "not-the-old-key", keyId: settings.oldKey };
  }
  if (newer === undefined) return withOneKey(situation, older);
  const named = [older, newer].find(({ id }) => id === settings.deleteKey);
  if (named !== undefined) return deleteNamed(situation, named, older, newer);
  return withTwoKeys(situation, older, newer);
}

function withOneKey(situation: RotationSituation, key: UserKey): RotationStep {
  const { places, now, settings } = situation;
  const known = places.some((place) => holds(place, key) || unreadable(place));
  if (!known) return { kind: "refuse", reason: "not-stored" };
  const until = settings.maxAge === null ? null : plus(key.createdAt, settings.maxAge);
  if (until !== null && now < until) return { kind: "fresh", keyId: key.id, until };
  return { kind: "create", old: key.id };
}

function withTwoKeys(situation: RotationSituation, older: UserKey, newer: UserKey): RotationStep {
  const { places, journal, settings } = situation;
  const rolledBack = journal?.newKeyId === newer.id && journal.rolledBackAt !== null && settings.oldKey === null;
  const inNewer = places.some((place) => holds(place, newer)) || handedOver(situation, newer);
  const inOlder = places.some((place) => holds(place, older));
  if (inNewer && rolledBack) return { kind: "refuse", reason: "rolled-back", old: older, other: newer };
  if (inNewer) return goOn(situation, older, newer);

  if (!inOlder && !places.some(unreadable)) return { kind: "refuse", reason: "not-stored" };
  if (newer.active && knows(situation, newer)) return goOn(situation, older, newer);
  return orphanStep(situation, older, newer);
}

/** From a new key with a secret, or one that places hold already, to the end. */
function goOn(situation: RotationSituation, older: UserKey, newer: UserKey): RotationStep {
  const { places, works, verified, now } = situation;
  if (!newer.active) return { kind: "refuse", reason: "new-key-inactive", old: older, other: newer };
  const missing = places.filter(
    (place) => !holdsPair(place, newer) && !(unreadable(place) && handedOver(situation, newer)),
  );
  // First the one in which a run was killed between the two writes.
  const next = missing.find(({ secretOf }) => secretOf === newer.id) ?? missing[0];
  if (next !== undefined) {
    if (!knows(situation, newer)) {
      const names = missing.map(({ name }) => name);
      return { kind: "refuse", reason: "secret-lost", old: older, other: newer, places: names };
    }
    if (works !== newer.id) return { kind: "try", keyId: newer.id };
    return { kind: "store", keyId: newer.id, place: next.name };
  }
  if (!verified) return { kind: "verify", keyId: newer.id };
  return retire(situation, older, newer, now);
}

/** Deactivates and deletes the old key, each when it may be. */
function retire(situation: RotationSituation, older: UserKey, newer: UserKey, now: Date): RotationStep {
  const { journal, settings } = situation;
  const own = journal?.newKeyId === newer.id;
  const storedAt = (own ? journal.storedAt : null) ?? newer.createdAt;
  const usedAt = older.lastUsed?.at ?? older.createdAt;
  const quietFrom = plus(laterOf(storedAt, usedAt), settings.overlap);
  if (older.active) {
    const confirmed = own || settings.oldKey === older.id;
    if (!confirmed && usedAt > plus(newer.createdAt, settings.overlap)) {
      return { kind: "refuse", reason: "old-key-in-use", old: older, other: newer };
    }
    if (now < quietFrom) return { kind: "wait", to: "deactivate", keyId: older.id, until: quietFrom };
    return { kind: "deactivate", keyId: older.id };
  }
  const deactivatedAt = (own ? journal.deactivatedAt : null) ?? quietFrom;
  const until = plus(laterOf(deactivatedAt, usedAt), settings.grace);
  if (now < until) return { kind: "wait", to: "delete", keyId: older.id, until };
  return { kind: "delete", keyId: older.id };
}

/**
 * Deletes the key that the user named, where that is safe: one that is inactive or was never used, and that no place
 * holds; or the newer one, where its secret is lost and the places have to be given another.
 */
function deleteNamed(situation: RotationSituation, named: UserKey, older: UserKey, newer: UserKey): RotationStep {
  const holders = situation.places.filter((place) => holds(place, named)).map(({ name }) => name);
  const idle = holders.length === 0 && (!named.active || named.lastUsed === null);
  const rest = withTwoKeys({ ...situation, settings: { ...situation.settings, deleteKey: null } }, older, newer);
  const lost = named.id === newer.id && rest.kind === "refuse" && rest.reason === "secret-lost";
  const isHeldElsewhere = situation.places.some(
    (place) => holds(place, named.id === newer.id ? older : newer) || unreadable(place),
  );
  if ((idle || lost) && isHeldElsewhere) return { kind: "discard", keyId: named.id, because: "named" };
  return { kind: "refuse", reason: "not-safe-to-delete", key: named, places: holders };
}

function knows({ known, places }: RotationSituation, key: UserKey): boolean {
  return known.includes(key.id) || places.some(({ secretOf }) => secretOf === key.id);
}

/** Whether what can't be read back was given the key, and the journal says that this ended well. */
function handedOver({ places, journal }: RotationSituation, key: UserKey): boolean {
  return places.some(unreadable) && journal?.newKeyId === key.id && journal.handedOut && journal.storedAt !== null;
}
