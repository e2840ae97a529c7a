import type { LogRule } from "./log-rule.ts";

const pullDenied =
  /(?:User: (?<identity>arn:[\w+=,.@:/-]{1,300}) is )?not authorized to perform: (?<action>ecr:(?:BatchGetImage|GetDownloadUrlForLayer|BatchImportUpstreamImage))(?: on resource: (?<resource>arn:[\w+=,.@:/*-]{1,400}))?/;

const otherDenied =
  /(?:User: (?<identity>arn:[\w+=,.@:/-]{1,300}) is )?not authorized to perform: (?<action>ecr:\w{1,60})(?: on resource: (?<resource>arn:[\w+=,.@:/*-]{1,400}))?/;

/**
 * What registries and container tools write when a push or a pull fails. The first rule that fits a line counts, so the
 * more telling ones stand first. Sources: ECR User Guide, "Troubleshooting errors with Docker commands"; docker/cli,
 * moby, buildkit, containers/image and kaniko, their messages.
 */
export const registryRules: readonly LogRule[] = [
  {
    pattern:
      /(?:User: (?<identity>arn:[\w+=,.@:/-]{1,300}) is )?not authorized to perform: ecr:GetAuthorizationToken\b/,
    code: "ecr-denied",
    context: ({ identity }) => ({
      identity: identity ?? "The identity",
      awsMessage: "not authorized to perform: ecr:GetAuthorizationToken",
    }),
  },
  { pattern: pullDenied, code: "pull-denied", context: deniedContext },
  { pattern: otherDenied, code: "push-denied", context: deniedContext },
  { pattern: /Your authorization token has expired/i, code: "registry-token-expired" },
  { pattern: /Your Authorization Token is invalid/i, code: "registry-token-invalid" },
  { pattern: /login attempt to \S{1,300} failed with status: 400 Bad Request/, code: "registry-token-invalid" },
  {
    pattern:
      /The repository with name '(?<repository>[\w./-]{1,256})' does not exist in the registry with id '(?<accountId>\d{12})'/,
    code: "repository-missing",
    context: ({ repository = "", accountId = "" }) => ({ repository, accountId }),
  },
  {
    pattern:
      /image tag '(?<tag>[\w.-]{1,128})' already exists in the '(?<repository>[\w./-]{1,256})' repository and cannot be overwritten/,
    code: "tag-immutable",
    context: ({ tag = "", repository = "" }) => ({ tag, repository }),
  },
  {
    pattern: /(?<helper>docker-credential-[\w.-]{1,100})"?: (?:executable file |command )?not found/,
    code: "credential-helper-missing",
    context: ({ helper = "" }) => ({ helper }),
  },
  { pattern: /credentials not found in native keychain/, code: "credential-helper-empty" },
  {
    pattern:
      /no basic auth credentials|unauthorized: (?:Not Authorized|authentication required)|failed to authorize: failed to fetch \w+ token|\b401 Unauthorized\b|pull access denied for \S{1,300}, repository does not exist or may require/i,
    code: "registry-not-logged-in",
  },
  { pattern: /\btoomanyrequests\b|\b429 Too Many Requests\b/i, code: "registry-throttled" },
  { pattern: /\b403 Forbidden\b|\bdenied: Forbidden\b/, code: "registry-forbidden" },
  {
    pattern: /Cannot connect to the Docker daemon|dial tcp: lookup docker\b|error during connect: /,
    code: "docker-daemon-missing",
  },
  {
    pattern: /(?:^|[\s:])(?<engine>docker|podman|buildah|skopeo): (?:command )?not found\b/,
    code: "engine-missing",
    context: ({ engine = "" }) => ({ engine }),
  },
  { pattern: /(?:^|[\s:])aws: (?:command )?not found\b/, code: "aws-cli-missing" },
];

function deniedContext({ identity, action = "", resource }: Readonly<Record<string, string | undefined>>) {
  return { identity: identity ?? "The identity", action, resource: resource ?? "the repository" };
}
