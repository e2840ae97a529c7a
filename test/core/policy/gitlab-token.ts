/** Claims of a job's token on gitlab.com, as GitLab's documentation shows them, with what a test changes. */
export function idToken(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    iss: "https://gitlab.com",
    aud: "sts.amazonaws.com",
    sub: "project_path:org/team/app:ref_type:branch:ref:main",
    namespace_id: "72",
    namespace_path: "org/team",
    project_id: "4242",
    project_path: "org/team/app",
    user_id: "1",
    user_login: "sample-user",
    user_email: "sample-user@example.com",
    user_access_level: "developer",
    pipeline_id: "574",
    pipeline_source: "push",
    job_id: "302",
    ref: "main",
    ref_type: "branch",
    ref_path: "refs/heads/main",
    ref_protected: "true",
    runner_id: 1,
    runner_environment: "gitlab-hosted",
    sha: "714a629c0b401fdce83e847fc9589983fc6f46bc",
    ...changes,
  };
}

/** A trust policy of one Allow statement for gitlab.com, with a condition and what else a test changes. */
export function trustPolicy(
  condition: unknown,
  changes: Readonly<Record<string, unknown>> = {},
): { Version: string; Statement: Record<string, unknown>[] } {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/gitlab.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: condition,
        ...changes,
      },
    ],
  };
}
