import { GitlabEcrError } from "../core/errors/index.ts";
import { isKeyId, parseTarget, type RotationSettings, type TargetSpec } from "../core/rotation/index.ts";
import { accessOptionSpecs } from "./access-world.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";
import { parseTime } from "./parse-time.ts";

// A session for pushes or pulls may not touch keys.
const {
  scope: _scope,
  repository: _repository,
  sessionPolicy: _sessionPolicy,
  sessionPolicyArn: _sessionPolicyArn,
  ...sharedSpecs
} = accessOptionSpecs;

/** The options of rotate that other commands don't have. */
export const ownRotateSpecs = {
  user: { name: "user", value: "NAME", description: "IAM user whose access key is rotated" },
  allCandidates: {
    name: "all-candidates",
    value: null,
    description: "instead of --user: every user that audit finds to be for GitLab or ECR, where a target holds its key",
  },
  target: {
    name: "target",
    value: "TARGET",
    many: true,
    description:
      "where the key is stored: gitlab-project:GROUP/PROJECT, gitlab-group:GROUP, gitlab-instance, secretsmanager:NAME (or ARN), or stdout; may be given several times",
  },
  maxAge: {
    name: "max-age",
    value: "TIME",
    description: "rotate only a key that is older, such as 90d",
    fallback: "rotate whatever its age",
  },
  overlap: {
    name: "overlap",
    value: "TIME",
    description: "how long the old key must be unused, once all targets hold the new one, before it is deactivated",
    fallback: "1h",
  },
  grace: {
    name: "grace",
    value: "TIME",
    description: "how long the old key stays inactive before it is deleted",
    fallback: "24h",
  },
  wait: {
    name: "wait",
    value: null,
    description:
      "wait for the next step, as far as --timeout and the session allow, instead of saying when to run again",
  },
  rollback: { name: "rollback", value: null, description: "go back to the old key, which must not be deleted yet" },
  deleteKey: {
    name: "delete-key",
    value: "ID",
    description: "delete this key to make room: one that is inactive or was never used, and that no target holds",
  },
  oldKey: {
    name: "old-key",
    value: "ID",
    description: "the key to replace, where neither the journal nor the account tells",
  },
  idVariable: {
    name: "id-variable",
    value: "NAME",
    description: "variable, or field of a secret, that holds the key id",
    fallback: "AWS_ACCESS_KEY_ID",
  },
  secretVariable: {
    name: "secret-variable",
    value: "NAME",
    description: "variable, or field of a secret, that holds the secret access key",
    fallback: "AWS_SECRET_ACCESS_KEY",
  },
  gitlabUrl: {
    name: "gitlab-url",
    value: "URL",
    variables: ["CI_SERVER_URL"],
    description: "address of GitLab; the token for it is GITLAB_TOKEN, or what glab has stored",
    fallback: "https://gitlab.com",
  },
  journal: {
    name: "journal",
    value: "FILE",
    description: "where the rotation notes how far it is; holds no secret",
    fallback: "a file of the account and user in ~/.gitlab-ecr/rotate",
  },
  dryRun: { name: "dry-run", value: null, description: "print the plan alone" },
  yes: { name: "yes", value: null, description: "agree to the plan" },
  printPolicy: {
    name: "print-policy",
    value: null,
    description: "print the least that the role which rotates must be allowed, and do nothing",
  },
  account: { name: "account", value: "ID", description: "account of the user, for --print-policy" },
} as const satisfies Record<string, OptionSpec>;

/** All options of rotate. */
export const rotateSpecs = { ...ownRotateSpecs, ...sharedSpecs };

/** What the options say, before anything is asked. */
export interface RotateRequest {
  /** Null: all candidates. */
  readonly user: string | null;
  readonly targets: readonly TargetSpec[];
  readonly settings: RotationSettings;
  readonly names: { readonly id: string; readonly secret: string };
}

const day = 86_400;
const longest = 3650 * day;

/** Reads what is rotated and how. Throws `input-invalid` or `unexpanded-variable`. */
export function readRotateRequest(options: OptionReader): RotateRequest {
  const user = readUser(options);
  const targets = options.list(ownRotateSpecs.target).map(parseTarget);
  if (targets.length === 0) throw invalid("There is no target: --target gitlab-project:GROUP/PROJECT.");
  if (user === null && targets.some(({ kind }) => kind === "stdout")) {
    throw invalid("--all-candidates doesn't go with --target stdout, which holds nobody's key.");
  }
  const names = new Set(targets.map(({ name }) => name));
  if (names.size < targets.length) throw invalid("A target is named twice.");
  const time = (spec: OptionSpec, fallback: number | null, least: number) => {
    const found = options.find(spec);
    if (found === null) return fallback;
    return parseTime(found.value, { option: found.source, least, most: longest, command: "rotate" });
  };
  const milliseconds = (seconds: number | null) => (seconds === null ? null : seconds * 1000);
  return {
    user,
    targets,
    settings: {
      overlap: (time(ownRotateSpecs.overlap, 3600, 0) ?? 0) * 1000,
      grace: (time(ownRotateSpecs.grace, day, 0) ?? 0) * 1000,
      maxAge: milliseconds(time(ownRotateSpecs.maxAge, null, 1)),
      deleteKey: readKeyId(options, ownRotateSpecs.deleteKey),
      oldKey: readKeyId(options, ownRotateSpecs.oldKey),
    },
    names: readNames(options),
  };
}

/** Null where all candidates are meant. */
function readUser(options: OptionReader): string | null {
  const user = options.text(ownRotateSpecs.user);
  if (options.isOn(ownRotateSpecs.allCandidates)) {
    const { deleteKey, oldKey, journal } = ownRotateSpecs;
    const ofOneUser = [deleteKey, oldKey, journal].some((spec) => options.text(spec) !== null);
    if (user === null && !ofOneUser && !options.isOn(ownRotateSpecs.rollback)) return null;
    throw invalid("--all-candidates takes none of --user, --delete-key, --old-key, --journal and --rollback.");
  }
  if (user === null) throw invalid("There is no user: --user NAME, or --all-candidates.");
  // Source: IAM, CreateUser, UserName.
  if (/^[\w+=,.@-]{1,64}$/.test(user)) return user;
  throw invalid(`--user is ${JSON.stringify(user)}, which isn't a user's name.`);
}

function readKeyId(options: OptionReader, spec: OptionSpec): string | null {
  const id = options.text(spec);
  if (id === null || isKeyId(id)) return id;
  throw invalid(`--${spec.name} is ${JSON.stringify(id)}, which isn't an access key's id.`);
}

/** Source: GitLab, "Project-level CI/CD variables API", key: 255 letters, digits and _ at most. */
function readNames(options: OptionReader): RotateRequest["names"] {
  const names = {
    id: options.text(ownRotateSpecs.idVariable) ?? "AWS_ACCESS_KEY_ID",
    secret: options.text(ownRotateSpecs.secretVariable) ?? "AWS_SECRET_ACCESS_KEY",
  };
  const wrong = [names.id, names.secret].find((name) => !/^\w{1,255}$/.test(name));
  if (wrong !== undefined) throw invalid(`${JSON.stringify(wrong)} isn't a variable's name.`);
  if (names.id === names.secret) throw invalid("--id-variable and --secret-variable name the same.");
  return names;
}

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "rotate" });
}
