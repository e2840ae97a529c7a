import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import { GitlabEcrError } from "../../core/errors/index.ts";
import {
  applyRetireStep,
  type MigrationPhase,
  type MigrationState,
  nextRetireStep,
  planRetire,
  type RetiredKey,
  type RetireSettings,
  type RetireSituation,
  type RetireStep,
  type SeenKey,
} from "../../core/migration/index.ts";
import { isKeyId } from "../../core/rotation/index.ts";
import { unwrap } from "../rotate/refusals.ts";
import type { RotationCaller } from "../rotate/rotation-options.ts";
import type { Run } from "../run.ts";
import type { KeyPlace, RetireWorld } from "./retire-world.ts";
import { readState, writeState } from "./state-file.ts";

/** What a retirement is told. */
export interface RetireOptions {
  readonly settings: RetireSettings;
  readonly dryRun: boolean;
  /** Name of the variable that holds the key id, for messages. */
  readonly idName: string;
}

/**
 * Shows one step, and asks for agreement: `nobody` is there to be asked. `sharedBy` are the groups and instances whose
 * other projects lose what the step takes away.
 */
export type AgreeToStep = (step: ToldRetireStep, sharedBy: readonly string[]) => Promise<"yes" | "no" | "nobody">;

interface Retirer {
  readonly caller: RotationCaller;
  readonly world: RetireWorld;
  readonly run: Run;
}

/** A step as results tell it; times are ISO 8601 in UTC. */
export type ToldRetireStep = { readonly step: string } & Readonly<Record<string, string | null>>;

/** How far a retirement is; `--json` prints it as it is. */
export interface RetireResult {
  readonly ok: true;
  /** `finished`: keys and variables are gone; `waiting`: run it again at `next.until`; `planned`: nothing was changed, or no more. */
  readonly state: "finished" | "waiting" | "planned";
  readonly phase: MigrationPhase;
  readonly done: readonly ToldRetireStep[];
  /** What can be done now, in order. */
  readonly plan: readonly ToldRetireStep[];
  readonly next: { readonly step: string; readonly keyId: string; readonly until: string } | null;
  /** The groups and instances whose keys these are: other projects may use them, too. */
  readonly sharedBy: readonly string[];
}

/**
 * Takes the keys away that a project no longer needs, as far as it can be done now: deactivates each once it was unused
 * for long enough, deletes it after the grace time, and then the variables that hold it. Each step is agreed to; a run
 * that follows one that was killed goes on from there. Throws one `GitlabEcrError`.
 */
export async function retireKeys(
  options: RetireOptions,
  caller: RotationCaller,
  world: RetireWorld,
  run: Run,
  agree: AgreeToStep,
): Promise<RetireResult> {
  const retirer: Retirer = { caller, world, run };
  const before = await readState(world);
  if (before.phase === "prepare" || before.phase === "dual") throw notVerified(before.phase);
  refuseOtherAccount(before, caller, "migrate retire");
  const places = await readPlaces(options, world, run);
  const state = await withKeys(before, places, retirer);
  if (state.keys.some(({ id }) => id === caller.accessKeyId)) throw ownKey(caller.accessKeyId);
  for (const id of heldElsewhere(state, places)) {
    world.tell(
      `${id} isn't in the variables that this run looks at: where an earlier run found it in others, give their --target again, or they stay.`,
    );
  }
  let seen = await look(state, places, options.settings, retirer);

  const plan = planRetire(seen);
  const told = plan.map(toldRetireStep);
  const done: ToldRetireStep[] = [];
  const result = (ended: RetireResult["state"], phase: MigrationPhase, last: RetireStep | undefined): RetireResult => ({
    ok: true,
    state: ended,
    phase,
    done,
    plan: told,
    next: last?.kind === "wait" ? { step: last.to, keyId: last.keyId, until: last.until.toISOString() } : null,
    sharedBy: sharedBy(places),
  });
  if (options.dryRun) return result("planned", before.phase, plan.at(-1));

  let current: MigrationState = state;
  for (;;) {
    const step = nextRetireStep(seen);
    if (step.kind === "refuse") throw activatedAgain(step.keyId);
    if (step.kind === "wait") return result("waiting", current.phase, step);
    if (step.kind === "finished") {
      await writeState(world, { ...current, phase: "done" });
      return result("finished", "done", step);
    }
    if (changes(step)) {
      if ((await agree(toldRetireStep(step), sharedBy(concernedPlaces(step, places)))) !== "yes")
        return result("planned", current.phase, step);
      // What is about to be done is found again from here, should the run end in the middle of it.
      if (done.length === 0) await writeState(world, current);
      await perform(step, current, places, retirer);
    }
    seen = applyRetireStep({ ...seen, now: run.now() }, step);
    current = { ...current, keys: seen.state.keys };
    await writeState(world, current);
    done.push(toldRetireStep(step));
  }
}

