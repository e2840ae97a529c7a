import type { GitlabChange } from "../../core/setup/index.ts";

/** What is wished on GitLab's side, beside the plan for AWS. */
export interface GitlabSideWishes {
  readonly subComponents: boolean;
  readonly variables: boolean;
  /** The pipeline's file that the block is written into; null: it is printed. */
  readonly pipelineFile: string | null;
  /** The block of `include:` and jobs. */
  readonly block: string;
}

/** What happens to the pipeline's file. */
export interface PipelinePlan {
  readonly path: string;
  readonly status: "write" | "keep";
  readonly added: readonly string[];
  /** Whether GitLab has found the whole of it valid; null where it wasn't asked. */
  readonly valid: boolean | null;
}

/** All that shall change on GitLab's side. */
export interface GitlabSidePlan {
  readonly changes: readonly GitlabChange[];
  readonly pipeline: PipelinePlan | null;
}
