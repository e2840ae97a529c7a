import type { RepositoryPlan, SetupPlan } from "../setup-plan.ts";
import type { AccountState, FoundRepository } from "./account-state.ts";
import { trustsProvider } from "./merge-trust.ts";
import { planProvider, removeProvider } from "./plan-provider.ts";
import { planRepository, removeRepository } from "./plan-repository.ts";
import { planRole, removeRole } from "./plan-role.ts";
import { planUser, removeUser } from "./plan-user.ts";
import type { SetupChange } from "./setup-change.ts";

/**
 * What has to happen so that all of the plan is there, in a safe order: what somebody gets access to, then what he may
 * do, then who he is. Where nothing has to happen, no change has a call.
 */
export function planChanges(plan: SetupPlan, state: AccountState): readonly SetupChange[] {
  const { provider, role, user, repositories, account } = plan;
  return [
    ...repositories
      .filter((repository) => repository.account === account)
      .map((repository) => planRepository(repository, found(repository, state))),
    ...(provider === null ? [] : [planProvider(provider, state.provider)]),
    ...(role === null ? [] : [planRole(role, state.role)]),
    ...(user === null ? [] : [planUser(user, state.user)]),
  ];
}

/** What has to happen so that nothing of the plan is there that setup made: access goes first, what holds data last. */
export function planRemoval(plan: SetupPlan, state: AccountState): readonly SetupChange[] {
  const { provider, role, user, repositories, account } = plan;
  const ofRole = role === null ? [] : removeRole(role, state.role);
  return [
    ...ofRole,
    ...(user === null ? [] : removeUser(user, state.user)),
    ...(provider === null ? [] : removeProvider(provider, state.provider, rolesThatStay(provider.arn, ofRole, state))),
    ...repositories
      .filter((repository) => repository.account === account)
      .flatMap((repository) => removeRepository(repository, found(repository, state))),
  ];
}

/** ARNs of the roles that go on trusting the provider: others, and the plan's own where that is kept. */
function rolesThatStay(
  provider: string,
  ofRole: readonly SetupChange[],
  { role, trustingRoles }: AccountState,
): readonly string[] {
  const isKept = ofRole.some(({ action }) => action === "keep");
  const own = role !== null && isKept && trustsProvider(role.trustPolicy, provider) ? [role.arn] : [];
  return [...own, ...(trustingRoles ?? [])];
}

function found({ name }: RepositoryPlan, { repositories }: AccountState): FoundRepository | undefined {
  return repositories.find((one) => one.name === name);
}
