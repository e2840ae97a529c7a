import type { LoginResult } from "../commands/login-result.ts";
import type { EngineName } from "../commands/login-store.ts";
import type { Secret } from "../core/secret/index.ts";
import { performLogin, systemIo } from "./context.ts";
import { createDeadline } from "./deadline.ts";
import { createOptionReader, type Environment, type Flags } from "./option-reader.ts";

/** What a program may tell `login`; each field means what the option of that name means on the command line. */
export interface LoginRequest {
  /** Registries: host names, account ids, `ACCOUNT.REGION`, repositories' URIs. Default: the caller's own. */
  readonly registries?: readonly string[];
  readonly roleArn?: string;
  readonly region?: string;
  readonly auth?: "auto" | "oidc" | "static" | "ambient";
  readonly fallback?: "on-missing" | "on-error" | "never";
  /** Last day, in UTC, of the fallback on-error: `YYYY-MM-DD`, or `no-end`. */
  readonly fallbackUntil?: string;
  /** The ID token itself. Default: the variable GITLAB_OIDC_TOKEN. */
  readonly idToken?: string;
  readonly idTokenFile?: string;
  /** Seconds, 900 to 43200. Default 3600. */
  readonly duration?: number;
  readonly sessionName?: string;
  readonly allowedAccountIds?: readonly string[];
  /** Lets the session do just that with the named repositories. */
  readonly scope?: "push" | "pull";
  readonly repositories?: readonly string[];
  /** File with an IAM policy that narrows the session. */
  readonly sessionPolicyFile?: string;
  readonly sessionPolicyArns?: readonly string[];
  /** Roles to assume one after the other with the credentials of the one before. */
  readonly chainRoleArns?: readonly string[];
  /** Variable of `environment` that holds the chained roles' external id. */
  readonly externalIdEnv?: string;
  /** Profile of the AWS configuration, for `auth: "ambient"`. */
  readonly profile?: string;
  readonly fips?: boolean;
  readonly dualstack?: boolean;
  readonly engine?: "auto" | EngineName;
  readonly configDir?: string;
  readonly writeEnv?: string;
  /** Seconds that the whole login may take. Default 60. */
  readonly timeout?: number;
  /** Variables to read what isn't given here. Default: the process's own. */
  readonly environment?: Environment;
  /** Ends the login early; its reason is what `login` rejects with. */
  readonly signal?: AbortSignal;
}

/**
 * Gets AWS credentials and logs the container tool into ECR, as `gitlab-ecr login` does.
 *
 * Rejects with a `GitlabEcrError`, whose `code` is from the catalogue.
 */
export async function programLogin(
  request: LoginRequest,
  defaults: { readonly environment: Environment },
): Promise<LoginResult> {
  const { idToken, timeout = 60, signal = new AbortController().signal } = request;
  const environment = request.environment ?? defaults.environment;
  const withToken = idToken === undefined ? environment : { ...environment, GITLAB_OIDC_TOKEN: idToken };
  const deadline = createDeadline(timeout, signal, () => "the login");
  try {
    const run = {
      signal: deadline.signal,
      now: systemIo.now,
      step: <T>(_: string, work: () => Promise<T>) => work(),
      halfOfTheRest: () => deadline.half(),
      pause: deadline.pause,
      guard: (_: Secret) => undefined,
      warn: () => undefined,
    };
    const options = createOptionReader("login", flagsOf(request), withToken);
    const io = { ...systemIo, environment: withToken };
    return await performLogin(request.registries ?? [], options, io, run, {
      onNote: () => undefined,
      onChoice: () => undefined,
    });
  } finally {
    deadline.clear();
  }
}

function flagsOf(request: LoginRequest): Flags {
  return {
    "role-arn": request.roleArn,
    region: request.region,
    auth: request.auth,
    fallback: request.fallback,
    "fallback-until": request.fallbackUntil,
    "id-token-env": request.idToken === undefined ? undefined : "GITLAB_OIDC_TOKEN",
    "id-token-file": request.idTokenFile,
    duration: request.duration?.toString(),
    "session-name": request.sessionName,
    "allowed-account-id": request.allowedAccountIds,
    scope: request.scope,
    repository: request.repositories,
    "session-policy": request.sessionPolicyFile,
    "session-policy-arn": request.sessionPolicyArns,
    "chain-role-arn": request.chainRoleArns,
    "external-id-env": request.externalIdEnv,
    profile: request.profile,
    fips: request.fips || undefined,
    dualstack: request.dualstack || undefined,
    engine: request.engine,
    "config-dir": request.configDir,
    "write-env": request.writeEnv,
  };
}
