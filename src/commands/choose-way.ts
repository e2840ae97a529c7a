import { GitlabEcrError } from "../core/errors/index.ts";
import { type AuthChoice, chooseAuth, parseRoleArn, type RoleArn, type SessionPolicy } from "../core/identity/index.ts";
import type { PartitionName } from "../core/registry/index.ts";
import type { Secret } from "../core/secret/index.ts";
import { authInputs, chosenToken, readOwnToken, type TokenReader } from "./auth-inputs.ts";
import { type AccessOptions, isNarrowed } from "./session-options.ts";

/** AWS caps sessions that were assumed from a session. Source: IAM user guide, "Role chaining". */
const longestChained = 3600;

/** How credentials will be come by: decided before the first call. */
export interface Way {
  readonly choice: AuthChoice;
  readonly idToken: Secret | null;
  /** The role of the exchange; null where there is none. */
  readonly role: RoleArn | null;
  readonly chain: readonly RoleArn[];
  /** The role whose session it will be in the end; null for keys and ambient credentials as they are. */
  readonly lastRole: RoleArn | null;
  readonly partition: PartitionName | null;
}

/** What acquiring is told beyond the options. */
export interface AcquireRequest {
  readonly way: Way;
  readonly region: string;
  readonly sessionPolicy: SessionPolicy | null;
}

/** What choosing needs of the world. */
export interface WayWorld extends TokenReader {
  /** Told as soon as it is known how to authenticate. */
  onChoice(choice: Pick<AuthChoice, "method" | "because" | "warnings">): void;
}

/**
 * Chooses how to authenticate and through which roles, and refuses what can't go together.
 *
 * Throws what `chooseAuth` does, `role-arn-invalid`, `account-not-allowed`, `duration-too-long` and `input-invalid`.
 */
export async function chooseWay(options: AccessOptions, world: WayWorld): Promise<Way> {
  const { session } = options;
  const ownToken = await readOwnToken(options, world);
  const choice = withoutWideFallback(chooseAuth(authInputs(options, ownToken)), options);
  world.onChoice(choice);

  const role = choice.method === "oidc" ? parseRoleArn(choice.role.value) : null;
  const chain = session.chainRoleArns.map(parseRoleArn);
  const lastRole = chain.at(-1) ?? role;
  checkTogether(options, choice, lastRole);
  checkChain(options, choice, role, chain);
  if (lastRole !== null) checkAccount(lastRole.accountId, options);
  const idToken = choice.method === "oidc" ? await chosenToken(choice.token, ownToken, options, world) : null;
  return { choice, idToken, role, chain, lastRole, partition: lastRole?.partition ?? null };
}

/** Throws `account-not-allowed`. */
export function checkAccount(accountId: string, { allowedAccountIds }: AccessOptions): void {
  if (allowedAccountIds.length === 0 || allowedAccountIds.includes(accountId)) return;
  throw new GitlabEcrError("account-not-allowed", { accountId, allowed: allowedAccountIds });
}

/** Keys can't be narrowed: a fallback to them would widen what was to be narrow. */
function withoutWideFallback(choice: AuthChoice, { session }: AccessOptions): AuthChoice {
  const wide = choice.method === "oidc" && isNarrowed(session.narrowing) && session.chainRoleArns.length === 0;
  return wide ? { ...choice, mayFallBack: false } : choice;
}

function checkTogether({ session }: AccessOptions, { method }: AuthChoice, lastRole: RoleArn | null): void {
  const { narrowing, externalId, profile } = session;
  if (isNarrowed(narrowing) && lastRole === null) {
    throw invalid(
      `A session policy (--scope, --repository, --session-policy, --session-policy-arn) takes a role: ${method} credentials can't be narrowed. Give --role-arn with an ID token, or --chain-role-arn.`,
    );
  }
  if (externalId !== null && session.chainRoleArns.length === 0) {
    throw invalid("--external-id-env is for the roles of --chain-role-arn, and none is given.");
  }
  if (profile !== null && profile.source !== "AWS_PROFILE" && method !== "ambient") {
    throw invalid(`${profile.source} is for --auth ambient, and here it is ${method}.`);
  }
}

function checkChain({ durationSeconds }: AccessOptions, choice: AuthChoice, role: RoleArn | null, chain: Way["chain"]) {
  const partition = role?.partition ?? chain[0]?.partition;
  const stranger = chain.find((one) => one.partition !== partition);
  if (stranger !== undefined) {
    throw invalid(`${stranger.arn} is in another partition than the role before it: no role there can be assumed.`);
  }
  const capped = chain.length > (choice.method === "oidc" ? 0 : 1) ? chain.at(-1) : undefined;
  if (capped !== undefined) checkChainedDuration(capped, durationSeconds);
}

/** Throws `duration-too-long` where a session that is assumed from another session would have to outlast the cap. */
export function checkChainedDuration({ arn, roleName }: RoleArn, durationSeconds: number): void {
  if (durationSeconds <= longestChained) return;
  const context = { duration: durationSeconds, roleArn: arn, roleName };
  const remedy = [
    `Ask for an hour at most: --duration ${longestChained}.`,
    "Or let the job assume the last role itself.",
  ];
  throw new GitlabEcrError("duration-too-long", context, { remedy });
}

function invalid(reason: string): GitlabEcrError {
  return new GitlabEcrError("input-invalid", { reason, command: "login" });
}
