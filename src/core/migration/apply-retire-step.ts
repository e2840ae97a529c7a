import type { RetiredKey } from "./migration-state.ts";
import { nextRetireStep, type RetireSituation, type RetireStep } from "./retire-step.ts";

/** The situation once a step is done. */
export function applyRetireStep(situation: RetireSituation, step: RetireStep): RetireSituation {
  const { state, seen, places, now } = situation;
  const withKey = (keyId: string, change: Partial<RetiredKey>) => ({
    ...state,
    keys: state.keys.map((key) => (key.id === keyId ? { ...key, ...change } : key)),
  });
  switch (step.kind) {
    case "deactivate":
    case "note-inactive":
      return {
        ...situation,
        state: withKey(step.keyId, { deactivatedAt: now }),
        seen: seen.map((key) => (key.id === step.keyId ? { ...key, active: false } : key)),
      };
    case "delete":
    case "note-deleted":
      return {
        ...situation,
        state: withKey(step.keyId, { deletedAt: now }),
        seen: seen.filter(({ id }) => id !== step.keyId),
      };
    case "delete-variables":
      return { ...situation, places: places.filter((place) => place !== step.place) };
    default:
      return situation;
  }
}

/** The steps that can be done now, in order, and the one that ends them: a wait, a refusal or the end. */
export function planRetire(situation: RetireSituation): readonly RetireStep[] {
  const steps: RetireStep[] = [];
  for (let seen = situation; ; ) {
    const step = nextRetireStep(seen);
    steps.push(step);
    if (step.kind === "wait" || step.kind === "refuse" || step.kind === "finished") return steps;
    seen = applyRetireStep(seen, step);
  }
}
