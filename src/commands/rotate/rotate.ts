import { GitlabEcrError } from "../../core/errors/index.ts";
import { nextStep, planRotation, type RotationStep } from "../../core/rotation/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import type { Run } from "../run.ts";
import { type Looker, look } from "./look.ts";
import { performStep } from "./perform-step.ts";
import { notAgreed, refusalError } from "./refusals.ts";
import { resultOf } from "./result-of.ts";
import { rollBack } from "./roll-back.ts";
import type { AskForAgreement, RotationCaller, RotationOptions } from "./rotation-options.ts";
import { type RotationResult, type ToldStep, toldStep } from "./rotation-result.ts";
import type { RotationWorld } from "./rotation-world.ts";

/** More looks would mean that the account never settles. */
const mostLooks = 12;

/**
 * Rotates a user's access key as far as it can be done now: makes a new one, waits until AWS takes it, stores it in
 * every target, reads it back, and deactivates and deletes the old one, each when it may be. A run that follows one that
 * was killed at any point goes on from there.
 *
 * `agree` is given the plan before anything is changed. Throws one `GitlabEcrError`.
 */
export async function rotate(
  options: RotationOptions,
  caller: RotationCaller,
  world: RotationWorld,
  run: Run,
  agree: AskForAgreement,
): Promise<RotationResult> {
  const looker: Looker = { options, world, caller, run, secrets: new Map<string, Secret>() };
  if (options.rollback) return rollBack(looker, agree);

  const done: ToldStep[] = [];
  let seen = await look(looker, "newer");
  const plan = planRotation(seen.situation);
  const [first] = plan;
  if (first?.kind === "refuse") throw refusalError(first, options, seen.situation.keys);
  const told = plan.map(toldStep);
  if (options.dryRun) return resultOf(looker, seen, { state: "planned", done, plan: told, last: plan.at(-1) });
  const end = plan.findIndex((step) => step.kind === "wait" && !mayWait(step, options));
  if (plan.slice(0, end === -1 ? plan.length : end).some(changes)) {
    const answer = await agree(told);
    if (answer === "nobody") throw notAgreed();
    if (answer === "no") return resultOf(looker, seen, { state: "planned", done, plan: told, last: plan.at(-1) });
  }

  for (let looks = 1; ; ) {
    const step = nextStep(seen.situation);
    if (step.kind === "refuse") throw refusalError(step, options, seen.situation.keys);
    if (step.kind === "finished" || step.kind === "fresh") {
      if (step.kind === "finished") await world.journal.remove();
      return resultOf(looker, seen, { state: step.kind, done, plan: told, last: step });
    }
    if (step.kind === "wait" && !mayWait(step, options)) {
      return resultOf(looker, seen, { state: "waiting", done, plan: told, last: step });
    }
    const performed = await performStep(step, seen, looker, done);
    if (performed !== "look again") {
      seen = performed;
      if (step.kind === "delete") {
        await world.journal.remove();
        return resultOf(looker, seen, { state: "finished", done, plan: told, last: step });
      }
      continue;
    }
    looks += 1;
    if (looks > mostLooks) throw unsettled(options);
    seen = await look(looker, "newer");
  }
}

function changes({ kind }: RotationStep): boolean {
  return kind === "create" || kind === "discard" || kind === "store" || kind === "deactivate" || kind === "delete";
}

function mayWait({ until }: Extract<RotationStep, { kind: "wait" }>, { waitUntil }: RotationOptions): boolean {
  return waitUntil !== null && until <= waitUntil;
}

function unsettled({ user }: RotationOptions): GitlabEcrError {
  const reason = `IAM's list of the keys of user ${user} changes from call to call.`;
  const remedy = ["Run the same command again in a few minutes: it goes on where it stopped."];
  return new GitlabEcrError("input-invalid", { reason, command: "rotate" }, { remedy });
}
