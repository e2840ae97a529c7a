import { GitlabEcrError, type Warning, warning } from "../errors/index.ts";

/** How the caller wants to authenticate. */
export type AuthOption = "auto" | "oidc" | "static" | "ambient";
/** When `auto` may use static keys. */
export type FallbackOption = "on-missing" | "on-error" | "never";
/** How it came out. */
export type AuthMethod = Exclude<AuthOption, "auto">;

/** A value that was found, and where: the name of an option or variable, for messages. */
export interface Found {
  readonly value: string;
  readonly source: string;
}

/** What is there to choose from. Nothing in it is secret: tokens and keys appear by name and presence. */
export interface AuthInputs {
  readonly auth: AuthOption;
  readonly fallback: FallbackOption;
  /** Whether this runs in a CI job. */
  readonly inCi: boolean;
  /** Role given to us: `--role-arn` or GITLAB_ECR_ROLE_ARN. */
  readonly role: Found | null;
  /** AWS_ROLE_ARN. */
  readonly awsRole: string | null;
  /** Our token: what `--id-token-file` or `--id-token-env` names, or GITLAB_OIDC_TOKEN. */
  readonly token: {
    /** Where it was looked for. */
    readonly source: string;
    readonly present: boolean;
    /** Whether an option named the place, so that no other place counts. */
    readonly named: boolean;
  };
  /** AWS_WEB_IDENTITY_TOKEN_FILE is set. */
  readonly awsTokenFile: boolean;
  readonly keys: {
    readonly accessKeyIdEnv: string;
    readonly secretAccessKeyEnv: string;
    readonly sessionTokenEnv: string;
    readonly accessKeyId: boolean;
    readonly secretAccessKey: boolean;
    readonly sessionToken: boolean;
    /** The key id is one of temporary keys (ASIA…), which work only with a session token. */
    readonly temporary: boolean;
  };
  readonly audience: string;
}

/** The choice and its reason. */
export type AuthChoice = { readonly because: string; readonly warnings: readonly Warning[] } & (
  | { readonly method: "oidc"; readonly role: Found; readonly token: "own" | "aws-file"; readonly mayFallBack: boolean }
  | { readonly method: "static" }
  | { readonly method: "ambient" }
);

/**
 * Chooses how to authenticate, by the rules that `docs/login.md` lists: a complete OIDC configuration wins, then
 * complete static keys, then, outside CI only, the SDK's own chain.
 *
 * Throws `role-arn-missing`, `id-token-missing`, `static-keys-missing`, `static-keys-incomplete`,
 * `credentials-missing`.
 */
export function chooseAuth(inputs: AuthInputs): AuthChoice {
  if (inputs.auth === "ambient") return chosen("ambient", "--auth ambient asks for the SDK's own chain");
  if (inputs.auth === "static") {
    requireKeys(inputs);
    return chosen("static", `--auth static asks for the keys in ${keyNames(inputs)}`);
  }

  const found = findRoleAndToken(inputs);
  if (found.role !== null && found.token !== null) return oidc(inputs, found.role, found.token);
  if (inputs.auth === "oidc") throw halfError(inputs, found);
  if (found.role !== null || found.token !== null) return half(inputs, found);

  if (hasKeys(inputs) && inputs.fallback !== "never") {
    const note = found.runnerOwn ? "; the runner's own role and token file don't count without --auth ambient" : "";
    return chosen("static", `no role and no ID token are configured, the keys in ${keyNames(inputs)} are${note}`);
  }
  if (inputs.fallback !== "never") refuseIncompleteKeys(inputs);
  // The SDK's chain would pick the forbidden keys up.
  const keysForbidden = hasKeys(inputs) && inputs.fallback === "never";
  if (!inputs.inCi && !keysForbidden) {
    return chosen("ambient", "nothing is configured and this is no CI job: the SDK's own chain is used");
  }
  throw new GitlabEcrError("credentials-missing", { reason: whatIsMissing(inputs, found), audience: inputs.audience });
}

interface RoleAndToken {
  readonly role: Found | null;
  readonly token: "own" | "aws-file" | null;
  /** AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are there, but belong to the runner. */
  readonly runnerOwn: boolean;
}

/** AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE belong together where nothing of ours is given; in CI they are the runner's. */
function findRoleAndToken({ role, awsRole, token, awsTokenFile, inCi }: AuthInputs): RoleAndToken {
  const ownToken = token.present ? "own" : null;
  if (role === null && awsTokenFile && !token.present && !token.named) {
    if (inCi) return { role: null, token: null, runnerOwn: true };
    return { role: awsRoleFound(awsRole), token: "aws-file", runnerOwn: false };
  }
  return { role: role ?? awsRoleFound(awsRole), token: ownToken, runnerOwn: false };
}

function awsRoleFound(awsRole: string | null): Found | null {
  return awsRole === null ? null : { value: awsRole, source: "AWS_ROLE_ARN" };
}

function oidc(inputs: AuthInputs, role: Found, token: "own" | "aws-file"): AuthChoice {
  const tokenSource = token === "own" ? inputs.token.source : "AWS_WEB_IDENTITY_TOKEN_FILE";
  const asked = inputs.auth === "oidc" ? "--auth oidc asks for it: " : "";
  return {
    method: "oidc",
    because: `${asked}role from ${role.source}, ID token from ${tokenSource}`,
    warnings: [],
    role,
    token,
    mayFallBack: inputs.auth === "auto" && inputs.fallback === "on-error" && hasKeys(inputs),
  };
}

function half(inputs: AuthInputs, found: RoleAndToken): AuthChoice {
  if (!hasKeys(inputs) || inputs.fallback === "never") throw halfError(inputs, found);
  const reason =
    found.token === null
      ? `there is a role (${found.role?.source}), but no ID token in ${inputs.token.source}`
      : `there is an ID token (${inputs.token.source}), but no role`;
  return {
    ...chosen("static", `${reason}; the keys in ${keyNames(inputs)} are complete`),
    warnings: [warning("oidc-half-configured", { reason })],
  };
}

function halfError(inputs: AuthInputs, found: RoleAndToken): GitlabEcrError {
  const { token, audience } = inputs;
  const runner = found.runnerOwn
    ? "; AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are the runner's own identity, which only --auth ambient uses"
    : "";
  if (found.role === null) {
    const names = found.runnerOwn
      ? "--role-arn and GITLAB_ECR_ROLE_ARN"
      : "--role-arn, GITLAB_ECR_ROLE_ARN and AWS_ROLE_ARN";
    return new GitlabEcrError("role-arn-missing", { source: `${names} aren't set${runner}` });
  }
  return new GitlabEcrError("id-token-missing", { source: `${token.source} isn't there or is empty`, audience });
}

function hasKeys({ keys }: AuthInputs): boolean {
  return keys.accessKeyId && keys.secretAccessKey && !(keys.temporary && !keys.sessionToken);
}

function requireKeys(inputs: AuthInputs): void {
  refuseIncompleteKeys(inputs);
  const { accessKeyIdEnv, secretAccessKeyEnv } = inputs.keys;
  if (!hasKeys(inputs)) throw new GitlabEcrError("static-keys-missing", { accessKeyIdEnv, secretAccessKeyEnv });
}

function refuseIncompleteKeys({ keys }: AuthInputs): void {
  if (keys.accessKeyId !== keys.secretAccessKey) {
    const [present, absent] = keys.accessKeyId
      ? [keys.accessKeyIdEnv, keys.secretAccessKeyEnv]
      : [keys.secretAccessKeyEnv, keys.accessKeyIdEnv];
    throw new GitlabEcrError("static-keys-incomplete", { present, absent });
  }
  if (keys.accessKeyId && keys.temporary && !keys.sessionToken) {
    const present = `${keys.accessKeyIdEnv} (of temporary keys)`;
    throw new GitlabEcrError("static-keys-incomplete", { present, absent: keys.sessionTokenEnv });
  }
}

function whatIsMissing(inputs: AuthInputs, found: RoleAndToken): string {
  const nothing = `no role (GITLAB_ECR_ROLE_ARN), no ID token (${inputs.token.source}), no keys (${keyNames(inputs)})`;
  if (found.runnerOwn) return `${nothing}; the runner's own AWS_ROLE_ARN is used with --auth ambient only`;
  if (hasKeys(inputs)) {
    return `no role, no ID token, and --fallback never forbids the keys in ${keyNames(inputs)}`;
  }
  return nothing;
}

function keyNames({ keys }: AuthInputs): string {
  return `${keys.accessKeyIdEnv} and ${keys.secretAccessKeyEnv}`;
}

function chosen(method: "static" | "ambient", because: string): AuthChoice {
  return { method, because, warnings: [] };
}
