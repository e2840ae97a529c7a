import type { JobEnvironment } from "../adapters/gitlab/index.ts";
import type { LoginOptions } from "../commands/login-options.ts";
import type { AccessOptions } from "../commands/session-options.ts";
import { GitlabEcrError } from "../core/errors/index.ts";
import {
  type AuthOption,
  type FallbackOption,
  isSessionName,
  refuseUnexpanded,
  sessionName,
} from "../core/identity/index.ts";
import { Secret } from "../core/secret/index.ts";
import type { OptionReader } from "./option-reader.ts";
import type { OptionSpec } from "./option-spec.ts";
import { parseTime } from "./parse-time.ts";

/** Options that choose the container tool and its folder; login and logout share them. */
export const engineOptionSpecs = {
  engine: {
    name: "engine",
    value: "ENGINE",
    choices: ["auto", "docker", "podman", "buildah", "skopeo", "config", "helper"],
    description:
      "what stores the login: a tool's own login, config.json written directly, or, without a password, docker-credential-gitlab-ecr named there",
    fallback: "auto: docker when it is on PATH, else config",
  },
  configDir: {
    name: "config-dir",
    value: "DIR",
    variables: ["DOCKER_CONFIG"],
    description: "folder of config.json",
    fallback: "~/.docker",
  },
} as const satisfies Record<string, OptionSpec>;

/** The options of login, in the order of its help. */
export const loginOptionSpecs = {
  roleArn: {
    name: "role-arn",
    value: "ARN",
    variables: ["AWS_ROLE_ARN"],
    description: "role to assume with the job's ID token",
  },
  region: {
    name: "region",
    value: "REGION",
    variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
    description: "AWS region",
    fallback: "the first registry's",
  },
  auth: {
    name: "auth",
    value: "METHOD",
    choices: ["auto", "oidc", "static", "ambient"],
    description: "how to get AWS credentials",
    fallback: "auto: oidc with a role and a token, else static keys, else, outside CI, the AWS SDK's own chain",
  },
  fallback: {
    name: "fallback",
    value: "WHEN",
    choices: ["on-missing", "on-error", "never"],
    description: "when auto may use static keys",
    fallback: "on-missing: no complete OIDC configuration",
  },
  fallbackUntil: {
    name: "fallback-until",
    value: "DATE",
    description: "last day of fallback on-error, YYYY-MM-DD in UTC",
    fallback: "no-end",
  },
  idTokenEnv: {
    name: "id-token-env",
    value: "NAME",
    description: "variable that holds the ID token",
    fallback: "GITLAB_OIDC_TOKEN",
  },
  idTokenFile: { name: "id-token-file", value: "PATH", description: "file that holds the ID token" },
  accessKeyIdEnv: {
    name: "access-key-id-env",
    value: "NAME",
    description: "variable that holds the access key's id",
    fallback: "AWS_ACCESS_KEY_ID",
  },
  secretAccessKeyEnv: {
    name: "secret-access-key-env",
    value: "NAME",
    description: "variable that holds the secret access key",
    fallback: "AWS_SECRET_ACCESS_KEY",
  },
  sessionTokenEnv: {
    name: "session-token-env",
    value: "NAME",
    description: "variable that holds the session token of temporary keys",
    fallback: "AWS_SESSION_TOKEN",
  },
  duration: {
    name: "duration",
    value: "TIME",
    description: "how long the session shall last: 900 to 43200 seconds, or with a unit (15m, 1h)",
    fallback: "3600",
  },
  sessionName: {
    name: "session-name",
    value: "NAME",
    variables: ["AWS_ROLE_SESSION_NAME"],
    description: "name of the session, as CloudTrail shows it",
    fallback: "made from project, pipeline and job",
  },
  allowedAccountId: {
    name: "allowed-account-id",
    value: "ID",
    many: true,
    description: "refuse credentials of any other account; may be given several times; any allows all",
  },
  ...engineOptionSpecs,
  writeEnv: {
    name: "write-env",
    value: "FILE",
    description: "write ECR_REGISTRY, ECR_REGISTRIES, ECR_EXPIRES_AT, ECR_ACCOUNT_ID and ECR_REGION to a dotenv file",
  },
  writeAnnotations: {
    name: "write-annotations",
    value: "FILE",
    description: "write GitLab's report of annotations: a fallback to keys",
  },
} as const satisfies Record<string, OptionSpec>;

/** Registries may also come from a variable: a component's inputs reach the command that way. */
const registriesVariable = { name: "registries", value: "REGISTRY", many: true, description: "" } as const;

