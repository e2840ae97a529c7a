export {
  auditCodeQuality,
  auditHtml,
  auditJunit,
  auditMarkdown,
  auditSarif,
  auditText,
  principalText,
} from "./audit/index.ts";
export {
  bashCompletion,
  type CompletedCommand,
  type CompletedOption,
  fishCompletion,
  zshCompletion,
} from "./completion/index.ts";
export { createRepositoryText } from "./create-repository-text.ts";
export { credentialsDocument, credentialVariables, type DocumentFormat } from "./credentials-document.ts";
export { credentialsText } from "./credentials-text.ts";
export { doctorJunit } from "./doctor-junit.ts";
export { doctorLogText } from "./doctor-log-text.ts";
export { doctorOfflineText } from "./doctor-offline-text.ts";
export { doctorText } from "./doctor-text.ts";
export { environmentLines } from "./environment-lines.ts";
export { errorJson } from "./error-json.ts";
export { errorText } from "./error-text.ts";
export { type IssuerPublication, issuerCheckText, issuerPlanText, issuerPublishText } from "./issuer-text.ts";
export { loginText } from "./login-text.ts";
export { logoutText } from "./logout-text.ts";
export { pipelineChecksText } from "./migrate/checks-text.ts";
export { groupPlanText } from "./migrate/group-text.ts";
export {
  type MigrationFacts,
  migrationApplyText,
  migrationPlanText,
  projectPlanText,
} from "./migrate/migration-text.ts";
export {
  migrationRetireText,
  migrationStatusText,
  migrationUndoPlanText,
  migrationUndoText,
  migrationVerifyText,
  retireStepText,
  sharedKeyText,
} from "./migrate/phases-text.ts";
export { migrationPrepareText } from "./migrate/prepare-text.ts";
export { rotatePlanText, rotateText } from "./rotate-text.ts";
export {
  appliedText,
  filesOfReadme,
  type GitlabSideReport,
  gitlabPlanText,
  gitlabSideText,
  includeBlock,
  proposalText,
  type SetupFormat,
  setupDocument,
  setupFiles,
  setupText,
  setupWrittenText,
} from "./setup/index.ts";
export type { Style } from "./style.ts";
export { warningText } from "./warning-text.ts";
