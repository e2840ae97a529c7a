export { applyRetireStep, planRetire } from "./apply-retire-step.ts";
export type { ConcernedVariable, PlanOfVariables, VariableTaker } from "./concerned-variable.ts";
export { concernedVariables } from "./concerned-variables.ts";
export { type FileChange, recordChange, undoChange } from "./file-change.ts";
export { gitlabRisks, type PlanRisk, type ProjectCircumstances } from "./gitlab-risks.ts";
export {
  countNeeds,
  formatRows,
  groupsOf,
  needOf,
  type ProjectNeed,
  type ProjectRow,
  parseRows,
} from "./group-plan.ts";
export { type ExpectedClaims, type ExpectedJob, expectedClaims } from "./job-claims.ts";
export { type ListedVariable, listedVariable, type ValuedVariable, type VariablePlace } from "./listed-variable.ts";
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
