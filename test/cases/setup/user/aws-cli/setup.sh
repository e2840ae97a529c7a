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

# Ends the script unless the user carries the tag of what setup made.
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

user=gitlab-ecr-push
if exists aws iam get-user --user-name "$user"; then
  ours aws iam list-user-tags --user-name "$user"
  echo "update  user $user"
else
  echo "create  user $user"
  aws iam create-user --user-name "$user" --path / --tags file://tags.json >/dev/null
fi
aws iam put-user-policy --user-name "$user" --policy-name gitlab-ecr \
  --policy-document file://permissions-policy.json

set -- aws-network-cdk
for repository in "$@"; do
  if exists aws ecr describe-repositories --repository-names "$repository"; then
    echo "keep    repository $repository"
  else
    echo "create  repository $repository"
    aws ecr create-repository --repository-name "$repository" --tags file://tags.json \
      --image-tag-mutability MUTABLE --image-scanning-configuration scanOnPush=true \
      --encryption-configuration encryptionType=AES256 >/dev/null
    aws ecr put-lifecycle-policy --repository-name "$repository" \
      --lifecycle-policy-text file://lifecycle-policy.json >/dev/null
  fi
done
