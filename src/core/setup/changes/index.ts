export type {
  AccountState,
  FoundKey,
  FoundProvider,
  FoundRepository,
  FoundRole,
  FoundUser,
} from "./account-state.ts";
export { trustsProvider } from "./merge-trust.ts";
export { neededPermissions, type SetupMode } from "./needed-permissions.ts";
export { planChanges, planRemoval } from "./plan-changes.ts";
export type { SetupCall } from "./setup-call.ts";
export type { ResourceKind, SetupChange } from "./setup-change.ts";