/** Everything that login is told. Throws `input-invalid` or `unexpanded-variable`. */
export function readLoginOptions(
  registries: readonly string[],
  options: OptionReader,
  job: JobEnvironment,
): LoginOptions {
  const named = registries.filter((registry) => registry !== "");
  for (const registry of named) refuseUnexpanded(registry, "The registry");
  const role = options.find(loginOptionSpecs.roleArn);
  const ours = role !== null && role.source !== "AWS_ROLE_ARN";
  return {
    registries: named.length > 0 ? named : options.list(registriesVariable),
    region: options.text(loginOptionSpecs.region),
    auth: (options.text(loginOptionSpecs.auth) ?? "auto") as AuthOption,
    fallback: (options.text(loginOptionSpecs.fallback) ?? "on-missing") as FallbackOption,
    fallbackUntil: readFallbackUntil(options),
    inCi: job.inCi,
    role: ours ? role : null,
    awsRole: ours ? null : (role?.value ?? null),
    idToken: readIdToken(options),
    awsTokenFile: options.variable("AWS_WEB_IDENTITY_TOKEN_FILE"),
    keys: readStaticKeys(options),
    durationSeconds: readDuration(options),
    sessionName: readSessionName(options, job),
    allowedAccountIds: readAllowedAccounts(options),
    jobEndsAt: job.endsAt,
    dockerAuthConfig: secretOf(options.variable("DOCKER_AUTH_CONFIG")),
    writeEnv: options.text(loginOptionSpecs.writeEnv),
    writeAnnotations: options.text(loginOptionSpecs.writeAnnotations),
  };
}

function readIdToken(options: OptionReader): LoginOptions["idToken"] {
  const file = options.find(loginOptionSpecs.idTokenFile);
  const name = options.find(loginOptionSpecs.idTokenEnv);
  const asFlag = (one: typeof file) => one?.source.startsWith("--") ?? false;
  if (file !== null && name !== null && asFlag(file) === asFlag(name)) {
    throw invalid(`${file.source} and ${name.source} name two places for one token.`);
  }
  if (file !== null && (name === null || asFlag(file))) return { kind: "file", path: file.value, named: true };
  const variable = name?.value ?? "GITLAB_OIDC_TOKEN";
  const value = options.usedVariable(variable)?.trim();
  return { kind: "variable", name: variable, value: secretOf(value), named: name !== null };
}

function readStaticKeys(options: OptionReader): LoginOptions["keys"] {
  const accessKeyIdEnv = options.text(loginOptionSpecs.accessKeyIdEnv) ?? "AWS_ACCESS_KEY_ID";
  const secretAccessKeyEnv = options.text(loginOptionSpecs.secretAccessKeyEnv) ?? "AWS_SECRET_ACCESS_KEY";
  const sessionTokenEnv = options.text(loginOptionSpecs.sessionTokenEnv) ?? "AWS_SESSION_TOKEN";
  const read = (name: string) => secretOf(options.variable(name)?.trim());
  return {
    accessKeyIdEnv,
    secretAccessKeyEnv,
    sessionTokenEnv,
    accessKeyId: read(accessKeyIdEnv),
    secretAccessKey: read(secretAccessKeyEnv),
    sessionToken: read(sessionTokenEnv),
  };
}

function readDuration(options: OptionReader): number {
  const found = options.find(loginOptionSpecs.duration);
  if (found === null) return 3600;
  return parseTime(found.value, { option: found.source, least: 900, most: 43_200, command: "login" });
}

function readFallbackUntil(options: OptionReader): string | null {
  const found = options.find(loginOptionSpecs.fallbackUntil);
  // No end has a word of its own: an empty input may be a date that got lost.
  if (found === null || found.value === "no-end") return null;
  const { value, source } = found;
  // JSON has null for what is no date, and another day for one that the calendar lacks.
  if (value.length === 10 && new Date(value).toJSON()?.startsWith(value)) return value;
  throw invalid(`${source} is neither a day, YYYY-MM-DD, nor no-end.`);
}

function readSessionName(options: OptionReader, job: JobEnvironment): string {
  const found = options.find(loginOptionSpecs.sessionName);
  if (found === null) return sessionName(job);
  if (isSessionName(found.value)) return found.value;
  throw invalid(`${found.source} isn't a session's name: 2 to 64 letters, digits and _+=,.@- are allowed.`);
}

function readAllowedAccounts(options: OptionReader): readonly string[] {
  const ids = options.list(loginOptionSpecs.allowedAccountId).flatMap((text) => text.split(/[\s,]+/));
  // The word by which a component's input says that it has no list: an empty list may be one that got lost.
  if (ids.length === 1 && ids[0] === "any") return [];
  const wrong = ids.find((id) => !/^\d{12}$/.test(id));
  if (wrong === undefined) return ids;
  throw invalid(
    `--allowed-account-id is ${JSON.stringify(wrong)}; an account id has 12 digits, leading zeros included.`,
  );
}

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "login" });
}

function secretOf(value: string | null | undefined): Secret | null {
  return value === null || value === undefined || value === "" ? null : new Secret(value);
}

/** Every secret that login was given, used or not. */
export function secretsOf({
  idToken,
  keys,
  dockerAuthConfig,
  session,
}: LoginOptions & Partial<Pick<AccessOptions, "session">>): Secret[] {
  const token = idToken.kind === "variable" ? idToken.value : null;
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const all = [token, accessKeyId, secretAccessKey, sessionToken, dockerAuthConfig, session?.externalId ?? null];
  return all.filter((secret) => secret !== null);
}
