import { bySeniority, type RotationSituation, type RotationStep } from "../../core/rotation/index.ts";
import type { Look, Looker } from "./look.ts";
import type { RotationResult, ToldStep } from "./rotation-result.ts";

/** The result of a run. */
export function resultOf(
  { options, caller }: Looker,
  { situation, leftAlone }: Look,
  ended: {
    readonly state: RotationResult["state"];
    readonly done: readonly ToldStep[];
    readonly plan: readonly ToldStep[];
    readonly last: RotationStep | undefined;
  },
): RotationResult {
  const { last, state, done, plan } = ended;
  return {
    ok: true,
    account: caller.account,
    user: options.user,
    state,
    ...keysOf(situation),
    done,
    plan,
    next: last?.kind === "wait" ? { step: last.to, keyId: last.keyId, until: last.until.toISOString() } : null,
    keys: situation.keys.map(({ id, active, createdAt, lastUsed }) => ({
      id,
      active,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsed?.at.toISOString() ?? null,
    })),
    places: situation.places.map(({ name, keyId, readable }) => ({ name, keyId, secretReadable: readable === "pair" })),
    leftAlone,
  };
}

/** Which key is replaced by which, where both are known. */
function keysOf({ keys, journal }: RotationSituation): Pick<RotationResult, "oldKeyId" | "newKeyId"> {
  const [older, newer] = bySeniority(keys);
  if (older === undefined) return { oldKeyId: null, newKeyId: null };
  if (newer !== undefined) return { oldKeyId: older.id, newKeyId: newer.id };
  return journal?.newKeyId === older.id
    ? { oldKeyId: journal.oldKeyId, newKeyId: older.id }
    : { oldKeyId: older.id, newKeyId: null };
}
