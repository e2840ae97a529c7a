/** A file of a release. */
export interface Subject {
  readonly name: string;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Where, from what and by what a job of GitLab made the files of a release: a SLSA provenance statement, unsigned. Null
 * outside of a tag's job, where nothing of it is known. Sources: in-toto Statement v1, SLSA Provenance v1, GitLab's
 * predefined variables.
 */
export function provenanceOf(
  subjects: readonly Subject[],
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const { CI_PROJECT_URL, CI_COMMIT_SHA, CI_COMMIT_TAG, CI_JOB_NAME, CI_JOB_URL, CI_JOB_STARTED_AT, CI_RUNNER_ID } =
    environment;
  if (CI_PROJECT_URL === undefined || CI_COMMIT_SHA === undefined || CI_COMMIT_TAG === undefined) return null;
  const ref = `refs/tags/${CI_COMMIT_TAG}`;
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: `${CI_PROJECT_URL}/-/blob/${CI_COMMIT_TAG}/docs/verify.md#provenance`,
        externalParameters: { source: CI_PROJECT_URL, ref, job: CI_JOB_NAME },
        resolvedDependencies: [{ uri: `git+${CI_PROJECT_URL}.git@${ref}`, digest: { gitCommit: CI_COMMIT_SHA } }],
      },
      runDetails: {
        builder: { id: `${CI_PROJECT_URL}/-/runners/${CI_RUNNER_ID}` },
        metadata: { invocationId: CI_JOB_URL, startedOn: CI_JOB_STARTED_AT },
      },
    },
  };
  return `${JSON.stringify(statement, null, 2)}\n`;
}
