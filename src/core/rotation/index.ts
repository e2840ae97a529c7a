export { applyStep } from "./apply-step.ts";
export { formatJournal, isKeyId, newJournal, parseJournal, type RotationJournal } from "./journal.ts";
export { nextStep } from "./next-step.ts";
export { planRotation } from "./plan-rotation.ts";
export { bySeniority } from "./read-situation.ts";
export { type RollBackStep, rollBackStep } from "./roll-back-step.ts";
export { type RotationPolicyRequest, rotationPolicy } from "./rotation-policy.ts";
export type { RotationPlace, RotationSettings, RotationSituation, UserKey } from "./rotation-situation.ts";
export type { RotationRefusal, RotationStep } from "./rotation-step.ts";
export {
  type GitlabTarget,
  isGitlabTarget,
  parseTarget,
  scopeName,
  type TargetSpec,
  variableOwner,
} from "./rotation-target.ts";
export { fieldsOf, type PairNames, withFields } from "./secret-document.ts";
export { type VariableFlags, variableChange } from "./variable-change.ts";
