import { GitlabEcrError } from "../../core/errors/index.ts";
import {
  applyStep,
  bySeniority,
  newJournal,
  type RotationJournal,
  type RotationStep,
} from "../../core/rotation/index.ts";
import type { Look, Looker } from "./look.ts";
import { refused, unwrap } from "./refusals.ts";
import { type ToldStep, toldStep } from "./rotation-result.ts";
import { tryKey } from "./try-key.ts";
import { verifyPlaces } from "./verify-places.ts";
import { write } from "./write-journal.ts";

/** Steps that a rotation performs, rather than ends with. */
export type PerformedStep = Exclude<RotationStep, { kind: "refuse" | "finished" | "fresh" }>;

/** IAM's lists lag behind what was done by about so much. Milliseconds. */
const settlingPause = 3000;

/**
 * Does one step, and gives what is so then; or "look again", where only the account can tell what is so. Throws one
 * `GitlabEcrError`.
 */
export async function performStep(
  step: PerformedStep,
  seen: Look,
  looker: Looker,
  done: ToldStep[],
): Promise<Look | "look again"> {
  const { options, world, caller, run, secrets } = looker;
  const { aws } = world;
  const now = run.now();
  const applied = (made = "") => ({
    ...seen,
    situation: applyStep({ ...seen.situation, now }, step, { id: made, account: caller.account, user: options.user }),
  });
  const finish = (after: Look): Look => {
    done.push(toldStep(step));
    return after;
  };

  switch (step.kind) {
    case "create": {
      await write(
        looker,
        newJournal({ account: caller.account, user: options.user, startedAt: now, oldKeyId: step.old }),
      );
      const made = await run.step("make a key", async () => unwrap(await aws.createKey(run.signal), options, caller));
      if (made.kind !== "made") {
        world.tell(
          made.kind === "full"
            ? "AWS says that there are two keys already: looking again"
            : `whether AWS made the key isn't known (${made.reason}): looking again`,
        );
        await world.wait(settlingPause, run.signal);
        return "look again";
      }
      const { id, secret, createdAt } = made.key;
      run.guard(secret);
      secrets.set(id, secret);
      const after = applied(id);
      const { journal, keys } = after.situation;
      if (journal !== null) await write(looker, journal);
      done.push({ ...toldStep(step), keyId: id });
      world.tell(`made key ${id}`);
      return {
        ...after,
        situation: { ...after.situation, keys: keys.map((key) => (key.id === id ? { ...key, createdAt } : key)) },
      };
    }
    case "discard":
      await run.step(`delete ${step.keyId}`, async () =>
        unwrap(await aws.deleteKey(step.keyId, run.signal), options, caller),
      );
      world.tell(`deleted key ${step.keyId}, which no target holds`);
      return finish(applied());
    case "try": {
      const pair = { id: step.keyId, secret: secretOf(looker, step.keyId) };
      const works = await run.step(`wait until AWS takes ${step.keyId}`, () =>
        tryKey(pair, { patient: true }, world, caller, run),
      );
      if (!works) throw refused(step.keyId, "just made", "it is still unknown to STS");
      return applied();
    }
    case "store": {
      const pair = seen.pairs.get(step.place);
      if (pair === undefined) throw new Error(`There is no place ${step.place}.`);
      const begun = journalFor(seen, looker, step.keyId);
      const journal = pair.readable === "nothing" ? { ...begun, handedOut: true } : begun;
      await write(looker, journal);
      const secret = secretOf(looker, step.keyId);
      await run.step(`store ${step.keyId} in ${step.place}`, () => pair.store({ id: step.keyId, secret }, run.signal));
      world.tell(`stored key ${step.keyId} in ${step.place}`);
      const after = applied();
      return finish({ ...after, situation: { ...after.situation, journal } });
    }
    case "verify": {
      const stored = done.some((one) => one.step === "store");
      const { journal } = seen.situation;
      const own = journal?.newKeyId === step.keyId ? journal : null;
      if (stored) await verifyPlaces(step.keyId, seen, looker);
      // Without a journal, when all was stored is only known to the run that did it.
      if (!stored && own === null) return { ...seen, situation: { ...seen.situation, verified: true } };
      const after = { ...journalFor(seen, looker, step.keyId), storedAt: own?.storedAt ?? now };
      await write(looker, after);
      return { ...seen, situation: { ...seen.situation, verified: true, journal: after, now } };
    }
    case "deactivate": {
      refuseOwnKey(step.keyId, "deactivates", looker);
      await run.step(`deactivate ${step.keyId}`, async () =>
        unwrap(await aws.setKeyActive(step.keyId, false, run.signal), options, caller),
      );
      world.tell(`deactivated key ${step.keyId}`);
      const after = applied();
      if (after.situation.journal !== null) await write(looker, after.situation.journal);
      return finish(after);
    }
    case "delete":
      refuseOwnKey(step.keyId, "deletes", looker);
      await run.step(`delete ${step.keyId}`, async () =>
        unwrap(await aws.deleteKey(step.keyId, run.signal), options, caller),
      );
      world.tell(`deleted key ${step.keyId}`);
      return finish(applied());
    case "wait":
      world.tell(`waiting until ${step.until.toISOString()} to ${step.to} ${step.keyId}`);
      await world.wait(Math.max(0, step.until.getTime() - now.getTime()), run.signal);
      return "look again";
  }
}

/** The journal of this rotation, or the one of a rotation whose journal is lost, as far as it can be told. */
function journalFor({ situation }: Look, { options, caller }: Looker, newKeyId: string): RotationJournal {
  const { journal, keys } = situation;
  if (journal?.newKeyId === newKeyId) return journal;
  const [older, newer] = bySeniority(keys);
  const startedAt = newer?.createdAt ?? situation.now;
  const begun = newJournal({ account: caller.account, user: options.user, startedAt, oldKeyId: older?.id ?? newKeyId });
  return { ...begun, newKeyId };
}

function secretOf({ secrets }: Looker, keyId: string) {
  const secret = secrets.get(keyId);
  if (secret === undefined) throw new Error(`The secret of ${keyId} isn't known.`);
  return secret;
}

/** What signs this run's calls must not go away in the middle of it. */
function refuseOwnKey(keyId: string, what: string, { caller }: Looker): void {
  if (caller.accessKeyId !== keyId) return;
  const reason = `This run signs its calls with the old key, which it ${what}.`;
  const remedy = ["Run the same command with the new key, which the targets hold, or with a role."];
  throw new GitlabEcrError("input-invalid", { reason, command: "rotate" }, { remedy });
}
