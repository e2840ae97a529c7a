import { claimsOfPlan, type SetupPlan } from "../core/setup/index.ts";
import type { Invocation } from "./command.ts";
import { doctorCommand } from "./doctor.ts";
import { createOptionReader } from "./option-reader.ts";
import { createPrompts } from "./setup-interactive-prompts.ts";

/** Offers to let the doctor look whether what was made admits a job of the project, and does it. */
export async function offerDoctor(invocation: Invocation, plan: SetupPlan): Promise<void> {
  const { io, run } = invocation;
  const claims = claimsOfPlan(plan);
  const repository = plan.repositories[0];
  if (io.terminal === undefined || claims === null || plan.role === null || plan.access === "audit") return;
  const prompts = createPrompts(io.terminal, run);
  const asked = "Let the doctor check what was made, with the claims that a job would have?";
  if (!(await prompts.confirm(asked, true))) return;
  const flags = {
    claims: "-",
    "role-arn": plan.role.arn,
    region: plan.region,
    access: plan.access,
    ...(repository === undefined ? {} : { repository: repository.arn }),
  };
  const readStdin = async () => JSON.stringify(claims);
  const options = createOptionReader("doctor", flags, io.environment);
  // Its answer is told; setup itself is done, whatever it says.
  await doctorCommand.run({ ...invocation, positionals: [], io: { ...io, readStdin }, options });
}
