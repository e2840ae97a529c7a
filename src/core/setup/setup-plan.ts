import type { Finding, Grade } from "../policy/index.ts";
import type { PartitionName } from "../registry/index.ts";
import type { PolicyDocument } from "./policy-document.ts";
import type { SetupAccess } from "./setup-request.ts";

/** Tags of a resource in AWS. */
export type ResourceTags = Readonly<Record<string, string>>;

/** Everything that shall be there: the one model that all formats are made from. */
export interface SetupPlan {
  readonly identity: "oidc" | "user";
  readonly access: SetupAccess;
  readonly account: string;
  readonly region: string;
  readonly partition: PartitionName;
  /** Whose tokens are trusted; null for a user. */
  readonly gitlab: GitlabPlan | null;
  readonly provider: ProviderPlan | null;
  readonly role: RolePlan | null;
  readonly user: UserPlan | null;
  readonly repositories: readonly RepositoryPlan[];
  /** What the repositories' own account has to allow; null where the role is in it. */
  readonly repositoryPolicy: PolicyDocument | null;
  /** How safe the trust policy is; null for a user, who has none. */
  readonly grade: Grade | null;
  /** Why it isn't safer, and what would make it so. */
  readonly findings: readonly Finding[];
  /** What else to know. */
  readonly notes: readonly string[];
}

/** GitLab's side. */
export interface GitlabPlan {
  readonly url: string;
  readonly issuer: string;
  readonly audience: string;
  readonly projects: readonly { readonly path: string; readonly id: string | null }[];
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly environments: readonly string[];
  readonly protectedOnly: boolean;
  /** Null where GitLab's own is taken. */
  readonly subComponents: readonly string[] | null;
}

/** The OIDC provider. */
export interface ProviderPlan {
  readonly url: string;
  readonly arn: string;
  readonly audiences: readonly string[];
  readonly tags: ResourceTags;
}

/** What role and user have in common. */
export interface IdentityPlan {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly permissionsBoundary: string | null;
  readonly tags: ResourceTags;
  /** Name of its inline policy. */
  readonly policyName: string;
  readonly permissionsPolicy: PolicyDocument;
}

/** The role that jobs assume. */
export interface RolePlan extends IdentityPlan {
  readonly description: string;
  readonly maxSessionDuration: number;
  readonly trustPolicy: PolicyDocument;
}

/** The user whose access key jobs have. The key itself is never part of a plan. */
export type UserPlan = IdentityPlan;

/** One ECR repository. */
export interface RepositoryPlan {
  readonly name: string;
  readonly arn: string;
  /** Twelve digits. */
  readonly account: string;
  /** Host of its registry. */
  readonly host: string;
  /** How it is made; null where it is there already. */
  readonly create: RepositoryCreation | null;
}

/** Settings of a repository that is made. */
export interface RepositoryCreation {
  readonly immutableTags: boolean;
  readonly scanOnPush: boolean;
  /** Null: keys of S3, AES256. */
  readonly kmsKey: string | null;
  readonly lifecyclePolicy: LifecyclePolicy;
  readonly tags: ResourceTags;
}

/** A lifecycle policy, as ECR takes it. */
export interface LifecyclePolicy {
  readonly rules: readonly {
    readonly rulePriority: number;
    readonly description: string;
    readonly selection: Readonly<Record<string, string | number>>;
    readonly action: { readonly type: "expire" };
  }[];
}
