export { decideSetup, type SetupDecision, type SetupSituation } from "./decide-setup.ts";
export { planSetup } from "./plan-setup.ts";
export type { PolicyDocument } from "./policy-document.ts";
export type {
  IdentityPlan,
  LifecyclePolicy,
  RepositoryCreation,
  RepositoryPlan,
  ResourceTags,
  SetupPlan,
} from "./setup-plan.ts";
export type { RepositorySettings, SetupAccess, SetupProject, SetupRequest } from "./setup-request.ts";
