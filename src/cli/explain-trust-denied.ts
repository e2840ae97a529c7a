import { readJobEnvironment } from "../adapters/gitlab/index.ts";
import { explainRefusal } from "../commands/doctor/explain-refusal.ts";
import type { GitlabEcrError } from "../core/errors/index.ts";
import type { Invocation } from "./command.ts";
import { createDoctorWorld } from "./doctor-world.ts";
import { explainTrustPolicySpec } from "./explain-trust-policy-spec.ts";
import { readLoginOptions } from "./login-options.ts";

/** The most that the comparison may take, in milliseconds; half of the time that is left, where that is less. */
const mostTime = 5000;

/**
 * Compares the refused token with the role's trust policy, where a copy is given or somebody may read it. Null where
 * that isn't so. This module is loaded only then: it brings the policy engine and IAM's client.
 */
export async function explainTrustDenied(
  error: GitlabEcrError,
  { positionals, options, io, run }: Invocation,
): Promise<GitlabEcrError | null> {
  const bounded = { ...run, signal: AbortSignal.any([run.halfOfTheRest(), AbortSignal.timeout(mostTime)]) };
  const login = readLoginOptions(positionals, options, readJobEnvironment(io.environment));
  const world = createDoctorWorld(options, io, bounded);
  try {
    const trustPolicy = options.text(explainTrustPolicySpec);
    return await explainRefusal(error, { login, trustPolicy }, world, bounded);
  } finally {
    world.close();
  }
}
