import { newJournal } from "./journal.ts";
import { bySeniority, laterOf } from "./read-situation.ts";
import type { RotationSituation } from "./rotation-situation.ts";
import type { RotationStep } from "./rotation-step.ts";

/** The situation once a step is done, so far as that can be said beforehand. `made` is the new key, for `create`. */
export function applyStep(
  situation: RotationSituation,
  step: RotationStep,
  made: { readonly id: string; readonly account: string; readonly user: string },
): RotationSituation {
  const { keys, places, now } = situation;
  const journal = situation.journal;
  switch (step.kind) {
    case "create": {
      const begun = newJournal({ account: made.account, user: made.user, startedAt: now, oldKeyId: step.old });
      return {
        ...situation,
        keys: [...keys, { id: made.id, active: true, createdAt: now, lastUsed: null }],
        known: [...situation.known, made.id],
        journal: { ...begun, newKeyId: made.id },
      };
    }
    case "discard":
    case "delete":
      return { ...situation, keys: keys.filter(({ id }) => id !== step.keyId) };
    case "try":
      return { ...situation, works: step.keyId };
    case "store": {
      const stored = { keyId: step.keyId, secretOf: step.keyId };
      const after = places.map((place) => (place.name === step.place ? { ...place, ...stored } : place));
      return { ...situation, places: after, verified: false };
    }
    case "verify":
      return {
        ...situation,
        verified: true,
        journal: journal === null ? null : { ...journal, storedAt: journal.storedAt ?? now },
      };
    case "deactivate": {
      const newer = bySeniority(keys).at(-1);
      const { account, user } = made;
      // From here on the grace time counts, whether or not a journal was there before.
      const begun =
        journal?.newKeyId === newer?.id ? journal : newJournal({ account, user, startedAt: now, oldKeyId: step.keyId });
      return {
        ...situation,
        keys: keys.map((key) => (key.id === step.keyId ? { ...key, active: false } : key)),
        journal:
          begun === null || newer === undefined
            ? journal
            : { ...begun, newKeyId: newer.id, storedAt: begun.storedAt ?? newer.createdAt, deactivatedAt: now },
      };
    }
    case "wait":
      return { ...situation, now: laterOf(step.until, now) };
    default:
      return situation;
  }
}
