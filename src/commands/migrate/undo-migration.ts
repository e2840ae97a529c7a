import { GitlabEcrError } from "../../core/errors/index.ts";
import { type MigrationPhase, type MigrationState, undoChange } from "../../core/migration/index.ts";
import { unwrap } from "../rotate/refusals.ts";
import type { RotationCaller } from "../rotate/rotation-options.ts";
import type { Run } from "../run.ts";
import type { ApplyWorld } from "./apply-migration.ts";
import { isUserGone, refuseOtherAccount, usersOf } from "./retire-keys.ts";
import type { RetireAws } from "./retire-world.ts";
import { readState, writeState } from "./state-file.ts";

/** What going back comes to; `--json` prints it as it is. */
export interface UndoResult {
  readonly ok: true;
  readonly state: "planned" | "undone";
  readonly phase: MigrationPhase;
  /** Keys that are, or would be, activated again. */
  readonly activated: readonly string[];
  /** Files that are, or would be, as they were. */
  readonly restored: readonly string[];
  /** Files that stay as they are, and why. */
  readonly left: readonly { readonly path: string; readonly reason: string; readonly remedy: string }[];
  /** Keys that are deleted: nobody brings them back. */
  readonly lost: readonly string[];
}

/** AWS, and who calls it; asked for only where there are keys to look at. */
export interface UndoAws {
  readonly aws: RetireAws;
  readonly caller: RotationCaller;
}

/**
 * Goes back to keys: activates those that a retirement deactivated, and takes the changes of the pipeline's files back,
 * the latest first. What was changed since in the same lines stays, and is told. Throws one `GitlabEcrError`.
 */
export async function undoMigration(
  options: { readonly dryRun: boolean },
  openAws: () => Promise<UndoAws>,
  world: ApplyWorld,
  run: Run,
  agree: (plan: UndoResult) => Promise<"yes" | "no" | "nobody">,
): Promise<UndoResult> {
  const state = await readState(world);
  if (state.changes.length === 0 && state.keys.length === 0) throw nothing();
  const opened = usersOf(state).size > 0 ? await openAws() : null;
  if (opened !== null) refuseOtherAccount(state, opened.caller, "migrate undo");
  const { inactive, lost } =
    opened === null ? { inactive: [], lost: new Set<string>() } : await lookAtKeys(state, opened, run);
  const files = await restoredFiles(state, world);
  const phase = files.remaining.length === 0 ? "prepare" : "dual";
  const plan: UndoResult = {
    ok: true,
    state: "planned",
    phase: state.phase,
    activated: inactive.map(({ id }) => id),
    restored: [...files.texts.keys()],
    left: files.left,
    lost: state.keys.flatMap(({ id, deletedAt }) => (deletedAt === null && !lost.has(id) ? [] : [id])),
  };
  if (options.dryRun || (await agree(plan)) !== "yes") return plan;

  for (const { id, user } of inactive) {
    if (opened === null) break;
    const call = () => opened.aws.setKeyActive(user, id, true, run.signal);
    unwrap(await run.step(`activate ${id}`, call), { user }, opened.caller);
  }
  for (const [path, text] of files.texts) await world.writeText(path, text);
  const keys = state.keys.flatMap((key) => {
    if (key.deletedAt !== null) return [key];
    return lost.has(key.id) ? [{ ...key, deletedAt: run.now() }] : [];
  });
  await writeState(world, { ...state, phase, changes: files.remaining, verified: null, keys });
  return { ...plan, state: "undone", phase };
}

/**
 * Keys that were active before the retirement and aren't now; and those that are gone, whatever the state says: the run
 * that deleted one may have ended before it could note it, and somebody may have deleted it by hand, or its user.
 */
async function lookAtKeys({ keys }: MigrationState, { aws, caller }: UndoAws, run: Run) {
  const inactive: { readonly id: string; readonly user: string }[] = [];
  const lost = new Set<string>();
  for (const user of usersOf({ keys })) {
    const outcome = await run.step(`read the keys of ${user}`, () => aws.listKeys(user, run.signal));
    const listed = new Map((isUserGone(outcome) ? [] : unwrap(outcome, { user }, caller)).map((key) => [key.id, key]));
    for (const { id, activeBefore } of keys.filter((key) => key.user === user && key.deletedAt === null)) {
      const there = listed.get(id);
      if (there === undefined) lost.add(id);
      else if (activeBefore && !there.active) inactive.push({ id, user });
    }
  }
  return { inactive, lost };
}

async function restoredFiles({ changes }: MigrationState, world: ApplyWorld) {
  const texts = new Map<string, string>();
  const left = new Map<string, UndoResult["left"][number]>();
  const remaining: MigrationState["changes"][number][] = [];
  for (const change of changes.toReversed()) {
    const { path } = change;
    const current = texts.get(path) ?? (await world.readText(path));
    const undone = current === null ? null : undoChange(change, current);
    // What lies below a change that stays can't be taken back either.
    if (left.has(path) || undone?.kind !== "undone") {
      remaining.push(change);
      if (!left.has(path)) left.set(path, leftFile(path, undone?.kind ?? "missing"));
    } else if (undone.text !== current) texts.set(path, undone.text);
  }
  return { texts, left: [...left.values()], remaining: remaining.toReversed() };
}

function leftFile(path: string, why: "undone" | "conflict" | "not-kept" | "missing"): UndoResult["left"][number] {
  const reasons = {
    conflict: "the lines that were changed were changed since",
    "not-kept": "the lines before hold a key, which wasn't written down here",
    missing: "it isn't there any more",
    undone: "it is as it was",
  };
  const remedy = `Get it from before the change: git log -- ${path}, then git checkout COMMIT -- ${path}`;
  return { path, reason: reasons[why], remedy };
}

function nothing(): GitlabEcrError {
  const reason = "Nothing is to be undone: no change of gitlab-ecr migrate is noted here.";
  const remedy = ["Run it in the repository's folder, on a branch that has the migration's state file."];
  return new GitlabEcrError("input-invalid", { reason, command: "migrate undo" }, { remedy });
}
