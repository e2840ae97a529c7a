import { applyStep } from "./apply-step.ts";
import { nextStep } from "./next-step.ts";
import type { RotationSituation } from "./rotation-situation.ts";
import type { RotationStep } from "./rotation-step.ts";

/** What the plan calls the key that isn't made yet. */
const futureKey = "the new key";

/** More would be no plan: every place is stored once. */
const mostSteps = 10_000;

/** All steps until the end or a refusal, as they are foreseen; a wait ends as if nobody used the old key any more. */
export function planRotation(situation: RotationSituation): readonly RotationStep[] {
  const steps: RotationStep[] = [];
  let state = situation;
  while (steps.length < mostSteps) {
    const step = nextStep(state);
    steps.push(step);
    if (step.kind === "refuse" || step.kind === "finished" || step.kind === "fresh") return steps;
    state = applyStep(state, step, { id: futureKey, account: "", user: "" });
    if (step.kind === "delete") return [...steps, { kind: "finished", keyId: state.keys[0]?.id ?? futureKey }];
  }
  return steps;
}
