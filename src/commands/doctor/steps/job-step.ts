import { passed, type Step, skipped } from "../../../core/diagnosis/index.ts";
import type { JobFacts } from "../doctor-world.ts";

/** Where it runs, and how a login would authenticate here. */
export function jobStep(job: JobFacts, inCi: boolean, because: string): Step {
  if (!inCi && job.serverUrl === null) return skipped("job", `this isn't a GitLab job (${because})`);
  const { serverUrl, serverVersion, ref, refType, refProtected, environment } = job;
  const version = serverVersion === null ? "" : ` ${serverVersion}`;
  const protection = { true: ", protected", false: ", not protected", null: "" }[String(refProtected)] ?? "";
  return passed("job", [
    ...(serverUrl === null ? [] : [`GitLab${version} at ${serverUrl}`]),
    ...(ref === null ? [] : [`${refType} ${ref}${protection}`]),
    ...(environment === null ? [] : [`environment ${environment}`]),
    because,
  ]);
}
