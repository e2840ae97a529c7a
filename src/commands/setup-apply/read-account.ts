import { type AwsOutcome, type RawFailure, readFailureKind } from "../../core/diagnosis/index.ts";
import {
  type AccountState,
  type FoundProvider,
  type FoundRepository,
  type FoundRole,
  type FoundUser,
  type SetupMode,
  type SetupPlan,
  trustsProvider,
} from "../../core/setup/index.ts";
import { deniedError, explainSetup, type SetupScene } from "./explain-setup.ts";
import type { SetupAccount } from "./setup-account.ts";

/** A read: its value, null where there is no such thing or nobody may look. */
type Look = <T>(outcome: Promise<AwsOutcome<T>>) => Promise<T | null>;

/**
 * Reads what of the plan is there, all at once.
 *
 * Throws `setup-denied`, which names every read that wasn't allowed, and what else a failed call means.
 */
export async function readAccount(
  plan: SetupPlan,
  mode: SetupMode,
  account: SetupAccount,
  scene: SetupScene,
): Promise<AccountState> {
  const denied = new Set<RawFailure["action"]>();
  const look: Look = async (pending) => {
    const outcome = await pending;
    if (outcome.ok) return outcome.value;
    const kind = readFailureKind(outcome.failure);
    if (kind === "denied") denied.add(outcome.failure.action);
    if (kind === "other" && !isMissing(outcome.failure)) throw explainSetup(outcome, scene);
    return null;
  };
  const [provider, trustingRoles, role, user, repositories] = await Promise.all([
    readProvider(plan, account, look),
    mode === "destroy" ? readTrustingRoles(plan, account, look) : null,
    readRole(plan, mode, account, look),
    readUser(plan, mode, account, look),
    readRepositories(plan, mode, account, look),
  ]);
  if (denied.size > 0) throw deniedError([...denied].sort(), scene);
  return { provider, trustingRoles, role, user, repositories };
}

function isMissing(failure: RawFailure): boolean {
  return failure.kind === "aws" && failure.awsCode === "LifecyclePolicyNotFound";
}

async function readProvider({ provider }: SetupPlan, account: SetupAccount, look: Look): Promise<FoundProvider | null> {
  return provider === null ? null : look(account.provider(provider.arn));
}

async function readTrustingRoles({ provider, role }: SetupPlan, account: SetupAccount, look: Look) {
  if (provider === null) return null;
  const roles = await look(account.roles());
  return (roles ?? [])
    .filter(({ arn, trustPolicy }) => arn !== role?.arn && trustsProvider(trustPolicy, provider.arn))
    .map(({ arn }) => arn);
}

async function readRole(
  { role }: SetupPlan,
  mode: SetupMode,
  account: SetupAccount,
  look: Look,
): Promise<FoundRole | null> {
  if (role === null) return null;
  const { name, policyName } = role;
  const [found, permissionsPolicy] = await Promise.all([
    look(account.role(name)),
    look(account.rolePolicy(name, policyName)),
  ]);
  if (found === null) return null;
  const lists = [account.inlineRolePolicies, account.attachedRolePolicies];
  const otherPolicies = mode === "destroy" ? await othersThan(policyName, name, lists, look) : null;
  return { ...found, permissionsPolicy, otherPolicies };
}

async function readUser(
  { user }: SetupPlan,
  mode: SetupMode,
  account: SetupAccount,
  look: Look,
): Promise<FoundUser | null> {
  if (user === null) return null;
  const { name, policyName } = user;
  const [found, permissionsPolicy] = await Promise.all([
    look(account.user(name)),
    look(account.userPolicy(name, policyName)),
  ]);
  if (found === null) return null;
  if (mode === "apply") return { ...found, permissionsPolicy, otherPolicies: null, keys: null };
  const lists = [account.inlineUserPolicies, account.attachedUserPolicies];
  const otherPolicies = await othersThan(policyName, name, lists, look);
  const keys = (await look(account.keys(name))) ?? [];
  const read = keys.map(({ id, active, lastUsed }) => ({ id, active, lastUsedAt: lastUsed?.at ?? null }));
  return { ...found, permissionsPolicy, otherPolicies, keys: read };
}

async function othersThan(
  policyName: string,
  name: string,
  lists: readonly ((name: string) => Promise<AwsOutcome<readonly string[]>>)[],
  look: Look,
): Promise<readonly string[]> {
  const names = await Promise.all(lists.map((list) => look(list(name))));
  return names.flatMap((some) => some ?? []).filter((one) => one !== policyName);
}

async function readRepositories(
  { repositories, account: accountId }: SetupPlan,
  mode: SetupMode,
  account: SetupAccount,
  look: Look,
): Promise<readonly FoundRepository[]> {
  const wanted = repositories.filter((one) => one.account === accountId && (mode === "apply" || one.create !== null));
  const found = await Promise.all(
    wanted.map(async ({ name, arn, create }): Promise<FoundRepository | null> => {
      const repository = await look(account.repository(accountId, name));
      if (repository === null) return null;
      if (create === null) return { ...repository, name, tags: {}, lifecyclePolicy: null, holdsImages: null };
      const [tags, lifecyclePolicy, holdsImages] = await Promise.all([
        look(account.repositoryTags(arn)),
        mode === "apply" ? look(account.lifecyclePolicy(accountId, name)) : null,
        mode === "destroy" ? look(account.holdsImages(accountId, name)) : null,
      ]);
      return { ...repository, name, tags: tags ?? {}, lifecyclePolicy, holdsImages };
    }),
  );
  return found.filter((one) => one !== null);
}
