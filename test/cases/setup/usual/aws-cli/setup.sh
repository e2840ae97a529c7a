#!/bin/sh
# Makes what GitLab jobs need in AWS to use Amazon ECR. Made by gitlab-ecr setup; running it again changes nothing more.
set -eu
cd "$(dirname "$0")"
export AWS_REGION=ap-northeast-1 AWS_DEFAULT_REGION=ap-northeast-1 AWS_PAGER=''

# Whether AWS knows what the command asks for. Any other failure ends the script.
exists() {
  if message=$("$@" 2>&1 >/dev/null); then return 0; fi
  case $message in
    *NoSuchEntity* | *RepositoryNotFoundException*) return 1 ;;
  esac
  printf '%s\n' "$message" >&2
  exit 1
}

# Ends the script unless the role carries the tag of what setup made.
ours() {
  tags=$("$@" --query "Tags[?Key=='managed-by'].Value" --output text)
  if [ "$tags" = gitlab-ecr ]; then return 0; fi
  echo "It is there already, and setup didn't make it (no tag managed-by: gitlab-ecr). Choose another name." >&2
  exit 1
}

account=$(aws sts get-caller-identity --query Account --output text)
if [ "$account" != 455931011959 ]; then
  echo "These credentials are for account $account; this is meant for 455931011959." >&2
  exit 1
fi

provider=arn:aws:iam::455931011959:oidc-provider/gitlab.com
if exists aws iam get-open-id-connect-provider --open-id-connect-provider-arn "$provider"; then
  known=$(aws iam get-open-id-connect-provider --open-id-connect-provider-arn "$provider" \
    --query "contains(ClientIDList, 'sts.amazonaws.com')" --output text)
  if [ "$known" = True ]; then
    echo "keep    $provider"
  else
    echo "update  $provider"
    aws iam add-client-id-to-open-id-connect-provider --cli-input-json file://provider-audience.json
  fi
else
  echo "create  $provider"
  aws iam create-open-id-connect-provider --cli-input-json file://provider.json >/dev/null
fi

role=gitlab-ecr-role
if exists aws iam get-role --role-name "$role"; then
  ours aws iam list-role-tags --role-name "$role"
  echo "update  role $role"
  aws iam update-role --role-name "$role" --max-session-duration 3600
  aws iam update-assume-role-policy --role-name "$role" --policy-document file://trust-policy.json
else
  echo "create  role $role"
  aws iam create-role --role-name "$role" --path / \
    --description 'Lets jobs of GitLab use Amazon ECR; made by gitlab-ecr setup' --max-session-duration 3600 \
    --assume-role-policy-document file://trust-policy.json --tags file://tags.json >/dev/null
fi
aws iam put-role-policy --role-name "$role" --policy-name gitlab-ecr \
  --policy-document file://permissions-policy.json
