import type { Secret } from "../../core/secret/index.ts";

/** A project as GitLab's API tells it. */
interface ApiProject {
  readonly id: number;
  readonly path: string;
  readonly defaultBranch: string | null;
  readonly visibility: string;
  readonly ciConfigPath: string | null;
  readonly subClaimComponents: readonly string[] | null;
}

interface ProjectOwner {
  readonly kind: "project";
  readonly path: string;
}

/** GitLab's API as setup needs it. Each call throws one `GitlabEcrError`. */
export interface SetupGitlabApi {
  readonly host: string;
  readVersion(signal: AbortSignal): Promise<string>;
  readProject(project: string, signal: AbortSignal): Promise<ApiProject>;
  readProtectedRefs(
    project: string,
    signal: AbortSignal,
  ): Promise<{ readonly branches: readonly string[]; readonly tags: readonly string[] }>;
  setSubClaimComponents(project: string, components: readonly string[], signal: AbortSignal): Promise<unknown>;
  listVariables(
    owner: ProjectOwner,
    signal: AbortSignal,
  ): Promise<
    readonly {
      readonly key: string;
      readonly value: Secret | null;
      readonly environmentScope: string;
      readonly protected: boolean;
      readonly masked: boolean;
    }[]
  >;
  createVariable(
    owner: ProjectOwner,
    variable: { readonly key: string; readonly value: Secret; readonly raw: boolean; readonly description: string },
    signal: AbortSignal,
  ): Promise<unknown>;
  lintConfiguration(
    project: string,
    content: string,
    signal: AbortSignal,
  ): Promise<{ readonly valid: boolean; readonly errors: readonly string[] }>;
}

/** Files as setup needs them. */
export interface PipelineFiles {
  /** Null where there is none. */
  read(path: string): Promise<string | null>;
  write(path: string, text: string): Promise<void>;
}
