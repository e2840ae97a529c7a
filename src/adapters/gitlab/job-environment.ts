/** What GitLab tells a job about itself, as far as login needs it. Source: GitLab, predefined CI/CD variables. */
export interface JobEnvironment {
  /** CI or GITLAB_CI is `true`. */
  readonly inCi: boolean;
  readonly projectPath: string | null;
  readonly pipelineId: string | null;
  readonly jobId: string | null;
  /** When GitLab will stop the job at the latest: its start and its timeout together. */
  readonly endsAt: Date | null;
}

/** Reads the job's own variables. Empty ones count as unset. */
export function readJobEnvironment(environment: Readonly<Record<string, string | undefined>>): JobEnvironment {
  return {
    inCi: environment.CI === "true" || environment.GITLAB_CI === "true",
    projectPath: environment.CI_PROJECT_PATH || null,
    pipelineId: environment.CI_PIPELINE_ID || null,
    jobId: environment.CI_JOB_ID || null,
    endsAt: endOf(environment.CI_JOB_STARTED_AT, environment.CI_JOB_TIMEOUT),
  };
}

function endOf(startedAt: string | undefined, timeout: string | undefined): Date | null {
  const start = Date.parse(startedAt ?? "");
  if (Number.isNaN(start) || !/^\d{1,9}$/.test(timeout ?? "")) return null;
  return new Date(start + Number(timeout) * 1000);
}
