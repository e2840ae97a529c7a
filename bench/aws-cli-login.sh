#!/bin/sh
# What gitlab-ecr login replaces in a job: the ID token exchanged and ECR's password got by the aws CLI, and the login
# stored by docker. Debian's aws is older than AWS_ENDPOINT_URL_STS.
set -eu

credentials=$("$AWS_CLI" sts assume-role-with-web-identity --endpoint-url "$AWS_ENDPOINT_URL_STS" \
  --role-arn "$GITLAB_ECR_ROLE_ARN" --role-session-name bench --web-identity-token "$GITLAB_OIDC_TOKEN" \
  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<EOT
$credentials
EOT
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN

"$AWS_CLI" ecr get-login-password --endpoint-url "$AWS_ENDPOINT_URL_ECR" >"$HOME/password"
docker login --username AWS --password-stdin "$REGISTRY" <"$HOME/password"
rm "$HOME/password"
