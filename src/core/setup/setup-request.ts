/** What a role or user is for; `push` includes pull, `audit` reads IAM and ECR and changes nothing. */
export type SetupAccess = "push" | "pull" | "audit";

/** A GitLab project. */
export interface SetupProject {
  /** `GROUP/PROJECT`, with all subgroups. */
  readonly path: string;
  /** Its number, which stays when the path changes. */
  readonly id?: string;
}

/** How repositories are made. */
export interface RepositorySettings {
  /** Whether a tag, once pushed, can't be moved to another image. Default: true. */
  readonly immutableTags?: boolean;
  /** Whether ECR looks for known vulnerabilities in every image that is pushed. Default: true. */
  readonly scanOnPush?: boolean;
  /** How many images are kept. Default: all; those without a tag go after two weeks in any case. */
  readonly keepImages?: number;
  /** ARN of a KMS key. Default: encryption with keys of S3. */
  readonly kmsKey?: string;
}

/** What shall be there in AWS. */
export interface SetupRequest {
  /** Address of GitLab. Needed with `identity: "oidc"`. */
  readonly gitlabUrl?: string;
  /** `iss` of its ID tokens, where it isn't GitLab's own address. */
  readonly issuer?: string;
  /** Projects whose jobs may use the role, each named. Needed with `identity: "oidc"`. */
  readonly projects?: readonly SetupProject[];
  /** Branches, `*` and `?` being wildcards. Default: `main`, where tags and environments aren't given either. */
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
  /** Names of GitLab environments; `sub` has to be composed with `environment`. */
  readonly environments?: readonly string[];
  /** Only protected branches and tags, and only protected environments where `sub` tells. */
  readonly protectedOnly?: boolean;
  /** What the projects compose `sub` of. Default: GitLab's own, `project_path`, `ref_type`, `ref`. */
  readonly subComponents?: readonly string[];
  /** `aud` of the ID tokens. Default: `sts.amazonaws.com`. */
  readonly audience?: string;
  /** Account of the role or user: twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** Account that holds the repositories. Default: the role's own. */
  readonly registryAccountId?: string;
  /** Names of ECR repositories. Needed but for `access: "audit"`. */
  readonly repositories?: readonly string[];
  /** Makes the repositories, too. */
  readonly createRepositories?: RepositorySettings;
  /** Default: `push`. */
  readonly access?: SetupAccess;
  /** A role for ID tokens (default), or a user with access keys. */
  readonly identity?: "oidc" | "user";
  /** Name of the role or user. */
  readonly name?: string;
  /** Its path in IAM. Default: `/`. */
  readonly path?: string;
  /** ARN of the policy that bounds it. */
  readonly permissionsBoundary?: string;
  /** Seconds that a session of the role may last, 3600 to 43200. Default: 3600. */
  readonly maxSessionDuration?: number;
  /** Tags of everything that is made, beside `managed-by: gitlab-ecr`. */
  readonly resourceTags?: Readonly<Record<string, string>>;
}
