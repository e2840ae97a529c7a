import type { MigrationState, RetiredKey } from "./migration-state.ts";

/** A key as IAM shows it now. */
export interface SeenKey {
  readonly id: string;
  readonly active: boolean;
  /** Null: never, as far as IAM knows. */
  readonly lastUsedAt: Date | null;
}

/** How patient a retirement is, in milliseconds. */
export interface RetireSettings {
  /** How long a key must be unused before it is deactivated. */
  readonly unused: number;
  /** How long it stays inactive before it is deleted. */
  readonly grace: number;
}

/** Everything that the next step of a retirement is decided by. */
export interface RetireSituation {
  readonly state: Pick<MigrationState, "phase" | "keys">;
  /** The keys of the state that IAM still has. */
  readonly seen: readonly SeenKey[];
  /** Pairs of variables that hold one of the keys. */
  readonly places: readonly string[];
  readonly now: Date;
  readonly settings: RetireSettings;
}

/** The next step. `note-…`: it was done by a run that was stopped before it could write so down. */
export type RetireStep =
  | { readonly kind: "deactivate" | "delete"; readonly keyId: string; readonly lastUsedAt: Date | null }
  | { readonly kind: "note-inactive" | "note-deleted"; readonly keyId: string }
  | { readonly kind: "delete-variables"; readonly place: string }
  | { readonly kind: "wait"; readonly to: "deactivate" | "delete"; readonly keyId: string; readonly until: Date }
  | { readonly kind: "refuse"; readonly reason: "not-verified" | "activated-again"; readonly keyId: string | null }
  | { readonly kind: "finished" };

/**
 * Decides what is done next: all keys are deactivated, each once it was unused for long enough; then deleted, after the
 * grace time; then the variables go. Nothing happens before pipelines were seen to do without keys.
 */
export function nextRetireStep(situation: RetireSituation): RetireStep {
  const { state, places } = situation;
  if (state.phase === "prepare" || state.phase === "dual")
    return { kind: "refuse", reason: "not-verified", keyId: null };
  const steps = state.keys.flatMap((key) => stepFor(key, situation) ?? []);
  const first =
    steps.find(({ kind }) => kind === "refuse") ?? steps.find(({ kind }) => kind !== "wait") ?? soonest(steps);
  if (first !== undefined) return first;
  const [place] = places;
  return place === undefined ? { kind: "finished" } : { kind: "delete-variables", place };
}

/** Null for a key that is gone. */
function stepFor(key: RetiredKey, { seen, now, settings }: RetireSituation): RetireStep | null {
  const { id: keyId, deactivatedAt, deletedAt } = key;
  const there = seen.find(({ id }) => id === keyId);
  if (deletedAt !== null) return null;
  if (there === undefined) return { kind: "note-deleted", keyId };
  const lastUsed = there.lastUsedAt?.getTime() ?? 0;
  if (there.active) {
    if (deactivatedAt !== null) return { kind: "refuse", reason: "activated-again", keyId };
    return after(new Date(lastUsed + settings.unused), "deactivate", there, now);
  }
  if (deactivatedAt === null) return { kind: "note-inactive", keyId };
  return after(new Date(Math.max(deactivatedAt.getTime(), lastUsed) + settings.grace), "delete", there, now);
}

function after(until: Date, to: "deactivate" | "delete", { id: keyId, lastUsedAt }: SeenKey, now: Date): RetireStep {
  return now < until ? { kind: "wait", to, keyId, until } : { kind: to, keyId, lastUsedAt };
}

function soonest(steps: readonly RetireStep[]): RetireStep | undefined {
  const waits = steps.flatMap((step) => (step.kind === "wait" ? [step] : []));
  return waits.toSorted((a, b) => a.until.getTime() - b.until.getTime())[0];
}
