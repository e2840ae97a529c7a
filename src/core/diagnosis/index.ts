export { canPass, isThrottling } from "./can-pass.ts";
export { codeOfFailure } from "./code-of-failure.ts";
export { isTlsCode } from "./connection-code.ts";
export { type Diagnosis, diagnose } from "./diagnosis.ts";
export { explainFailure, type FailureFacts } from "./explain-failure.ts";
export { allowsFallback } from "./fallback-codes.ts";
export type { IssuerReport, PublishedKey } from "./issuer-report.ts";
export { plainLines } from "./log/plain-lines.ts";
export { type LogFinding, readLog } from "./log/read-log.ts";
export { neverLeft } from "./never-left.ts";
export type {
  AwsAction,
  AwsOutcome,
  RawFailure,
  ReadAction,
  RotateAction,
  S3Action,
} from "./raw-failure.ts";
export { readFailureKind, readFailureText } from "./read-failure.ts";
export {
  failed,
  failedWith,
  passed,
  type Step,
  type StepId,
  type StepStatus,
  skipped,
  stepNames,
  unclear,
} from "./step.ts";
export { tokenHeader } from "./token-header.ts";
