export type {
  AccountData,
  CredentialRow,
  IssuerCheck,
  KeyData,
  KeyUse,
  ProviderData,
  RepositoryData,
  RoleUse,
} from "./account-data.ts";
export { auditAccount, checkOptions } from "./audit-account.ts";
export { type JudgedAccounts, judgeAccounts } from "./audit-accounts.ts";
export { type AuditFindingId, auditFindings, type FindingRow, reportFindings } from "./audit-findings-table.ts";
export { type AuditOptions, defaultPatterns } from "./audit-options.ts";
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
export {
  type ActionDecision,
  type DecidingStatement,
  type PrincipalDocument,
  type PrincipalReport,
  type PrincipalVerdict,
  principalReport,
} from "./principal-report.ts";
export { readCredentialReport } from "./read-credential-report.ts";
export { type DetailsPage, joinPages, readDetailsPage } from "./read-details.ts";
export { fieldsOf } from "./read-field.ts";
export { type InputDocument, readAccounts, readRepositoryData } from "./read-input.ts";
export { applySuppressions, readSuppressions, type Suppression } from "./suppressions.ts";
export { lacksDetails, wholeAccount } from "./unread-details.ts";
