/**
 * The variables that the component login sets for its job, with the input that each takes. A CI/CD variable of the same
 * name wins over what the component sets. Source: GitLab, "CI/CD variable precedence".
 */
export const componentVariables: ReadonlyMap<string, string> = new Map(
  Object.entries({
    GITLAB_ECR_ROLE_ARN: "role_arn",
    GITLAB_ECR_REGISTRIES: "registries",
    GITLAB_ECR_REGION: "region",
    GITLAB_ECR_AUTH: "auth",
    GITLAB_ECR_FALLBACK: "fallback",
    GITLAB_ECR_FALLBACK_UNTIL: "fallback_until",
    GITLAB_ECR_DURATION: "duration",
    GITLAB_ECR_SESSION_NAME: "session_name",
    GITLAB_ECR_ALLOWED_ACCOUNT_ID: "allowed_account_ids",
    GITLAB_ECR_SCOPE: "scope",
    GITLAB_ECR_REPOSITORY: "repository",
    GITLAB_ECR_SESSION_POLICY: "session_policy",
    GITLAB_ECR_SESSION_POLICY_ARN: "session_policy_arns",
    GITLAB_ECR_CHAIN_ROLE_ARN: "chain_role_arns",
    GITLAB_ECR_EXTERNAL_ID_ENV: "external_id_env",
    GITLAB_ECR_ENGINE: "engine",
    GITLAB_ECR_ACCESS_KEY_ID_ENV: "access_key_id_env",
    GITLAB_ECR_SECRET_ACCESS_KEY_ENV: "secret_access_key_env",
    GITLAB_ECR_SESSION_TOKEN_ENV: "session_token_env",
    GITLAB_ECR_FIPS: "fips",
    GITLAB_ECR_DUALSTACK: "dualstack",
    GITLAB_ECR_TIMEOUT: "timeout",
    GITLAB_ECR_WRITE_ENV: "write_env",
    GITLAB_ECR_WRITE_ANNOTATIONS: "write_annotations",
    GITLAB_ECR_BUNDLE_URL: "bundle_url",
    GITLAB_ECR_ARCHIVE_URL: "archive_url",
    GITLAB_ECR_INSTALL_NODE: "install_node",
  }),
);

/** The variables that the component's inputs take where the pipeline gives none. */
export const defaultVariables: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AWS_ROLE_ARN: "role_arn",
    ECR_REGISTRIES: "registries",
    AWS_REGION: "region",
    AWS_ROLE_SESSION_NAME: "session_name",
    ECR_SCOPE_REPOSITORIES: "repository",
    ECR_SESSION_POLICY: "session_policy",
    ECR_SESSION_POLICY_ARNS: "session_policy_arns",
    ECR_CHAIN_ROLE_ARNS: "chain_role_arns",
    ECR_EXTERNAL_ID_ENV: "external_id_env",
    AWS_USE_FIPS_ENDPOINT: "fips",
    AWS_USE_DUALSTACK_ENDPOINT: "dualstack",
    ECR_ENV_FILE: "write_env",
    ECR_ANNOTATIONS_FILE: "write_annotations",
  }),
);
