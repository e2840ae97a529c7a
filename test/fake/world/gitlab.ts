import { exampleGitlabUrl } from "./issuer.ts";

/** GitLab's access levels. Source: GitLab, "Members API", roles. */
export type AccessLevel = 10 | 20 | 30 | 40 | 50;

/** A CI/CD variable. */
export interface GitlabVariable {
  key: string;
  value: string;
  type: "env_var" | "file";
  protected: boolean;
  masked: boolean;
  hidden: boolean;
  raw: boolean;
  environmentScope: string;
  description: string | null;
}

/** A job of a pipeline. */
export interface GitlabJob {
  id: number;
  name: string;
  status: string;
  /** Its log, as the runner sent it. */
  trace: string;
}

/** A pipeline. */
export interface GitlabPipeline {
  id: number;
  status: string;
  ref: string;
  createdAt: Date;
  jobs: GitlabJob[];
}

/** A commit on a branch other than the default one. */
export interface GitlabCommit {
  branch: string;
  title: string;
}

/** A merge request. */
export interface GitlabMergeRequest {
  iid: number;
  title: string;
  description: string;
  sourceBranch: string;
  targetBranch: string;
  /** Id of the project that has the source branch: another where a fork has it; null where that is deleted. */
  sourceProjectId: number | null;
}

/** A project. */
export interface GitlabProject {
  id: number;
  path: string;
  /** Paths that it had; GitLab redirects from them. */
  formerPaths: string[];
  defaultBranch: string | null;
  visibility: "private" | "internal" | "public";
  ciConfigPath: string | null;
  subClaimComponents: string[];
  protectedBranches: string[];
  protectedTags: string[];
  variables: GitlabVariable[];
  /** Text of files by path, on the default branch. */
  files: Record<string, string>;
  pipelines: GitlabPipeline[];
  /** Files of other branches, by the branch's name. */
  branches: Record<string, Record<string, string>>;
  /** The default branch's files when a branch parted from it, by the branch's name. */
  partings: Record<string, Record<string, string>>;
  /** The branches' own commits, the oldest first. */
  commits: GitlabCommit[];
  mergeRequests: GitlabMergeRequest[];
  archived: boolean;
  /** Groups that it is shared with, and the level that their members have at most. */
  sharedWith: { group: string; level: AccessLevel }[];
}

/** A group, which holds the projects and groups below its path. */
export interface GitlabGroup {
  id: number;
  path: string;
  variables: GitlabVariable[];
}

/** A token of the API's, and what its user may do. */
export interface GitlabToken {
  token: string;
  scopes: string[];
  state: "active" | "expired" | "revoked";
  /** Level by path of a project or group; what lies below a group inherits its level. */
  access: Record<string, AccessLevel>;
  administrator: boolean;
  /** Whether it is an OAuth 2.0 access token, which goes into another header. */
  oauth: boolean;
}

/** A GitLab instance's API. */
export interface GitlabInstance {
  /** Its address, as the issuer's. */
  url: string;
  version: string;
  projects: GitlabProject[];
  groups: GitlabGroup[];
  /** Variables of the whole instance. */
  variables: GitlabVariable[];
  tokens: GitlabToken[];
  /** Addresses of CI/CD components that exist, with their versions. */
  components: string[];
  /** The most members of a page; GitLab's own is 100. */
  mostPerPage: number;
  /** Requests that are left until the limit is lifted; undefined: no limit. */
  rateLimit: { limit: number; remaining: number; resetAt: Date } | undefined;
}

/** A variable, GitLab's defaults but for `over`. */
export function gitlabVariable(key: string, value: string, over: Partial<GitlabVariable> = {}): GitlabVariable {
  return {
    key,
    value,
    type: "env_var",
    protected: false,
    masked: false,
    hidden: false,
    raw: false,
    environmentScope: "*",
    description: null,
    ...over,
  };
}

/** A private project, empty but for its default branch, which is protected. */
export function gitlabProject(over: Partial<GitlabProject> = {}): GitlabProject {
  return {
    id: 4242,
    path: "org/team/cdk/aws-network-cdk",
    formerPaths: [],
    defaultBranch: "main",
    visibility: "private",
    ciConfigPath: null,
    subClaimComponents: ["project_path", "ref_type", "ref"],
    protectedBranches: ["main"],
    protectedTags: [],
    variables: [],
    files: {},
    pipelines: [],
    branches: {},
    partings: {},
    commits: [],
    mergeRequests: [],
    archived: false,
    sharedWith: [],
    ...over,
  };
}

/** A personal access token with the scope api. */
export function gitlabToken(
  token: string,
  access: Record<string, AccessLevel>,
  over: Partial<GitlabToken> = {},
): GitlabToken {
  return { token, scopes: ["api"], state: "active", access, administrator: false, oauth: false, ...over };
}

/** An instance of the newest version, with nothing in it but for `over`. */
export function gitlabInstance(over: Partial<GitlabInstance> = {}): GitlabInstance {
  return {
    url: exampleGitlabUrl,
    version: "19.1.0-ee",
    projects: [],
    groups: [],
    variables: [],
    tokens: [],
    components: [],
    mostPerPage: 100,
    rateLimit: undefined,
    ...over,
  };
}

/** What the example instance's token of a Maintainer is; a sentinel, searched for in everything that is printed. */
export const exampleGitlabToken = "glpat-SENTINELmaintainer01";

/** The example's instance: the example project in its groups, and a Maintainer's token. */
export function exampleGitlab(over: Partial<GitlabInstance> = {}): GitlabInstance {
  const groups = ["org", "org/team", "org/team/cdk"].map((path, index) => ({ id: 10 + index, path, variables: [] }));
  return gitlabInstance({
    projects: [gitlabProject()],
    groups,
    tokens: [gitlabToken(exampleGitlabToken, { "org/team/cdk": 40 })],
    ...over,
  });
}
