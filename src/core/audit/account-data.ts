import type { Unread } from "./audit-report.ts";

/** What is known of one account before anything is judged. Policy documents are as they came: URL-encoded, text or object. */
export interface AccountData {
  /** Twelve digits; null where nothing told it. */
  readonly id: string | null;
  /** Of its ARNs, such as `aws` or `aws-cn`. */
  readonly partition: string;
  readonly alias: string | null;
  readonly source: "live" | "input";
  readonly details: AccountDetails;
  /** Null where they weren't read. */
  readonly providers: readonly ProviderData[] | null;
  /** By user name; a user that isn't in it wasn't asked for. */
  readonly keys: ReadonlyMap<string, readonly KeyData[]>;
  /** Whether users have a console password, by name. */
  readonly console: ReadonlyMap<string, boolean>;
  /** Whether users have an MFA device, by name. */
  readonly mfa: ReadonlyMap<string, boolean>;
  /** What GetRole told, by role name. */
  readonly roleUse: ReadonlyMap<string, RoleUse>;
  /** Rows of the credential report; null where there is none. */
  readonly credentialReport: readonly CredentialRow[] | null;
  /** Null where they weren't read. */
  readonly repositories: readonly RepositoryData[] | null;
  readonly issuers: ReadonlyMap<string, IssuerCheck>;
  readonly unread: readonly Unread[];
}

/** What GetAccountAuthorizationDetails holds. */
export interface AccountDetails {
  readonly users: readonly UserData[];
  readonly groups: readonly GroupData[];
  readonly roles: readonly RoleData[];
  readonly policies: readonly ManagedPolicyData[];
}

/** A policy in a user, group or role. */
export interface InlinePolicyData {
  readonly name: string;
  readonly document: unknown;
}

/** A managed policy that is attached. */
export interface AttachedPolicyData {
  readonly name: string;
  readonly arn: string;
}

interface PrincipalData {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: string | null;
  readonly inline: readonly InlinePolicyData[];
  readonly attached: readonly AttachedPolicyData[];
  /** ARN of the permissions boundary. */
  readonly boundary: string | null;
}

export interface UserData extends PrincipalData {
  readonly groups: readonly string[];
  /** Tags of the user; they are `aws:PrincipalTag/…` in conditions. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface RoleData extends PrincipalData {
  readonly trust: unknown;
  /** When the details themselves told; null where they didn't. */
  readonly lastUsedAt: string | null;
}

export interface GroupData {
  readonly name: string;
  readonly inline: readonly InlinePolicyData[];
  readonly attached: readonly AttachedPolicyData[];
}

export interface ManagedPolicyData {
  readonly name: string;
  readonly arn: string;
  /** Of the default version; undefined where it isn't there. */
  readonly document: unknown;
}

export interface ProviderData {
  readonly arn: string;
  /** Issuer without `https://`. */
  readonly issuer: string;
  /** Null where the provider couldn't be read. */
  readonly audiences: readonly string[] | null;
  readonly thumbprints: readonly string[] | null;
  readonly createdAt: string | null;
}

export interface KeyData {
  readonly id: string;
  readonly active: boolean;
  readonly createdAt: string | null;
  /** Null where it wasn't read. */
  readonly lastUse: KeyUse | null;
}

/** When a key was used last; all null: never. */
export interface KeyUse {
  readonly at: string | null;
  readonly service: string | null;
  readonly region: string | null;
}

export interface RoleUse {
  /** Null: not in the time that IAM tracks, 400 days. */
  readonly lastUsedAt: string | null;
  readonly maxSessionDuration: number | null;
}

/** One row of the credential report: the root user, or a user. */
export interface CredentialRow {
  readonly user: string;
  readonly arn: string;
  readonly root: boolean;
  /** Null where the report doesn't say (`not_supported`). */
  readonly passwordEnabled: boolean | null;
  readonly mfaActive: boolean | null;
  /** Only keys that exist. */
  readonly keys: readonly CredentialKey[];
}

/** A key as the credential report tells of it: without its id. */
export interface CredentialKey {
  readonly active: boolean;
  readonly createdAt: string | null;
  readonly lastUse: KeyUse;
}

export interface RepositoryData {
  readonly arn: string;
  readonly name: string;
  readonly immutableTags: boolean | null;
  readonly scanOnPush: boolean | null;
  readonly policy: RepositoryPolicyData;
}

/** A repository's own policy, that it has none, or that it isn't known. */
export type RepositoryPolicyData =
  | { readonly kind: "document"; readonly document: unknown }
  | { readonly kind: "none" }
  /** It was asked for and not given. */
  | { readonly kind: "unread" }
  /** Nobody asked. */
  | { readonly kind: "not-asked" };

/** What fetching an issuer's discovery document came to. */
export type IssuerCheck =
  | { readonly kind: "reached"; readonly issuer: string }
  | { readonly kind: "unreachable"; readonly reason: string };
