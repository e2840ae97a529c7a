export { findLogins } from "./find-logins.ts";
export type { LoginFinding, LoginKind } from "./login-finding.ts";
export type { LeftLogin, PipelineChange, RewrittenPipeline } from "./rewrite/migration-plan.ts";
export { rewritePipeline } from "./rewrite/rewrite-pipeline.ts";
