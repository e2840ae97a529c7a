/** What GitLab tells a job about where it runs. Source: GitLab, predefined CI/CD variables. */
export interface JobFacts {
  /** Address of the instance, without a slash at its end. */
  readonly serverUrl: string | null;
  readonly serverVersion: string | null;
  readonly ref: string | null;
  readonly refType: "branch" | "tag";
  /** Null where GitLab doesn't say. */
  readonly refProtected: boolean | null;
  readonly environment: string | null;
  readonly image: string | null;
}

/** Reads the facts from the job's own variables. Empty ones count as unset. */
export function readJobFacts(environment: Readonly<Record<string, string | undefined>>): JobFacts {
  const refProtected = environment.CI_COMMIT_REF_PROTECTED;
  return {
    serverUrl: environment.CI_SERVER_URL?.replace(/\/+$/, "") || null,
    serverVersion: environment.CI_SERVER_VERSION || null,
    ref: environment.CI_COMMIT_REF_NAME || null,
    refType: environment.CI_COMMIT_TAG ? "tag" : "branch",
    refProtected: refProtected === undefined || refProtected === "" ? null : refProtected === "true",
    environment: environment.CI_ENVIRONMENT_NAME || null,
    image: environment.CI_JOB_IMAGE || null,
  };
}
