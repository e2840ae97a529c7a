export { canPass, isThrottling } from "./can-pass.ts";
export { codeOfFailure } from "./code-of-failure.ts";
export { explainFailure, type FailureFacts } from "./explain-failure.ts";
export { allowsFallback } from "./fallback-codes.ts";
export type { AwsAction, AwsOutcome, RawFailure, ReadAction } from "./raw-failure.ts";
