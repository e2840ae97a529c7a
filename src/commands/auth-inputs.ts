import { GitlabEcrError } from "../core/errors/index.ts";
import type { AuthInputs } from "../core/identity/index.ts";
import type { Secret } from "../core/secret/index.ts";
import type { LoginOptions } from "./login-options.ts";

/** Reads token files; what choosing needs of the world. */
export interface TokenReader {
  /** Content of a token file; null where there is none. */
  readTokenFile(path: string): Promise<Secret | null>;
}

/** Our token: what an option names, or GITLAB_OIDC_TOKEN; null where it isn't there. */
export async function readOwnToken({ idToken }: LoginOptions, world: TokenReader): Promise<Secret | null> {
  return idToken.kind === "variable" ? idToken.value : await world.readTokenFile(idToken.path);
}

/** What there is to choose from, by name and presence. */
export function authInputs(options: LoginOptions, ownToken: Secret | null): AuthInputs {
  const { auth, fallback, inCi, role, awsRole, idToken, awsTokenFile, keys } = options;
  return {
    auth,
    fallback,
    inCi,
    role,
    awsRole,
    awsTokenFile: awsTokenFile !== null,
    token: {
      source: idToken.kind === "variable" ? idToken.name : idToken.path,
      present: ownToken !== null,
      named: idToken.named,
    },
    keys: {
      accessKeyIdEnv: keys.accessKeyIdEnv,
      secretAccessKeyEnv: keys.secretAccessKeyEnv,
      sessionTokenEnv: keys.sessionTokenEnv,
      accessKeyId: keys.accessKeyId !== null,
      secretAccessKey: keys.secretAccessKey !== null,
      sessionToken: keys.sessionToken !== null,
      temporary: keys.accessKeyId?.reveal().startsWith("ASIA") ?? false,
    },
    audience: "sts.amazonaws.com",
  };
}

/** The token that was chosen. Throws `id-token-missing` where the file that AWS's variable names holds none. */
export async function chosenToken(
  token: "own" | "aws-file",
  ownToken: Secret | null,
  { awsTokenFile }: LoginOptions,
  world: TokenReader,
): Promise<Secret> {
  const chosen = token === "own" ? ownToken : await world.readTokenFile(awsTokenFile ?? "");
  if (chosen !== null) return chosen;
  const source = `AWS_WEB_IDENTITY_TOKEN_FILE names ${awsTokenFile}, which isn't there or is empty`;
  throw new GitlabEcrError("id-token-missing", { source, audience: "sts.amazonaws.com" });
}
