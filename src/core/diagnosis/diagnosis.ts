import type { ErrorCode } from "../errors/index.ts";
import type { Step, StepId } from "./step.ts";

/** What all steps together say. */
export interface Diagnosis {
  /** `pass`: nothing fails and AWS admits the job; `unknown`: nothing fails, but whether it does isn't known. */
  readonly verdict: "pass" | "fail" | "unknown";
  readonly steps: readonly Step[];
  /** The one thing to do first; null where there is nothing to do. */
  readonly first: { readonly step: StepId; readonly code: ErrorCode | null; readonly remedy: string } | null;
}

/**
 * Adds the steps up. The exchange is the proof; where there is no token to exchange, the step that stands in for it is
 * the trust policy (for pasted claims) or the identity (for keys).
 */
export function diagnose(steps: readonly Step[], proof: "exchange" | "trust" | "identity"): Diagnosis {
  const failing = steps.find(({ status }) => status === "fail");
  const proven = steps.some(({ id, status }) => id === proof && status === "pass");
  const verdict = failing !== undefined ? "fail" : proven ? "pass" : "unknown";
  const first =
    failing ?? (proven ? undefined : steps.find(({ status, remedy }) => status === "unknown" && remedy !== null));
  return {
    verdict,
    steps,
    first: first?.remedy == null ? null : { step: first.id, code: first.code, remedy: first.remedy },
  };
}
