export { type AuditFindingId, auditFindings, type FindingRow, reportFindings } from "./audit-findings-table.ts";
export type {
  AuditChoice,
  AuditedAccount,
  AuditFinding,
  AuditKey,
  AuditPolicy,
  AuditProvider,
  AuditRecommendation,
  AuditReport,
  AuditRepository,
  AuditRole,
  AuditTrust,
  AuditUser,
  BaselineSummary,
  CandidateReason,
  EcrAccess,
  EcrRepositoryAccess,
  FindingSubject,
  ProviderReason,
  ReadinessRow,
  SuppressedFinding,
  Unread,
} from "./audit-report.ts";
export { type Baseline, compareWithBaseline, countedFindings, readBaseline } from "./baseline.ts";
export { findingKeys } from "./finding-key.ts";
export { namesOnly } from "./names-only.ts";
export { applySuppressions, readSuppressions, type Suppression } from "./suppressions.ts";
