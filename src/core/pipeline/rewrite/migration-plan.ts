import type { LoginFinding } from "../login-finding.ts";

/** What a pipeline shall log in with from now on. */
export interface PipelineChange {
  /** Address of the login component with its version: `HOST/GROUP/gitlab-ecr/login@1.2.3`. */
  readonly component: string;
  /** The component's inputs: `role_arn`, `region`, `registries` and so on. */
  readonly inputs: Readonly<Record<string, string | boolean>>;
  /** `dual`: the ID token, and keys where it fails (input `fallback: on-error`); `oidc`: the ID token alone. */
  readonly phase: "dual" | "oidc";
  /** Name of the component's hidden job. @default ".ecr-login" */
  readonly jobName?: string;
  /** Jobs whose logins are replaced. @default all */
  readonly jobs?: readonly string[];
}

/** A login that was left as it is, and why. */
export interface LeftLogin extends LoginFinding {
  readonly reason: string;
}

/** What became of a pipeline file. */
export interface RewrittenPipeline {
  readonly text: string;
  /** Whether the text is another one. */
  readonly changed: boolean;
  /** The logins that are gone, at their lines in the text before. */
  readonly replaced: readonly LoginFinding[];
  readonly left: readonly LeftLogin[];
}
