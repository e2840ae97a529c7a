import type { KeyData, KeyUse, ProviderData, RoleUse } from "../../core/audit/index.ts";
import type { AwsOutcome } from "../../core/diagnosis/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";

/** What an audit reads of one account. Each read tries again what can pass, and rejects with the signal's reason only. */
export interface AuditReads {
  /** One page of GetAccountAuthorizationDetails, and where the next one begins; null at the end. */
  detailsPage(
    marker: string | null,
    signal: AbortSignal,
  ): Promise<AwsOutcome<{ readonly page: object; readonly next: string | null }>>;
  alias(signal: AbortSignal): Promise<AwsOutcome<string | null>>;
  providerArns(signal: AbortSignal): Promise<AwsOutcome<readonly string[]>>;
  provider(arn: string, signal: AbortSignal): Promise<AwsOutcome<ProviderData>>;
  accessKeys(user: string, signal: AbortSignal): Promise<AwsOutcome<readonly Omit<KeyData, "lastUse">[]>>;
  keyLastUse(keyId: string, signal: AbortSignal): Promise<AwsOutcome<KeyUse>>;
  hasPassword(user: string, signal: AbortSignal): Promise<AwsOutcome<boolean>>;
  hasMfa(user: string, signal: AbortSignal): Promise<AwsOutcome<boolean>>;
  roleUse(role: string, signal: AbortSignal): Promise<AwsOutcome<RoleUse>>;
  /** The CSV. */
  credentialReport(signal: AbortSignal): Promise<AwsOutcome<string>>;
  /** Repositories as ECR's API gives them. */
  repositories(region: string, signal: AbortSignal): Promise<AwsOutcome<readonly object[]>>;
  repositoryPolicy(
    place: { readonly region: string; readonly accountId: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<AwsOutcome<string>>;
}

/** One account to be read. */
export interface AuditTarget {
  /** Twelve digits. */
  readonly account: string;
  /** For errors: who reads. */
  readonly identity: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** What a live audit needs of the world. */
export interface AuditWorld {
  connect(target: AuditTarget): AuditReads;
  /** Fetches an issuer's discovery document. */
  checkIssuer(
    issuer: string,
    signal: AbortSignal,
  ): Promise<
    { readonly kind: "reached"; readonly issuer: string } | { readonly kind: "unreachable"; readonly reason: string }
  >;
  /** Tells how far the work is. */
  onProgress(text: string): void;
}
