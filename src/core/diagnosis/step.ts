import { catalogue, catalogueError, type ErrorCode, type ErrorContext, type GitlabEcrError } from "../errors/index.ts";

/** The doctor's steps in the order of cause and effect: the first that fails is where to begin. */
export const stepNames = {
  job: "job environment",
  token: "ID token",
  issuer: "issuer and its keys",
  provider: "OIDC provider in AWS",
  role: "role",
  trust: "trust policy",
  exchange: "exchange of the token for a session",
  identity: "identity of the session",
  "ecr-token": "password for ECR",
  repository: "repository",
  push: "permission to push",
  pull: "permission to pull",
  "container-tool": "container tool",
  registry: "registry",
} as const;

export type StepId = keyof typeof stepNames;

/** What a step came to. `unknown`: it may be right or wrong, and what would tell couldn't be read. */
export type StepStatus = "pass" | "fail" | "skipped" | "unknown";

/** One step as it was found. */
export interface Step {
  readonly id: StepId;
  readonly name: string;
  readonly status: StepStatus;
  /** What was seen. */
  readonly evidence: readonly string[];
  /** Code of the catalogue; null where nothing is wrong, or the catalogue has none. */
  readonly code: ErrorCode | null;
  /** Why it is so, in one sentence; null where nothing is to be said. */
  readonly cause: string | null;
  /** What to do. */
  readonly remedy: string | null;
}

/** It is as it should be. */
export function passed(id: StepId, evidence: readonly string[]): Step {
  return { ...empty(id), status: "pass", evidence };
}

/** It was left out, since it doesn't apply or since something before it stands in its way. */
export function skipped(id: StepId, cause: string): Step {
  return { ...empty(id), status: "skipped", cause: sentence(cause) };
}

/** It couldn't be found out. */
export function unclear(id: StepId, cause: string, remedy: string | null, evidence: readonly string[] = []): Step {
  return { ...empty(id), status: "unknown", cause: sentence(cause), remedy, evidence };
}

/** It is wrong, as an error explains. */
export function failed(id: StepId, error: GitlabEcrError, evidence: readonly string[] = []): Step {
  const { code, message, remedy } = error;
  return { ...empty(id), status: "fail", evidence, code, cause: message, remedy: remedy.join("\n") };
}

/** It is wrong, as a code of the catalogue explains; `remedy` replaces the catalogue's where it is known better. */
export function failedWith(
  id: StepId,
  code: ErrorCode,
  context: ErrorContext,
  evidence: readonly string[] = [],
  remedy: readonly string[] = catalogue[code].remedy,
): Step {
  return failed(id, catalogueError(code, context, { remedy }), evidence);
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;
}

function empty(id: StepId): Omit<Step, "status"> {
  return { id, name: stepNames[id], evidence: [], code: null, cause: null, remedy: null };
}
