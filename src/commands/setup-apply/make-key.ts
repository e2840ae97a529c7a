import { catalogueError, GitlabEcrError } from "../../core/errors/index.ts";
import type { Secret } from "../../core/secret/index.ts";
import type { IdentityPlan } from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import { explainSetup, type SetupScene } from "./explain-setup.ts";
import type { AccountKey, SetupAccount } from "./setup-account.ts";

/** A key that was just made. */
export interface MadeKey {
  readonly id: string;
  readonly secret: Secret;
}

/** What a target holds for which a key was, or was about to be, made: that run was interrupted. */
export const reserved = Symbol("reserved");

/** Where a key is kept. */
export interface KeyTarget {
  /** As it was given. */
  readonly name: string;
  /** The id of the key that is kept there; null where there is none; undefined where nobody can look. */
  storedId(run: Run): Promise<string | typeof reserved | null | undefined>;
  /** Notes there that a key is about to be made for it, so that a run after this one knows whose a lost key is. */
  reserve(run: Run): Promise<void>;
  /** Keeps the key: masked, and both parts or none. */
  store(key: MadeKey, run: Run): Promise<void>;
}

/** What happens to the user's key. */
export type KeyDecision =
  | {
      readonly action: "create";
      readonly target: string /** Keys that nobody has and that go first. */;
      readonly replaces: readonly string[];
    }
  | { readonly action: "keep"; readonly target: string; readonly ids: readonly string[]; readonly reason: string };

/** A user, and where its key goes. */
export interface KeyWish {
  readonly user: IdentityPlan;
  readonly target: KeyTarget;
}

/**
 * Decides whether a key has to be made. A user that has one keeps it: another target may hold it that wasn't used yet.
 * Only where this target was reserved for it and nobody ever used it, an earlier run was interrupted before it could hand
 * its key on.
 */
export async function lookAtKeys(
  { user, target }: KeyWish,
  exists: boolean,
  account: SetupAccount,
  scene: SetupScene,
  run: Run,
): Promise<KeyDecision> {
  const keys = exists ? await readKeys(user, account, scene, run) : [];
  const { name } = target;
  const stored = await target.storedId(run);
  const ids = keys.map(({ id }) => id);
  if (stored !== null && stored !== undefined && keys.some(({ id, active }) => id === stored && active)) {
    return { action: "keep", target: name, ids, reason: "the target has it" };
  }
  if (typeof stored === "string" && !ids.includes(stored)) throw takenTarget(name, stored, user);
  if (keys.length === 0) return { action: "create", target: name, replaces: [] };
  const lost = stored === reserved ? keys.filter(({ lastUsed }) => lastUsed === null) : [];
  if (lost.length === keys.length) return { action: "create", target: name, replaces: ids };
  const reason = `${user.name} has a key already, whose secret can't be read again; gitlab-ecr rotate makes another`;
  return { action: "keep", target: name, ids, reason };
}

/** Makes the key and hands it on. A key whose answer got lost is deleted before the next attempt. */
export async function makeKey(
  { user, target }: KeyWish,
  { replaces }: Extract<KeyDecision, { action: "create" }>,
  account: SetupAccount,
  scene: SetupScene,
  run: Run,
): Promise<MadeKey> {
  await run.step(`reserve ${target.name} for the key`, () => target.reserve(run));
  for (const id of replaces) await deleteKey(user, id, account, scene, run);
  const before = new Set((await readKeys(user, account, scene, run)).map(({ id }) => id));
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const outcome = await run.step("make the access key", () => account.createKey(user.name));
    if (!outcome.ok) throw explainSetup(outcome, scene);
    const making = outcome.value;
    if (making.kind === "made") {
      const { id, secret } = making.key;
      run.guard(secret);
      await run.step(`hand the key to ${target.name}`, () => target.store({ id, secret }, run));
      return { id, secret };
    }
    if (making.kind === "full") throw twoKeys(user);
    const lost = (await readKeys(user, account, scene, run)).filter(
      ({ id, lastUsed }) => !before.has(id) && lastUsed === null,
    );
    for (const { id } of lost) await deleteKey(user, id, account, scene, run);
  }
  throw catalogueError("setup-unsettled", { pending: [user.arn] });
}

async function readKeys({ name }: IdentityPlan, account: SetupAccount, scene: SetupScene, run: Run) {
  const outcome = await run.step("read the user's access keys", () => account.keys(name));
  if (outcome.ok) return outcome.value;
  // The user was made a moment ago, and IAM's lists don't know it yet.
  if (outcome.failure.kind === "aws" && outcome.failure.awsCode === "NoSuchEntity") return [] as AccountKey[];
  throw explainSetup(outcome, scene);
}

async function deleteKey(
  { arn, name }: IdentityPlan,
  keyId: string,
  account: SetupAccount,
  scene: SetupScene,
  run: Run,
): Promise<void> {
  const outcome = await run.step(`delete the access key ${keyId}, which nobody has`, () =>
    account.perform({ call: "iam:DeleteAccessKey", arn, name, keyId }),
  );
  if (outcome.ok || (outcome.failure.kind === "aws" && outcome.failure.awsCode === "NoSuchEntity")) return;
  throw explainSetup(outcome, scene);
}

/** Somebody else's key is never written over. */
function takenTarget(target: string, id: string, { name }: IdentityPlan): GitlabEcrError {
  const reason = `${target} holds the key ${id} already, which isn't one of ${name}.`;
  const remedy = ["Remove both variables there if nobody needs them any more, or give another --target."];
  return new GitlabEcrError("input-invalid", { reason, command: "setup" }, { remedy });
}

function twoKeys({ name }: IdentityPlan): GitlabEcrError {
  const reason = `The user ${name} has two access keys, and IAM takes no third.`;
  return new GitlabEcrError(
    "input-invalid",
    { reason, command: "setup" },
    { remedy: ["Delete the one that nobody uses."] },
  );
}