/** A step as results tell it. */
function toldRetireStep({ kind, ...rest }: RetireStep): ToldRetireStep {
  const fields = Object.entries(rest).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ]);
  return { step: kind, ...Object.fromEntries(fields) } as ToldRetireStep;
}

/** The groups and instances whose variables these are. */
function sharedBy(places: readonly KeyPlace[]): readonly string[] {
  return [...new Set(places.flatMap((place) => place.sharedBy ?? []))];
}

/** The places that a step takes something away from. */
function concernedPlaces(step: ChangingStep, places: readonly KeyPlace[]): readonly KeyPlace[] {
  return places.filter(({ name, keyId }) =>
    step.kind === "delete-variables" ? name === step.place : keyId === step.keyId,
  );
}

type ChangingStep = Extract<RetireStep, { readonly kind: "deactivate" | "delete" | "delete-variables" }>;

function changes(step: RetireStep): step is ChangingStep {
  return step.kind === "deactivate" || step.kind === "delete" || step.kind === "delete-variables";
}

async function readPlaces({ idName }: RetireOptions, world: RetireWorld, run: Run): Promise<readonly KeyPlace[]> {
  const places = await run.step("read the variables", () => world.readPlaces(run.signal));
  const unreadable = places.find(({ keyId }) => keyId === null || !isKeyId(keyId));
  if (unreadable === undefined) return places;
  const what =
    unreadable.keyId === null ? "is hidden, so that GitLab tells nobody which key it is" : "holds no key's id";
  const reason = `${unreadable.name}: ${idName} ${what}.`;
  const remedy = ["Delete that variable by hand, or name the variable that holds the id: --id-variable."];
  throw new GitlabEcrError("input-invalid", { reason, command: "migrate retire" }, { remedy });
}

/** The state with a record for each key that the variables hold. */
async function withKeys(
  state: MigrationState,
  places: readonly KeyPlace[],
  { caller, world, run }: Retirer,
): Promise<MigrationState> {
  const known = new Set(state.keys.map(({ id }) => id));
  const ids = new Set(places.flatMap(({ keyId }) => (keyId === null || known.has(keyId) ? [] : [keyId])));
  const added: RetiredKey[] = [];
  for (const id of ids) {
    const owner = await run.step(`look up whose ${id} is`, () => world.aws.keyOwner(id, run.signal));
    const user = ownerOf(owner, placesOf(id, places), caller);
    const listed = unwrap(await world.aws.listKeys(user, run.signal), { user }, caller);
    const activeBefore = listed.some((key) => key.id === id && key.active);
    added.push({ id, user, account: caller.account, activeBefore, deactivatedAt: null, deletedAt: null });
  }
  return { ...state, phase: "retire", keys: [...state.keys, ...added] };
}

/** Keys of earlier runs, as long as they aren't deleted, whose variables nobody named this time. */
function heldElsewhere({ keys }: MigrationState, places: readonly KeyPlace[]): readonly string[] {
  const held = new Set(places.map(({ keyId }) => keyId));
  return keys.flatMap(({ id, deletedAt }) => (deletedAt === null && !held.has(id) ? [id] : []));
}

/** AWS answers for a key that is gone as for one that the caller may not look at. */
function ownerOf(owner: AwsOutcome<string>, places: readonly string[], caller: RotationCaller): string {
  try {
    return unwrap(owner, { user: "*" }, caller);
  } catch (error) {
    if (!(error instanceof GitlabEcrError) || error.code !== "rotation-denied") throw error;
    const gone = `AWS says the same of a key that is gone, or that is another account's. If it is, delete its variables by hand: ${places.join("; ")}.`;
    throw error.withContext({}, [...error.remedy, gone]);
  }
}

