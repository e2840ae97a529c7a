import { GitlabEcrError } from "../../core/errors/index.ts";
import type { AwsCredentials } from "../../core/identity/index.ts";
import { Secret } from "../../core/secret/index.ts";
import { type ClientSettings, clientConfig } from "./client-settings.ts";

/**
 * The credentials that the AWS SDK's default chain finds: environment, shared files and SSO, web identity file,
 * container and instance metadata.
 *
 * Throws `credentials-missing` where it finds none, with the chain's own reason.
 */
export async function ambientCredentials(
  settings: ClientSettings,
  region: string,
  signal: AbortSignal,
  profile: string | undefined,
): Promise<AwsCredentials> {
  const { ambientChain } = await import("./ambient-chain.ts");
  const chain = ambientChain(clientConfig(settings, region, settings.endpoints.STS), profile);
  try {
    const found = await abortable(chain(), signal);
    return {
      accessKeyId: new Secret(found.accessKeyId),
      secretAccessKey: new Secret(found.secretAccessKey),
      sessionToken: found.sessionToken === undefined ? null : new Secret(found.sessionToken),
      expiresAt: found.expiration ?? null,
    };
  } catch (cause) {
    signal.throwIfAborted();
    const said = cause instanceof Error ? cause.message : "it gave no reason";
    const where = profile === undefined ? "" : ` in profile ${profile}`;
    const reason = `the AWS SDK's own chain found no credentials${where}: ${said.replace(/\.$/, "")}`;
    throw new GitlabEcrError("credentials-missing", { reason, audience: "sts.amazonaws.com" }, { cause, remedy });
  }
}

const remedy = [
  "On your own machine, sign in with aws sso login and name the profile in AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  "In a job, give the runner an identity, or take an ID token and a role in place of --auth ambient.",
];

/** The chain takes no signal, so that only waiting for it can end. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
