import type { IdentityPlan, SetupPlan } from "../../core/setup/index.ts";
import { lifecycleFiles, trustFiles } from "./json-format.ts";
import { jsonFile, madeRepositories, permissionsOf, type SetupFile, tagList } from "./setup-file.ts";
import { shellWord } from "./shell.ts";

/**
 * `--format aws-cli`: a POSIX script and the JSON that it hands on. Addresses stay out of its arguments: version 1 of the
 * aws command fetches an argument that begins with https://.
 */
export function awsCliFormat(plan: SetupPlan): SetupFile[] {
  const { provider, role, user } = plan;
  const audience =
    provider === null ? [] : [{ OpenIDConnectProviderArn: provider.arn, ClientID: provider.audiences[0] }];
  return [
    { name: "setup.sh", text: scriptOf(plan), executable: true },
    ...trustFiles(plan),
    ...audience.map((input) => jsonFile("provider-audience.json", input)),
    jsonFile("permissions-policy.json", permissionsOf(plan)),
    jsonFile("tags.json", tagList((role ?? user)?.tags ?? {})),
    ...lifecycleFiles(plan),
  ];
}

function scriptOf(plan: SetupPlan): string {
  const blocks = [head(plan), providerBlock(plan), roleBlock(plan), userBlock(plan), repositoryBlock(plan)];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function head({ account, region, role }: SetupPlan): string {
  return `#!/bin/sh
# Makes what GitLab jobs need in AWS to use Amazon ECR. Made by gitlab-ecr setup; running it again changes nothing more.
set -eu
cd "$(dirname "$0")"
export AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_PAGER=''

# Whether AWS knows what the command asks for. Any other failure ends the script.
exists() {
  if message=$("$@" 2>&1 >/dev/null); then return 0; fi
  case $message in
    *NoSuchEntity* | *RepositoryNotFoundException*) return 1 ;;
  esac
  printf '%s\\n' "$message" >&2
  exit 1
}

# Ends the script unless the ${role === null ? "user" : "role"} carries the tag of what setup made.
ours() {
  tags=$("$@" --query "Tags[?Key=='managed-by'].Value" --output text)
  if [ "$tags" = gitlab-ecr ]; then return 0; fi
  echo "It is there already, and setup didn't make it (no tag managed-by: gitlab-ecr). Choose another name." >&2
  exit 1
}

account=$(aws sts get-caller-identity --query Account --output text)
if [ "$account" != ${account} ]; then
  echo "These credentials are for account $account; this is meant for ${account}." >&2
  exit 1
fi`;
}

function providerBlock({ provider }: SetupPlan): string {
  if (provider === null) return "";
  return `provider=${shellWord(provider.arn)}
if exists aws iam get-open-id-connect-provider --open-id-connect-provider-arn "$provider"; then
  known=$(aws iam get-open-id-connect-provider --open-id-connect-provider-arn "$provider" \\
    --query "contains(ClientIDList, '${provider.audiences[0]}')" --output text)
  if [ "$known" = True ]; then
    echo "keep    $provider"
  else
    echo "update  $provider"
    aws iam add-client-id-to-open-id-connect-provider --cli-input-json file://provider-audience.json
  fi
else
  echo "create  $provider"
  aws iam create-open-id-connect-provider --cli-input-json file://provider.json >/dev/null
fi`;
}

function roleBlock({ role }: SetupPlan): string {
  if (role === null) return "";
  return `role=${shellWord(role.name)}
if exists aws iam get-role --role-name "$role"; then
  ours aws iam list-role-tags --role-name "$role"
  echo "update  role $role"
  aws iam update-role --role-name "$role" --max-session-duration ${role.maxSessionDuration}
  aws iam update-assume-role-policy --role-name "$role" --policy-document file://trust-policy.json
else
  echo "create  role $role"
  aws iam create-role --role-name "$role" --path ${shellWord(role.path)} \\
    --description ${shellWord(role.description)} --max-session-duration ${role.maxSessionDuration} \\
    --assume-role-policy-document file://trust-policy.json --tags file://tags.json${boundaryOption(role)} >/dev/null
fi${boundaryLine("role", role)}
aws iam put-role-policy --role-name "$role" --policy-name ${role.policyName} \\
  --policy-document file://permissions-policy.json`;
}

function userBlock({ user }: SetupPlan): string {
  if (user === null) return "";
  return `user=${shellWord(user.name)}
if exists aws iam get-user --user-name "$user"; then
  ours aws iam list-user-tags --user-name "$user"
  echo "update  user $user"
else
  echo "create  user $user"
  aws iam create-user --user-name "$user" --path ${shellWord(user.path)} --tags file://tags.json${boundaryOption(user)} >/dev/null
fi${boundaryLine("user", user)}
aws iam put-user-policy --user-name "$user" --policy-name ${user.policyName} \\
  --policy-document file://permissions-policy.json`;
}

function boundaryOption({ permissionsBoundary }: IdentityPlan): string {
  return permissionsBoundary === null ? "" : ` \\\n    --permissions-boundary ${shellWord(permissionsBoundary)}`;
}

function boundaryLine(kind: "role" | "user", { permissionsBoundary }: IdentityPlan): string {
  if (permissionsBoundary === null) return "";
  return `\naws iam put-${kind}-permissions-boundary --${kind}-name "$${kind}" \\\n  --permissions-boundary ${shellWord(permissionsBoundary)}`;
}

function repositoryBlock(plan: SetupPlan): string {
  const made = madeRepositories(plan);
  if (made === null) return "";
  const { immutableTags, scanOnPush, kmsKey } = made.create;
  const encryption = kmsKey === null ? "encryptionType=AES256" : `encryptionType=KMS,kmsKey=${kmsKey}`;
  return `set -- ${made.names.map(shellWord).join(" ")}
for repository in "$@"; do
  if exists aws ecr describe-repositories --repository-names "$repository"; then
    echo "keep    repository $repository"
  else
    echo "create  repository $repository"
    aws ecr create-repository --repository-name "$repository" --tags file://tags.json \\
      --image-tag-mutability ${immutableTags ? "IMMUTABLE" : "MUTABLE"} --image-scanning-configuration scanOnPush=${scanOnPush} \\
      --encryption-configuration ${shellWord(encryption)} >/dev/null
    aws ecr put-lifecycle-policy --repository-name "$repository" \\
      --lifecycle-policy-text file://lifecycle-policy.json >/dev/null
  fi
done`;
}
