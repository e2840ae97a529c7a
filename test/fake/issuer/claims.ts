import { randomUUID } from "node:crypto";
import { exampleProject } from "../world/role.ts";

/** What a job is; every field has a default from the example project. */
export interface Job {
  projectPath: string;
  ref: string;
  refType: "branch" | "tag";
  refProtected: boolean;
  environment: string;
}

/** The claims of a GitLab ID token (docs.gitlab.com/ci/secrets/id_token_authentication): ids are strings, runner_id is a number. */
export type Claims = Record<string, unknown>;

/**
 * The claims that GitLab puts into a job's token. `exp` is the job's timeout
 * of an hour; `environment` and its companions are there only with an environment.
 */
export function jobClaims(issuer: string, now: Date, job: Partial<Job> = {}): Claims {
  const projectPath = job.projectPath ?? exampleProject;
  const ref = job.ref ?? "main";
  const refType = job.refType ?? "branch";
  const namespacePath = projectPath.slice(0, projectPath.lastIndexOf("/"));
  const host = issuer.replace(/^https?:\/\//, "");
  const seconds = Math.floor(now.getTime() / 1000);
  return {
    namespace_id: "72",
    namespace_path: namespacePath,
    project_id: "20",
    project_path: projectPath,
    user_id: "1",
    user_login: "sample-user",
    user_email: "sample-user@example.com",
    user_access_level: "developer",
    pipeline_id: "574",
    pipeline_source: "push",
    job_id: "302",
    job_project_id: "20",
    job_project_path: projectPath,
    ref,
    ref_type: refType,
    ref_path: `refs/${refType === "tag" ? "tags" : "heads"}/${ref}`,
    ref_protected: String(job.refProtected ?? true),
    ...(job.environment !== undefined && {
      environment: job.environment,
      environment_protected: "false",
      deployment_tier: job.environment,
      environment_action: "start",
    }),
    runner_id: 1,
    runner_environment: "gitlab-hosted",
    sha: "714a629c0b401fdce83e847fc9589983fc6f46bc",
    project_visibility: "private",
    ci_config_ref_uri: `${host}/${projectPath}//.gitlab-ci.yml@refs/${refType === "tag" ? "tags" : "heads"}/${ref}`,
    ci_config_sha: "714a629c0b401fdce83e847fc9589983fc6f46bc",
    jti: randomUUID(),
    iat: seconds,
    nbf: seconds - 5,
    exp: seconds + 3600,
    iss: issuer,
    sub: `project_path:${projectPath}:ref_type:${refType}:ref:${ref}`,
    aud: "sts.amazonaws.com",
  };
}
