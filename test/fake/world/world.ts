import type { KeyObject } from "node:crypto";
import type { Call } from "../calls.ts";
import type { PlannedFault } from "../faults.ts";
import type { PolicyDocument } from "../policy/evaluate.ts";
import type { Bucket, PublicAccessBlock } from "./bucket.ts";
import type { AccessKey, Group, ManagedPolicy, OidcProvider, Role, User } from "./iam.ts";
import { defaultQuotas, type Quotas } from "./quotas.ts";
import type { Repository } from "./repository.ts";
import type { Observer, Unsettled } from "./settling.ts";
import type { StoredSecret } from "./stored-secret.ts";

export type {
  AccessKey,
  Group,
  ManagedPolicy,
  OidcProvider,
  PolicyVersion,
  Role,
  Tags,
  User,
} from "./iam.ts";
export type { Image, Repository } from "./repository.ts";

import type { GitlabInstance } from "./gitlab.ts";

/** A partition of AWS, as its ARNs name it. */
export type Partition =
  | "aws"
  | "aws-cn"
  | "aws-us-gov"
  | "aws-eusc"
  | "aws-iso"
  | "aws-iso-b"
  | "aws-iso-e"
  | "aws-iso-f";

/** One RS256 key pair of an issuer. */
export interface SigningKey {
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** A GitLab instance as an OIDC issuer. */
export interface Issuer {
  /** What its tokens carry as `iss`: no slash at the end. */
  url: string;
  /** What its tokens carry as `iss` instead, once `ci_id_tokens_issuer_url` is set. */
  tokenIssuer?: string;
  /** Whether a private authority signed its certificate, which nobody trusts until told to. */
  privateAuthority?: boolean;
  /** Whether AWS can fetch its discovery document and keys. */
  reachable: boolean;
  /** What its discovery document names as issuer, where that isn't its URL. */
  namedIssuer?: string;
  /** The keys that it publishes; tokens are signed with the first. */
  keys: SigningKey[];
}

/** An AWS account and what is in it. */
export interface Account {
  /** Twelve digits. */
  id: string;
  partition: Partition;
  providers: OidcProvider[];
  roles: Role[];
  users: User[];
  groups: Group[];
  /** The customer managed ones; AWS's own are the world's. */
  managedPolicies: ManagedPolicy[];
  repositories: Repository[];
  /** Default: none. */
  buckets?: Bucket[];
  /** Of Secrets Manager; default: none. */
  secrets?: StoredSecret[];
  /** The account's own settings against public access, which count for all its buckets; default: none. */
  publicAccessBlock?: PublicAccessBlock;
  /** Regions where STS isn't active for this account. */
  disabledRegions: string[];
  /** Its name, where it has one. */
  alias?: string;
  /** Keys of the root user; the credential report tells of them. */
  rootAccessKeys?: Pick<AccessKey, "active" | "createdAt" | "lastUsed">[];
  /** How far GenerateCredentialReport came; undefined: nobody asked yet. */
  credentialReport?: "started" | "complete";
}

/** Temporary credentials that the fake STS issued. */
export interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  accountId: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  arn: string;
  /** `AROA…:SESSION`. */
  userId: string;
  roleArn: string;
  /** Undefined: none was given, so nothing is taken away. */
  sessionPolicies: PolicyDocument[] | undefined;
  expiresAt: Date;
}

/** A password that the fake ECR issued. */
export interface RegistryPassword {
  password: string;
  accountId: string;
  region: string;
  /** The host of the account's own registry. */
  host: string;
  /** The access key that asked for it: its permissions count at the registry. */
  accessKeyId: string;
  expiresAt: Date;
}

/** Everything that the stand-in knows; tests read and change it freely. */
export interface World {
  /** The clock of AWS and GitLab. */
  now: () => Date;
  /** The region of a custom endpoint that names none. */
  region: string;
  /** How many members a page of IAM's lists has at most; AWS's default is 100. */
  iamPageSize: number;
  accounts: Account[];
  issuers: Issuer[];
  /** The APIs of GitLab instances. */
  gitlabs: GitlabInstance[];
  /**
   * Managed policies by ARN, one version each: AWS's own, and whichever a test needs no versions of. `managedDocument`
   * finds these and the accounts'.
   */
  managedPolicies: Record<string, PolicyDocument>;
  sessions: Session[];
  passwords: RegistryPassword[];
  /** Files that web servers have, by their whole address. */
  sites: Record<string, string>;
  /** What ECR answers as `proxyEndpoint`; undefined: the account's real-looking registry. */
  proxyEndpoint: string | undefined;
  quotas: Quotas;
  /** How many looks at a change still see what was before, from the next `change` on; 0: none. */
  lateness: Record<Observer, number>;
  unsettled: Unsettled[];
  faults: PlannedFault[];
  /** Every call that was made, oldest first. */
  calls: Call[];
}

/** An empty world; `over` sets any of its fields. */
export function world(over: Partial<World> = {}): World {
  return {
    now: () => new Date(),
    region: "ap-northeast-1",
    iamPageSize: 100,
    accounts: [],
    issuers: [],
    gitlabs: [],
    managedPolicies: {},
    sessions: [],
    passwords: [],
    sites: {},
    proxyEndpoint: undefined,
    quotas: { ...defaultQuotas },
    lateness: { iam: 0, services: 0 },
    unsettled: [],
    faults: [],
    calls: [],
    ...over,
  };
}
