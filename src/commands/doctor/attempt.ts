import { failed, type Step, type StepId, skipped, stepNames } from "../../core/diagnosis/index.ts";
import { GitlabEcrError } from "../../core/errors/index.ts";
import type { Run } from "../run.ts";

/** Does one step; what it throws is the step's failure. Only an interruption or a bug goes through. */
export async function attempt(id: StepId, run: Run, work: () => Promise<Step>): Promise<Step> {
  if (run.signal.aborted) {
    if (isInterruption(run.signal.reason)) throw run.signal.reason;
    return skipped(id, "the time was over");
  }
  try {
    return await run.step(stepNames[id], work);
  } catch (error) {
    if (!(error instanceof GitlabEcrError) || isInterruption(error) || error.code === "internal") throw error;
    return failed(id, error);
  }
}

function isInterruption(error: unknown): boolean {
  return !(error instanceof GitlabEcrError) || error.code === "interrupted";
}
