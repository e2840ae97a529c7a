import { type LoginRequest, programLogin } from "./cli/program-login.ts";
import type { LoginResult } from "./commands/login-result.ts";

export type { LoginRequest } from "./cli/program-login.ts";
export type { LoginResult } from "./commands/login-result.ts";
export { type AuditOptions, type AuditReport, auditAccount, type InputDocument } from "./core/audit/index.ts";
export { type ErrorCode, GitlabEcrError, type Warning } from "./core/errors/index.ts";
export {
  findLogins,
  type LeftLogin,
  type LoginFinding,
  type LoginKind,
  type PipelineChange,
  type RewrittenPipeline,
  rewritePipeline,
} from "./core/pipeline/index.ts";
export {
  type EvaluateTrustOptions,
  evaluateTrustPolicy,
  type Finding,
  type LintTrustOptions,
  lintTrustPolicy,
  type TrustResult,
} from "./core/policy/index.ts";
export { type ParsedRegistry, parseRegistry } from "./core/registry/index.ts";
export { planSetup, type SetupPlan, type SetupRequest } from "./core/setup/index.ts";

/**
 * Gets AWS credentials and logs the container tool into ECR, as `gitlab-ecr login` does. What isn't given is read from
 * the environment by the same rules. Nothing is printed.
 *
 * Rejects with a `GitlabEcrError`, whose `code` is from the catalogue.
 */
export function login(request: LoginRequest = {}): Promise<LoginResult> {
  return programLogin(request, { environment: process.env });
}
