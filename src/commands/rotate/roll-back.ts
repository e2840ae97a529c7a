import { GitlabEcrError } from "../../core/errors/index.ts";
import { bySeniority, type RollBackStep, rollBackStep } from "../../core/rotation/index.ts";
import { type Look, type Looker, look } from "./look.ts";
import { notAgreed, refused, unwrap } from "./refusals.ts";
import { resultOf } from "./result-of.ts";
import type { AskForAgreement } from "./rotation-options.ts";
import { type RotationResult, type ToldStep, toldStep } from "./rotation-result.ts";
import { tryKey } from "./try-key.ts";
import { write } from "./write-journal.ts";

/**
 * Goes back to the old key, which must still be there: activates it, and stores it again where its secret can be got
 * back. The places that it can't be stored in go on with the new key, which then stays, too.
 */
export async function rollBack(looker: Looker, agree: AskForAgreement): Promise<RotationResult> {
  const { options, world, caller, run, secrets } = looker;
  const { aws } = world;
  let seen = await look(looker, "both");
  const plan = planOf(seen).map(toldStep);
  const ended = (state: RotationResult["state"]) => resultOf(looker, seen, { state, done, plan, last: undefined });
  const done: ToldStep[] = [];
  if (options.dryRun) return ended("planned");
  const answer = await agree(plan);
  if (answer === "nobody") throw notAgreed();
  if (answer === "no") return ended("planned");

  for (;;) {
    const step = rollBackStep(seen.situation);
    if (step.kind === "nothing-to-roll-back") throw nothing(looker, step.keyId);
    if (step.kind === "rolled-back") {
      await noteInJournal(seen, looker, step);
      return { ...ended("rolled-back"), oldKeyId: step.old, newKeyId: step.other };
    }
    switch (step.kind) {
      case "activate":
        await run.step(`activate ${step.keyId}`, async () =>
          unwrap(await aws.setKeyActive(step.keyId, true, run.signal), options, caller),
        );
        world.tell(`activated key ${step.keyId}`);
        done.push(toldStep(step));
        // IAM's list may not show it yet.
        seen = await look(looker, "both", step.keyId);
        break;
      case "restore":
      case "complete": {
        const secret = secrets.get(step.keyId);
        const pair = seen.pairs.get(step.place);
        if (secret === undefined || pair === undefined) throw new Error(`${step.place} can't be restored.`);
        const wanted = { id: step.keyId, secret };
        if (!(await tryKey(wanted, { patient: true }, world, caller, run))) {
          throw refused(wanted.id, "though it is active", "it is still unknown to STS");
        }
        await run.step(`store ${step.keyId} in ${step.place}`, () => pair.store(wanted, run.signal));
        world.tell(`stored key ${step.keyId} in ${step.place}`);
        done.push(toldStep(step));
        seen = withPlace(seen, step);
        break;
      }
      case "deactivate":
        await run.step(`deactivate ${step.keyId}`, async () =>
          unwrap(await aws.setKeyActive(step.keyId, false, run.signal), options, caller),
        );
        world.tell(`deactivated key ${step.keyId}, which no target holds any more`);
        done.push(toldStep(step));
        seen = withActivity(seen, step.keyId, false);
        break;
    }
  }
}

/** What is foreseen: that a secret which can be read belongs to the key that stands beside it. */
function planOf({ situation, pairs }: Look): readonly RollBackStep[] {
  const [older] = bySeniority(situation.keys);
  const kept = [...pairs.values()].some(
    ({ keyId, secret, previous }) =>
      older !== undefined && ((keyId === older.id && secret !== null) || previous?.id === older.id),
  );
  const steps: RollBackStep[] = [];
  let seen: Look = {
    pairs,
    leftAlone: [],
    situation: {
      ...situation,
      places: situation.places.map((place) => ({ ...place, secretOf: place.secretOf ?? place.keyId })),
      known: kept && older !== undefined ? [older.id] : [],
    },
  };
  for (;;) {
    const step = rollBackStep(seen.situation);
    steps.push(step);
    if (step.kind === "rolled-back" || step.kind === "nothing-to-roll-back") return steps;
    seen = "place" in step ? withPlace(seen, step) : withActivity(seen, step.keyId, step.kind === "activate");
  }
}

function withPlace(seen: Look, { keyId, place: name }: Extract<RollBackStep, { place: string }>): Look {
  const places = seen.situation.places.map((place) =>
    place.name === name ? { ...place, keyId, secretOf: keyId } : place,
  );
  return { ...seen, situation: { ...seen.situation, places } };
}

function withActivity(seen: Look, keyId: string, active: boolean): Look {
  const keys = seen.situation.keys.map((key) => (key.id === keyId ? { ...key, active } : key));
  return { ...seen, situation: { ...seen.situation, keys } };
}

/** So that the next run neither goes on nor takes the key for a stranger's. */
async function noteInJournal(
  { situation }: Look,
  looker: Looker,
  { other, kept }: Extract<RollBackStep, { kind: "rolled-back" }>,
): Promise<void> {
  const { journal } = situation;
  if (journal?.newKeyId !== other) return;
  const rolledBackAt = looker.run.now();
  const stored = kept.length > 0 ? journal.storedAt : null;
  await write(looker, { ...journal, storedAt: stored, deactivatedAt: null, rolledBackAt });
}

function nothing({ options }: Looker, keyId: string | null): GitlabEcrError {
  const reason =
    keyId === null
      ? `User ${options.user} has no access key.`
      : `User ${options.user} has one access key, ${keyId}: the old one is deleted, and nobody can bring it back.`;
  const remedy = ["Rotate again, if the key that is there may be known to others: gitlab-ecr rotate."];
  return new GitlabEcrError("input-invalid", { reason, command: "rotate" }, { remedy });
}
