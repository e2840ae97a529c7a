import { GitlabEcrError } from "../../core/errors/index.ts";
import {
  bySeniority,
  parseJournal,
  type RotationJournal,
  type RotationPlace,
  type RotationSituation,
  type UserKey,
} from "../../core/rotation/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import type { Run } from "../run.ts";
import { unwrap } from "./refusals.ts";
import type { RotationCaller, RotationOptions } from "./rotation-options.ts";
import type { PlacedPair, RotationWorld } from "./rotation-world.ts";
import { tryKey } from "./try-key.ts";

/** Everything that a rotation acts by. */
export interface Look {
  readonly situation: RotationSituation;
  /** The places that hold a key of the user, by name. */
  readonly pairs: ReadonlyMap<string, PlacedPair>;
  readonly leftAlone: readonly string[];
}

/** What was looked at, and whose secrets are known: they stay in memory. */
export interface Looker {
  readonly options: RotationOptions;
  readonly world: RotationWorld;
  readonly caller: RotationCaller;
  readonly run: Run;
  /** By key id; what is found out is added. */
  readonly secrets: Map<string, Secret>;
}

/** A key may not be known everywhere for so long after it was made or activated. */
const settling = 10 * 60_000;

/**
 * Reads the user's keys, the journal and the targets. Where there are two keys, the secrets that can be read are tried
 * with the newer one, or both: only AWS can tell which secret belongs to which key. `activated` is a key that this
 * run has activated, whatever IAM's list says.
 */
export async function look(looker: Looker, tried: "newer" | "both", activated: string | null = null): Promise<Look> {
  const { options, world, caller, run, secrets } = looker;
  const listed = unwrap(await run.step("read the user's keys", () => world.aws.listKeys(run.signal)), options, caller);
  const keys = listed.map((key) => (key.id === activated ? { ...key, active: true } : key));
  const journal = await readJournal(looker);
  const all = await readTargets(looker);

  const ids = new Set(keys.map(({ id }) => id));
  const ours = all.filter(({ keyId, readable }) => readable === "nothing" || keyId === null || ids.has(keyId));
  refuseProblems(ours);
  const leftAlone = all.filter((pair) => !ours.includes(pair)).map(({ name }) => name);

  const [older, newer] = bySeniority(keys);
  const belongsTo = new Map<string, string>();
  for (const key of tried === "newer" ? [newer] : [older, newer]) {
    if (newer === undefined || key?.active !== true) continue;
    for (const value of await secretsOf(key, ours, looker, activated === key.id)) belongsTo.set(value, key.id);
  }
  const places = ours.map(
    ({ name, keyId, readable, secret }): RotationPlace => ({
      name,
      keyId,
      readable,
      secretOf: belongsTo.get(secret?.reveal() ?? "") ?? null,
    }),
  );
  return {
    situation: {
      keys,
      places: places.toSorted((a, b) => order.indexOf(a.readable) - order.indexOf(b.readable)),
      journal,
      known: [...secrets.keys()],
      works: null,
      verified: false,
      now: run.now(),
      settings: options.settings,
    },
    pairs: new Map(ours.map((pair) => [pair.name, pair])),
    leftAlone,
  };
}

// A new key is first stored where its secret can be read back from, should this run be killed.
const order: readonly RotationPlace["readable"][] = ["pair", "id", "nothing"];

async function readJournal({ options, world, caller }: Looker): Promise<RotationJournal | null> {
  const { path } = world.journal;
  const text = await world.journal.read();
  const journal = text === null ? null : parseJournal(text, path, { account: caller.account, user: options.user });
  const named = new Set(world.targets.map(({ name }) => name));
  const forgotten = journal?.targets.filter((name) => !named.has(name)) ?? [];
  if (forgotten.length > 0) throw forgottenTargets(forgotten, path);
  return journal;
}

/** The error for a run that doesn't look into all places that the rotation began with. */
function forgottenTargets(names: readonly string[], path: string): GitlabEcrError {
  const reason = `This rotation began with targets that aren't named now: ${names.join(", ")}. The old key would be deleted while they may hold it.`;
  const remedy = [
    `Name them again: ${names.map((name) => `--target ${name}`).join(" ")}.`,
    `If they need the key no more, remove ${path}: the account and the targets tell how far a rotation is.`,
  ];
  return new GitlabEcrError("input-invalid", { reason, command: "rotate" }, { remedy });
}

/** All places of all targets. Whatever secret is read is guarded, whosever it is. */
export async function readTargets({ world, run }: Pick<Looker, "world" | "run">): Promise<readonly PlacedPair[]> {
  const all: PlacedPair[] = [];
  for (const target of world.targets) {
    const pairs = await run.step(`read ${target.name}`, () => target.read(run.signal));
    for (const { secret, previous } of pairs) {
      if (secret !== null) run.guard(secret);
      if (previous !== null) run.guard(previous.secret);
    }
    all.push(...pairs);
  }
  return all;
}

function refuseProblems(pairs: readonly PlacedPair[]): void {
  const problems = pairs.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  const [first] = problems;
  if (first === undefined) return;
  throw new GitlabEcrError("input-invalid", { reason: `${problems.join("; ")}.`, command: "rotate" });
}

/** Which of the secrets that were read belong to a key; the key's own places are tried first. */
async function secretsOf(
  key: UserKey,
  pairs: readonly PlacedPair[],
  { world, caller, run, secrets }: Looker,
  justActivated: boolean,
): Promise<ReadonlySet<string>> {
  const ownFirst = pairs.toSorted((a, b) => Number(b.keyId === key.id) - Number(a.keyId === key.id));
  const current = ownFirst.map(({ secret }) => secret);
  const previous = pairs.map((pair) => (pair.previous?.id === key.id ? pair.previous.secret : null));
  const candidates = new Map([...current, ...previous].flatMap((one) => (one === null ? [] : [[one.reveal(), one]])));
  const found = new Set<string>();
  const known = secrets.get(key.id)?.reveal();
  for (const [value, secret] of candidates) {
    const patient = justActivated || run.now().getTime() - key.createdAt.getTime() < settling;
    const belongs =
      known === undefined
        ? found.size === 0 &&
          (await run.step(`try a stored secret with ${key.id}`, () =>
            tryKey({ id: key.id, secret }, { patient }, world, caller, run),
          ))
        : value === known;
    if (!belongs) continue;
    found.add(value);
    secrets.set(key.id, secret);
  }
  return found;
}
