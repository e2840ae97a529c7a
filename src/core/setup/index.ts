export {
  type AccountState,
  type FoundKey,
  type FoundProvider,
  type FoundRepository,
  type FoundRole,
  type FoundUser,
  neededPermissions,
  planChanges,
  planRemoval,
  type ResourceKind,
  type SetupCall,
  type SetupChange,
  type SetupMode,
  trustsProvider,
} from "./changes/index.ts";
export { decideSetup, type SetupChoice, type SetupDecision, type SetupSituation } from "./decide-setup.ts";
export { claimsOfPlan } from "./gitlab/claims-of-plan.ts";
export { type RemoteProject, readGitRemote } from "./gitlab/git-remote.ts";
export type { GitlabFacts, ProjectFacts } from "./gitlab/gitlab-facts.ts";
export { checksByHand, gitlabNotes } from "./gitlab/gitlab-notes.ts";
export { addToPipeline, type PipelineEdit } from "./gitlab/pipeline-file.ts";
export {
  type ExistingVariable,
  type GitlabChange,
  type GitlabWishes,
  subComponentsChange,
  variableChange,
  variablesOfPlan,
} from "./gitlab/plan-gitlab-changes.ts";
export { wildcardsAdmit } from "./gitlab/protected-names.ts";
export { setupCommandLine } from "./gitlab/setup-command-line.ts";
export { subComponentsOfVersion, type VersionComponents } from "./gitlab/sub-components-of-version.ts";
export { allowPublicRead, type PolicyChange } from "./issuer/bucket-policy.ts";
export { type Drift, findDrift, type LiveDocuments, type PublicDocument } from "./issuer/find-drift.ts";
export { documentHeaders, documentUrl, type IssuerDocument, issuerPaths } from "./issuer/issuer-paths.ts";
export type { JsonObject } from "./issuer/json-value.ts";
export { type KeptKey, type KeyMerge, retiredMember } from "./issuer/merge-keys.ts";
export {
  type DocumentsPlan,
  planDocuments,
  readLiveDocuments,
  type StoredDocuments,
} from "./issuer/plan-documents.ts";
export { blockingSettings, type PublicAccessBlock } from "./issuer/public-access.ts";
export { type PublishPlace, publicIssuer, readInstanceUrl, readPublishPlace } from "./issuer/publish-place.ts";
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