function placesOf(keyId: string, places: readonly KeyPlace[]): readonly string[] {
  return places.flatMap((place) => (place.keyId === keyId ? [place.name] : []));
}

async function look(
  state: MigrationState,
  places: readonly KeyPlace[],
  settings: RetireSettings,
  { caller, world, run }: Retirer,
): Promise<RetireSituation> {
  const seen: SeenKey[] = [];
  for (const user of usersOf(state)) {
    const outcome = await run.step(`read the keys of ${user}`, () => world.aws.listKeys(user, run.signal));
    const keys = isUserGone(outcome) ? [] : unwrap(outcome, { user }, caller);
    seen.push(...keys.map(({ id, active, lastUsed }) => ({ id, active, lastUsedAt: lastUsed?.at ?? null })));
  }
  return { state, seen, places: places.map(({ name }) => name), now: run.now(), settings };
}

/** Whether a user isn't there any more, and with it none of its keys. */
export function isUserGone(outcome: AwsOutcome<unknown>): boolean {
  return !outcome.ok && outcome.failure.kind === "aws" && outcome.failure.awsCode === "NoSuchEntity";
}

/** Another account may have no such user, or one without the key: neither means that the key is gone. Throws `input-invalid`. */
export function refuseOtherAccount(
  { keys }: Pick<MigrationState, "keys">,
  caller: RotationCaller,
  command: string,
): void {
  const other = keys.find(
    ({ account, deletedAt }) => deletedAt === null && account !== undefined && account !== caller.account,
  );
  if (other === undefined) return;
  const reason = `${other.id} is a key of account ${other.account}, and this run is in ${caller.account}.`;
  const remedy = [`Run it with a role or keys of account ${other.account}.`];
  throw new GitlabEcrError("input-invalid", { reason, command }, { remedy });
}

/** Users with a key that isn't gone yet. */
export function usersOf({ keys }: Pick<MigrationState, "keys">): ReadonlySet<string> {
  return new Set(keys.flatMap(({ user, deletedAt }) => (deletedAt === null ? [user] : [])));
}

async function perform(
  step: ChangingStep,
  { keys }: MigrationState,
  places: readonly KeyPlace[],
  { caller, world, run }: Retirer,
): Promise<void> {
  if (step.kind === "delete-variables") {
    await run.step(`delete the variables in ${step.place}`, async () => {
      await places.find(({ name }) => name === step.place)?.remove(run.signal);
    });
    world.tell(`deleted the variables in ${step.place}`);
    return;
  }
  const { keyId } = step;
  const user = keys.find(({ id }) => id === keyId)?.user ?? "";
  const call = () =>
    step.kind === "delete"
      ? world.aws.deleteKey(user, keyId, run.signal)
      : world.aws.setKeyActive(user, keyId, false, run.signal);
  unwrap(await run.step(`${step.kind} ${keyId}`, call), { user }, caller);
  world.tell(`${step.kind === "delete" ? "deleted" : "deactivated"} ${keyId} of user ${user}`);
}

function notVerified(phase: MigrationPhase): GitlabEcrError {
  const reason =
    phase === "prepare"
      ? "The pipeline wasn't changed by gitlab-ecr migrate apply --write: it still needs its keys."
      : "Pipelines weren't yet seen to do without keys.";
  const remedy = [
    phase === "prepare" ? "See what is next: gitlab-ecr migrate status." : "Verify first: gitlab-ecr migrate verify.",
  ];
  return new GitlabEcrError("input-invalid", { reason, command: "migrate retire" }, { remedy });
}

function ownKey(keyId: string): GitlabEcrError {
  const reason = `This run itself uses ${keyId}, which it is about to take away.`;
  const remedy = ["Run it as somebody else: with a role (--role-arn), or a profile (--auth ambient --profile NAME)."];
  return new GitlabEcrError("input-invalid", { reason, command: "migrate retire" }, { remedy });
}

function activatedAgain(keyId: string | null): GitlabEcrError {
  const reason = `Somebody activated ${keyId} again after it was deactivated here: something may need it.`;
  const remedy = [
    "Find out who, and what for. Deactivate it by hand to go on.",
    "Or go back to keys: gitlab-ecr migrate undo.",
  ];
  return new GitlabEcrError("input-invalid", { reason, command: "migrate retire" }, { remedy });
}
