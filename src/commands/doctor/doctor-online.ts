import { type Diagnosis, diagnose, type Step, type StepId, skipped, stepNames } from "../../core/diagnosis/index.ts";
import type { PermissionsResult, TrustResult } from "../../core/policy/index.ts";
import type { Run } from "../run.ts";
import type { DoctorOptions } from "./doctor-options.ts";
import type { DoctorWorld, JobFacts } from "./doctor-world.ts";
import { examine } from "./examine.ts";
import { findWay } from "./find-way.ts";
import { jobStep } from "./steps/job-step.ts";

/** What the online doctor found out; `--json` prints it as it is. */
export interface DoctorOnlineResult extends Diagnosis {
  readonly ok: true;
  /** The comparison of the token with the trust policy; null where there was none. */
  readonly trust: TrustResult | null;
  /** What the permission policies say; null where they weren't read. */
  readonly permissions: PermissionsResult | null;
}

/**
 * Goes every step of a login, for real, and tells of each whether it is right, with the evidence. Nothing is stored.
 *
 * What can't be read is `unknown`, never an error. Throws for wrong usage only, and when it is interrupted.
 */
export async function doctorOnline(options: DoctorOptions, world: DoctorWorld, run: Run): Promise<DoctorOnlineResult> {
  const found = await findWay(options, world, run);
  if (found.kind === "stopped") return stopped(found.step, world.job, options.login.inCi);
  const job = jobStep(world.job, options.login.inCi, found.because);
  const { steps, trust, permissions } = await examine(found.found);
  const { method } = found.found.way;
  const proof = method === "oidc" ? "exchange" : method === "claims" ? "trust" : "identity";
  const diagnosis = diagnose(inOrder([job, ...steps], null), proof);
  return { ok: true, ...withGrade(diagnosis, trust), trust, permissions };
}

/** The answer where a step stops everything before AWS is asked. */
export function stopped(step: Step, job: JobFacts, inCi: boolean): DoctorOnlineResult {
  const steps = step.id === "job" ? [step] : [jobStep(job, inCi, "what login would do isn't clear yet"), step];
  return { ok: true, ...diagnose(inOrder(steps, step.id), "exchange"), trust: null, permissions: null };
}

/** All steps in their order; those that weren't reached are skipped, since another comes first. */
function inOrder(steps: readonly Step[], stoppedAt: StepId | null): Step[] {
  const known = new Map(steps.map((step) => [step.id, step]));
  const reason = stoppedAt === null ? "it wasn't reached" : `${stepNames[stoppedAt]} comes first`;
  return (Object.keys(stepNames) as StepId[]).map((id) => known.get(id) ?? skipped(id, reason));
}

/** Where all is well, a dangerous trust policy is what to mend first. */
function withGrade(diagnosis: Diagnosis, trust: TrustResult | null): Diagnosis {
  const worst = trust?.findings.find(({ severity }) => severity === "dangerous");
  if (diagnosis.first !== null || worst === undefined) return diagnosis;
  return { ...diagnosis, first: { step: "trust", code: null, remedy: `${worst.remedy} (${worst.id})` } };
}
