export { applyRetireStep, planRetire } from "./apply-retire-step.ts";
export { type FileChange, recordChange, undoChange } from "./file-change.ts";
export { countNeeds, formatRows, needOf, type ProjectNeed, type ProjectRow, parseRows } from "./group-plan.ts";
export { type ExpectedClaims, type ExpectedJob, expectedClaims } from "./job-claims.ts";
export {
  beginMigration,
  formatMigrationState,
  type MigrationPhase,
  type MigrationState,
  parseMigrationState,
  type RetiredKey,
  withChange,
} from "./migration-state.ts";
export { childPipeline, childPipelineName, type ParentPipeline, parentPipeline } from "./parent-pipeline.ts";
export { type PipelineLogs, type PipelineVerdict, pipelineVerdict, type Verdict } from "./pipeline-verdict.ts";
export {
  nextRetireStep,
  type RetireSettings,
  type RetireSituation,
  type RetireStep,
  type SeenKey,
} from "./retire-step.ts";
