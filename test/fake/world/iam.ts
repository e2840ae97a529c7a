import type { PolicyDocument } from "../policy/evaluate.ts";

/** Tags by key: IAM keeps their case and compares without it. */
export type Tags = Record<string, string>;

/** An IAM OIDC identity provider. */
export interface OidcProvider {
  arn: string;
  /** With its scheme. */
  url: string;
  /** The audiences. */
  clientIds: string[];
  /** SHA-1 of certificates, in hexadecimal. */
  thumbprints: string[];
  createdAt: Date;
  tags: Tags;
}

/** What users and roles have alike. */
interface Principal {
  arn: string;
  createdAt: Date;
  /** Inline policies; `inlinePolicy` gives one a name, the others are called `inline-1`, `inline-2` and so on. */
  policies: PolicyDocument[];
  /** ARNs of managed policies, AWS's or the account's. */
  attachedPolicies: string[];
  /** ARN of a managed policy, or none. */
  permissionsBoundary: string | undefined;
  tags: Tags;
}

/** An IAM role. */
export interface Role extends Principal {
  /** The unique id, `AROA…`. */
  id: string;
  description: string | undefined;
  trustPolicy: PolicyDocument;
  /** Seconds; AWS's default is 3600. */
  maxSessionDuration: number;
  /** When and where it was last assumed; STS writes it. */
  lastUsed: { at: Date; region: string } | undefined;
}

/** An IAM user. */
export interface User extends Principal {
  /** The unique id, `AIDA…`. */
  id: string;
  accessKeys: AccessKey[];
  /** Names of groups of the account. */
  groups: string[];
  /** The password of the console, if the user has one. */
  loginProfile: { createdAt: Date; passwordResetRequired: boolean } | undefined;
  passwordLastUsedAt: Date | undefined;
  mfaDevices: { serialNumber: string; enabledAt: Date }[];
}

/** One access key of an IAM user. */
export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
  active: boolean;
  createdAt: Date;
  /** The last signed call that was made with it; every service writes it. */
  lastUsed: { at: Date; service: string; region: string } | undefined;
}

/** An IAM group; its users name it. */
export interface Group {
  arn: string;
  /** The unique id, `AGPA…`. */
  id: string;
  createdAt: Date;
  policies: PolicyDocument[];
  attachedPolicies: string[];
}

/** A managed policy, with its versions; the newest is the last. */
export interface ManagedPolicy {
  arn: string;
  /** The unique id, `ANPA…`. */
  id: string;
  description: string | undefined;
  createdAt: Date;
  versions: PolicyVersion[];
  tags: Tags;
}

/** One version of a managed policy; exactly one of them is in force. */
export interface PolicyVersion {
  /** `v1`, `v2` and so on; a number is never given twice. */
  id: string;
  document: PolicyDocument;
  isDefault: boolean;
  createdAt: Date;
}
