import { explainFailure } from "../../core/diagnosis/index.ts";
import { GitlabEcrError } from "../../core/errors/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import type { SetupChange, SetupMode, SetupPlan } from "../../core/setup/index.ts";
import type { Run } from "../run.ts";
import { changesFor, converge } from "./converge.ts";
import type { SetupScene } from "./explain-setup.ts";
import { type KeyDecision, type KeyTarget, lookAtKeys, type MadeKey, makeKey } from "./make-key.ts";
import { readAccount } from "./read-account.ts";
import type { SetupAws } from "./setup-account.ts";

/** What shall happen to the plan. */
export interface ApplyOptions {
  readonly mode: SetupMode;
  /** Where a user's access key goes; null where none is made. */
  readonly target: KeyTarget | null;
}

/** What would be done, for whoever decides. */
export interface SetupProposal {
  readonly plan: SetupPlan;
  readonly mode: SetupMode;
  readonly identity: string;
  readonly changes: readonly SetupChange[];
  readonly key: KeyDecision | null;
}

/** What applying needs of the world. */
export interface ApplyWorld {
  readonly aws: SetupAws;
  /** Whether the proposal shall be done. Asked only where it would change something. */
  decide(proposal: SetupProposal): Promise<boolean>;
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** What came of it; `--json` prints it, without the key's secret. */
export interface ApplyResult extends SetupProposal {
  /** Whether all of it is so now: false where nothing was done because nobody agreed. */
  readonly applied: boolean;
  /** The key that was made in this run; its secret is told nowhere else. */
  readonly made: MadeKey | null;
}

/**
 * Reads the account, tells what has to happen, and does it where that is agreed to. It can be repeated at any time: a
 * second run finds nothing to do, one after an interruption does the rest.
 *
 * Throws `credentials-missing`, `account-not-allowed`, `setup-denied`, `setup-conflict`, `setup-unsettled` and what
 * failed calls mean.
 */
export async function applySetup(
  plan: SetupPlan,
  { mode, target }: ApplyOptions,
  world: ApplyWorld,
  run: Run,
): Promise<ApplyResult> {
  const { region } = plan;
  const { credentials, identity } = await signIn(plan, world.aws, run);
  const scene: SetupScene = { plan, mode, withKey: target !== null, identity };
  const account = await world.aws.openSetup({ region, credentials }, run.signal);
  const state = await run.step("read what is there", () => readAccount(plan, mode, account, scene));
  const changes = changesFor(state, scene);
  const { user } = plan;
  const withKey = user !== null && target !== null ? { user, target } : null;
  const key = withKey === null ? null : await lookAtKeys(withKey, state.user !== null, account, scene, run);
  const proposal = { plan, mode, identity, changes, key };

  const idle = changes.every(({ calls }) => calls.length === 0);
  if (idle && key?.action !== "create") return { ...proposal, applied: true, made: null };
  if (!(await world.decide(proposal))) return { ...proposal, applied: false, made: null };
  if (!idle) await converge(changes, { account, wait: world.wait }, scene, run);
  const made = withKey !== null && key?.action === "create" ? await makeKey(withKey, key, account, scene, run) : null;
  return { ...proposal, applied: true, made };
}

/** Whose credentials these are; those of another account are of no use. */
async function signIn(
  { account, region }: SetupPlan,
  aws: SetupAws,
  run: Run,
): Promise<{ readonly credentials: AwsCredentials; readonly identity: string }> {
  const credentials = await run.step("find credentials", () => aws.credentials(run.signal));
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  for (const secret of [accessKeyId, secretAccessKey, sessionToken]) if (secret !== null) run.guard(secret);
  const outcome = await run.step("ask whose credentials these are", () =>
    aws.getCallerIdentity({ region, credentials }, run.signal),
  );
  if (!outcome.ok) {
    const { failure, attempts } = outcome;
    throw explainFailure(failure, { attempts, region, exchange: null, keys: null, identity: null });
  }
  const { accountId, arn } = outcome.value;
  if (accountId === account) return { credentials, identity: arn };
  throw new GitlabEcrError(
    "account-not-allowed",
    { accountId, allowed: [account] },
    {
      remedy: [
        `Use credentials of account ${account} (--profile NAME), or plan for ${accountId}: --account ${accountId}. Nothing was read or changed.`,
      ],
    },
  );
}
