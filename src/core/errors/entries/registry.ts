import type { CatalogueEntries } from "../catalogue-entry.ts";

/** What a registry and the tools that push to it can say after the login. */
export const registryEntries = {
  "registry-not-logged-in": {
    exitStatus: 5,
    message: "The container tool has no login for {host}.",
    causes: [
      "The login was made in another job, or for another DOCKER_CONFIG than the one that this command reads.",
      "The login was made for another host: another account or region, or the tag lacks the registry's host.",
      "sudo, a container or another user reads another configuration.",
    ],
    remedy: [
      "Log in to {host} in the same job and shell, before the push: gitlab-ecr login {host}",
      "Let login and push see the same DOCKER_CONFIG; where the job has its own before_script, add !reference [.ecr-login, before_script] to it.",
    ],
  },
  "registry-token-expired": {
    exitStatus: 3,
    message: "The registry's password has expired.",
    causes: [
      "The login is older than 12 hours: it was kept from an earlier job, or on a shell runner in the user's own configuration.",
      "The session behind it has ended.",
    ],
    remedy: ["Log in right before the push: gitlab-ecr login", "Don't keep config.json in a cache or an artifact."],
  },
  "registry-token-invalid": {
    exitStatus: 3,
    message: "The registry doesn't know the password that it was given.",
    causes: [
      "The password is one of another region or partition: each needs a login of its own.",
      "DOCKER_AUTH_CONFIG or an old config.json holds another login for this host.",
      "The password was cut or changed on its way (quotes, a line break).",
    ],
    remedy: ["Log in to exactly this host: gitlab-ecr login {host}", "Take the host out of DOCKER_AUTH_CONFIG."],
  },
  "push-denied": {
    exitStatus: 3,
    message: "{identity} isn't allowed to {action} on {resource}.",
    causes: [
      "The policy of the role or user lacks the action, or has it for another repository.",
      "A permissions boundary, a session policy or an organisation's policy takes it away.",
      "The repository is in another account, and its own policy doesn't admit this one.",
      "Another identity pushed than the one that was meant: DOCKER_AUTH_CONFIG or an older login.",
    ],
    remedy: [
      'Add the action to the permissions of the role or user:\n\n    {"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}\n',
      "A push needs ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:CompleteLayerUpload, ecr:InitiateLayerUpload, ecr:PutImage and ecr:UploadLayerPart.",
      "For a repository of another account, its repository policy must allow it, too.",
    ],
  },
  "pull-denied": {
    exitStatus: 3,
    message: "{identity} isn't allowed to {action} on {resource}.",
    causes: [
      "The policy of the role or user lacks the action, or has it for another repository.",
      "The repository is in another account, and its own policy doesn't admit this one.",
      "A permissions boundary, a session policy or an organisation's policy takes it away.",
    ],
    remedy: [
      'Add the action to the permissions of the role or user:\n\n    {"Effect": "Allow", "Action": "{action}", "Resource": "{resource}"}\n',
      "A pull needs ecr:BatchGetImage and ecr:GetDownloadUrlForLayer, and most tools ask for ecr:BatchCheckLayerAvailability.",
      "For a repository of another account, its repository policy must allow it, too.",
    ],
  },
  "repository-missing": {
    exitStatus: 3,
    message: "Registry {accountId} has no repository {repository} in this region.",
    causes: [
      "It was never created: ECR doesn't create a repository on push.",
      "The name in the tag is another than the repository's, or its namespace is missing.",
      "The repository is in another region or account than the host in the tag.",
    ],
    remedy: [
      "Create it:\n\n    aws ecr create-repository --repository-name {repository} --region {region}\n",
      "Or correct the name in the tag: HOST/REPOSITORY:TAG.",
    ],
  },
  "tag-immutable": {
    exitStatus: 3,
    message: "The tag {tag} already exists in {repository}, whose tags can't be overwritten.",
    causes: [
      "The job was run again for the same commit or version.",
      "A moving tag such as latest is pushed to a repository with immutable tags.",
    ],
    remedy: [
      "Push a tag that is new each time, such as $CI_COMMIT_SHA or $CI_PIPELINE_ID.",
      "Or exclude moving tags from immutability in the repository's settings.",
    ],
  },
  "registry-forbidden": {
    exitStatus: 3,
    message: "The registry answered 403 Forbidden, without saying why.",
    causes: [
      "The repository is in another account, and its repository policy doesn't admit this one.",
      "A pull-through cache rule isn't allowed to create the repository or to fetch the image (ecr:CreateRepository, ecr:BatchImportUpstreamImage).",
      "The policy of a VPC endpoint or a proxy stands in between.",
      "The image is addressed in a registry that this login isn't for.",
    ],
    remedy: [
      "Run gitlab-ecr doctor --repository ARN in the job: it compares the policies of the role and of the repository.",
      "For a repository of another account, allow this account in its repository policy.",
    ],
  },
  "registry-throttled": {
    exitStatus: 4,
    message: "The registry throttles: too many requests at once.",
    causes: [
      "Many jobs push or pull at the same moment.",
      "The image comes from a registry with a limit for anonymous pulls, such as Docker Hub.",
    ],
    remedy: [
      "Run the job again, or spread scheduled pipelines.",
      "Pull base images through ECR (pull-through cache) or GitLab's dependency proxy.",
    ],
  },
  "credential-helper-missing": {
    exitStatus: 5,
    message: "The configuration names the credential helper {helper}, and there is no such program on PATH.",
    causes: [
      "config.json was made on another machine (credsStore desktop, osxkeychain, ecr-login) and copied here.",
      "The job's image lacks the helper.",
    ],
    remedy: [
      "Take credsStore or credHelpers out of config.json, or use a folder of the job's own: DOCKER_CONFIG.",
      "Or put the helper on PATH.",
    ],
  },
  "credential-helper-empty": {
    exitStatus: 5,
    message: "The credential helper has no login for this registry.",
    causes: [
      "The helper couldn't get credentials, and hid the reason behind its sentence for none: no role, no region, or a refusal of AWS.",
      "The login was stored elsewhere: in config.json, or under another name of the registry.",
    ],
    remedy: [
      "Run gitlab-ecr login in the job: it names the cause.",
      "Or take credsStore or credHelpers out of config.json.",
    ],
  },
  "docker-daemon-missing": {
    exitStatus: 5,
    message: "docker can't reach its daemon.",
    causes: [
      "The job has no docker:dind service, or DOCKER_HOST doesn't name it.",
      "The service isn't ready yet, or the runner isn't privileged.",
    ],
    remedy: [
      "Add services: [docker:dind] to the job, and DOCKER_HOST and DOCKER_TLS_CERTDIR as GitLab's documentation has them.",
      "Or build without a daemon: buildah, podman or kaniko. The login itself needs none.",
    ],
  },
  "aws-cli-missing": {
    exitStatus: 5,
    message: "The job's script calls aws, and there is no such program in its image.",
    causes: ["The image docker has no AWS command line."],
    remedy: ["Replace aws ecr get-login-password | docker login by gitlab-ecr login, which needs no AWS command line."],
  },
} as const satisfies CatalogueEntries;
