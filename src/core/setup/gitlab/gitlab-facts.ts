/** What GitLab says of a project and of itself; null for what it didn't tell. */
export interface GitlabFacts {
  readonly url: string;
  readonly version: string | null;
  /** `iss` of its ID tokens. */
  readonly issuer: string | null;
  readonly project: ProjectFacts;
}

/** One project. */
export interface ProjectFacts {
  readonly id: string;
  readonly path: string;
  readonly defaultBranch: string | null;
  readonly visibility: string;
  readonly ciConfigPath: string | null;
  readonly subClaimComponents: readonly string[] | null;
  /** Names and wildcards. */
  readonly protectedBranches: readonly string[] | null;
  readonly protectedTags: readonly string[] | null;
}
