import type { RawFailure } from "../../core/diagnosis/index.ts";
import { catalogueError, type GitlabEcrError } from "../../core/errors/index.ts";
import {
  type AccountState,
  planChanges,
  planRemoval,
  type SetupCall,
  type SetupChange,
} from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import { conflictError, explainSetup, type SetupScene } from "./explain-setup.ts";
import { readAccount } from "./read-account.ts";
import type { SetupAccount } from "./setup-account.ts";

/** Waits before the account is read again, in milliseconds: IAM shows most changes at once, and some after seconds. */
const waits = [0, 250, 500, 1000, 2000, 4000, 4000, 4000, 4000, 4000] as const;

/** What converging needs. */
export interface ConvergeWorld {
  readonly account: SetupAccount;
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** What has to happen, by what was read. Throws `setup-conflict`. */
export function changesFor(state: AccountState, scene: SetupScene, progress?: { readonly hasBegun: true }) {
  const { plan, mode } = scene;
  const changes = mode === "apply" ? planChanges(plan, state) : planRemoval(plan, state);
  const conflicts = changes.filter(({ action }) => action === "conflict");
  if (conflicts.length > 0) throw conflictError(conflicts, scene, progress);
  return changes;
}

/**
 * Makes the account what was approved, and reads it back until it is. Each call is made once; what others, or an answer
 * that got lost, have done already counts as done; nothing that wasn't approved is done.
 *
 * Throws `setup-denied`, `setup-conflict` where the account became another meanwhile, `setup-unsettled`, and what else
 * a failed call means. Run again, it goes on from there.
 */
export async function converge(
  approved: readonly SetupChange[],
  { account, wait }: ConvergeWorld,
  scene: SetupScene,
  run: Run,
): Promise<void> {
  const { plan, mode } = scene;
  const allowed = new Set(approved.flatMap(({ calls }) => calls).map(keyOf));
  const done = new Set<string>();
  let due: readonly SetupCall[] = approved.flatMap(({ calls }) => calls);
  let last: GitlabEcrError | null = null;
  for (const milliseconds of waits) {
    last = await performAll(due, done, account, scene, run);
    if (milliseconds > 0) {
      await run.step("wait until IAM shows what was changed", () => wait(milliseconds, run.signal));
    }
    const state = await run.step("read it back", () => readAccount(plan, mode, account, scene));
    const changes = changesFor(state, scene, { hasBegun: true });
    due = changes.flatMap(({ calls }) => calls);
    if (due.length === 0) return;
    const stranger = changes.find(({ calls }) => calls.some((call) => !allowed.has(keyOf(call))));
    if (stranger !== undefined) {
      throw conflictError([{ ...stranger, reason: "it changed while setup ran" }], scene, { hasBegun: true });
    }
  }
  throw last ?? catalogueError("setup-unsettled", { pending: [...new Set(due.map(({ arn }) => arn))] });
}

/** Makes the calls that aren't made yet, in order. A failure that the next round may be free of ends this one. */
async function performAll(
  calls: readonly SetupCall[],
  done: Set<string>,
  account: SetupAccount,
  scene: SetupScene,
  run: Run,
): Promise<GitlabEcrError | null> {
  for (const call of calls) {
    if (done.has(keyOf(call))) continue;
    const outcome = await run.step(`${call.call} ${call.arn}`, () => account.perform(call));
    if (!outcome.ok && !isDone(call, outcome.failure)) {
      const error = explainSetup(outcome, scene);
      if (!isTooEarly(outcome.failure)) throw error;
      return error;
    }
    done.add(keyOf(call));
  }
  return null;
}

/** Whether what was to be made is there, or what was to go is gone: an earlier attempt's answer may have got lost. */
function isDone({ call }: SetupCall, failure: RawFailure): boolean {
  if (failure.kind !== "aws") return false;
  if (/:Create/.test(call)) return /^(?:EntityAlreadyExists|RepositoryAlreadyExists)$/.test(failure.awsCode);
  return /:Delete/.test(call) && /^(?:NoSuchEntity|RepositoryNotFound)$/.test(failure.awsCode);
}

/** Whether AWS doesn't know yet what was just changed, or is busy with it. */
function isTooEarly(failure: RawFailure): boolean {
  if (failure.kind !== "aws") return false;
  return /^(?:NoSuchEntity|RepositoryNotFound|DeleteConflict|RepositoryNotEmpty|ConcurrentModification|EntityTemporarilyUnmodifiable)$/.test(
    failure.awsCode,
  );
}

function keyOf(call: SetupCall): string {
  return JSON.stringify(call);
}
